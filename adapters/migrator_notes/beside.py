"""What stands beside the chats: the index, memories, instructions, and the files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Literal

import msgspec

from migrator.adapter import Archive, Receipt, Sink, copied
from migrator.i18n import _, ngettext
from migrator.losses import Loss
from migrator.model import (
    Asset,
    Feedback,
    Instruction,
    Memory,
    Persona,
    Project,
    SharedLink,
)
from migrator.shape import times
from migrator.shape.attachments import file_name
from migrator.shape.facts.fact import of_memory
from migrator.shape.markdown import pieces
from migrator.shape.markdown.parts import Style
from migrator_notes.page import ATTACHMENTS

Kind = Literal["memory", "instruction", "project", "persona", "other"]


class Entry(msgspec.Struct, frozen=True):
    """A page's line in the index; `id` is the conversation's."""

    id: str
    title: str
    path: str
    created: dt.datetime | None
    messages: int
    project: str | None


class _Texts:
    """Turns the texts of one item into prose, and remembers what had to be changed."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._kinds: set[str] = set()

    def __call__(self, text: str) -> str:
        found = self._style.prose(text, self._style.words.marks)
        self._kinds |= {"markup-neutralised"} if found.changed else set()
        self._kinds |= {"text-changed"} if found.replaced else set()
        return found.text.strip("\n")

    def receipt(self, item: Kind, source: str, target: str) -> Receipt:
        """The receipt of the item whose texts were given since the last one."""
        losses = tuple(Loss(kind, (source,)) for kind in sorted(self._kinds))
        self._kinds = set()
        outcome: Literal["changed", "written"] = "changed" if losses else "written"
        return Receipt(item=item, source=source, target=target, outcome=outcome, losses=losses)


def memories(archive: Archive, sink: Sink, style: Style) -> Iterator[Receipt]:
    """`memories.md`: one entry a memory, in the order of the archive."""
    path = "memories.md"
    prose = _Texts(style)
    entries: list[str] = []
    for memory in archive.items(Memory):
        known = of_memory(memory).day  # the export's own word for it, where it gives no time
        day = f"**{known}** " if known else ""
        text = (day + prose(memory.text)).replace("\n", "\n  ")
        entries.append(f"- {text}")
        yield prose.receipt("memory", memory.id, path)
    if entries:
        sink.write(path, _file([f"# {_('What ChatGPT remembered about you')}", "\n".join(entries)]))


def instructions(archive: Archive, sink: Sink, style: Style) -> Iterator[Receipt]:
    """`instructions.md`: custom instructions as they stood over time, then those of projects and custom GPTs."""
    path = "instructions.md"
    prose = _Texts(style)
    out: list[str] = []
    for item in archive.items(Instruction):
        since = f" · {times.plain(item.created)}" if item.created else ""
        out.append(f"# {_('Custom instructions')}{since}")
        for heading, text in (
            (_("About you"), item.about_me),
            (_("How ChatGPT should answer"), item.how_to_answer),
        ):
            if text.strip():
                out += [f"## {heading}", prose(text)]
        yield prose.receipt("instruction", item.id, path)
    titles: tuple[tuple[type[Project | Persona], Kind, str], ...] = (
        (Project, "project", _("Project {name}")),
        (Persona, "persona", _("Custom GPT {name}")),
    )
    for kind, item_kind, title in titles:
        for thing in archive.items(kind):
            said = (thing.instructions or "").strip()
            if thing.name or said:  # else all that is known is its id, which stands in the pages
                out.append("# " + title.replace("{name}", pieces.inline(thing.name or thing.id)))
            if said:
                out.append(prose(said))
            yield prose.receipt(item_kind, thing.id, path)
    if out:
        sink.write(path, _file(out))


def index(entries: list[Entry], named: AbstractSet[str], archive: Archive, sink: Sink) -> Iterator[Receipt]:
    """`index.md`: every page by project and newest first, links that were shared, thumbs, files that no chat names."""
    path = "index.md"
    out = [f"# {_('Your chats')}"]
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.project or "", []).append(entry)
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    for name in sorted(groups):
        if name:
            out.append(f"## {_('Project {name}').replace('{name}', pieces.inline(name))}")
        newest = sorted(groups[name], key=lambda e: e.created or never, reverse=True)
        out.append("\n".join(_line(entry) for entry in newest))
    pages = {entry.id: _page(entry) for entry in entries}
    links: list[str] = []
    for shared in archive.items(SharedLink):
        link = pieces.link(shared.title or shared.url or shared.id, shared.url)
        links.append("- " + " · ".join(filter(None, [link, pages.get(shared.conversation or "")])))
        yield Receipt(item="other", source=shared.id, target=path)
    if links:
        out += [f"## {_('Links that you shared')}", "\n".join(links)]
    thumbs: list[str] = []
    for thumb in archive.items(Feedback):
        day = times.iso(thumb.created)[:10] if thumb.created else ""
        said = [pieces.inline(word) for word in (thumb.rating, thumb.text) if word]
        thumbs.append("- " + " · ".join(filter(None, [day, *said, pages.get(thumb.conversation or "")])))
        yield Receipt(item="other", source=thumb.id, target=path)
    if thumbs:
        out += [f"## {_('Your feedback')}", "\n".join(thumbs)]
    others = [_attached(asset) for asset in archive.items(Asset) if asset.id not in named]
    if others:
        out += [f"## {_('Files that no chat names')}", "\n".join(others)]
    sink.write(path, _file(out))


def _attached(asset: Asset) -> str:
    name = (asset.name or asset.path).rsplit("/", 1)[-1]
    return f"- [{pieces.inline(name)}]({pieces.path(f'{ATTACHMENTS}/{file_name(asset)}')})"


def _line(entry: Entry) -> str:
    count = ngettext("{n} message", "{n} messages", entry.messages).format(n=entry.messages)
    day = [times.iso(entry.created)[:10]] if entry.created else []
    return f"- {' · '.join([_page(entry), *day, count])}"


def _page(entry: Entry) -> str:
    return f"[{entry.title}]({pieces.path(entry.path)})"


def files(archive: Archive, sink: Sink) -> Iterator[Receipt]:
    """Every file of the export, under `attachments/`, whether a message shows it or not."""
    for asset in archive.items(Asset):
        yield copied(archive, asset, ATTACHMENTS, sink)


def _file(blocks: list[str]) -> bytes:
    return ("\n\n".join(blocks) + "\n").encode("utf-8")
