"""What stands beside the chats: the index, memories, instructions, and the files."""

from __future__ import annotations

import datetime as dt
import shutil
import zlib
from collections.abc import Iterator
from typing import Literal

import msgspec

from migrator.adapter import Archive, Receipt, Sink
from migrator.errors import MigratorError
from migrator.i18n import _, ngettext
from migrator.losses import Loss
from migrator.model import (
    Account,
    Asset,
    Feedback,
    Instruction,
    KeptFile,
    Memory,
    Persona,
    Project,
    SharedLink,
)
from migrator.shape import times
from migrator.shape.markdown import pieces
from migrator.shape.markdown.parts import Style
from migrator_notes.page import ATTACHMENTS, file_name

Kind = Literal["memory", "instruction", "project", "persona", "other"]


class Entry(msgspec.Struct, frozen=True):
    """A page's line in the index."""

    title: str
    path: str
    created: dt.datetime | None
    messages: int
    project: str | None


def _prose(text: str, style: Style) -> str:
    written: str = style.prose(text, style.words.marks).text.strip("\n")
    return written


def memories(archive: Archive, sink: Sink, style: Style) -> Iterator[Receipt]:
    """`memories.md`: one entry a memory, in the order of the archive."""
    path = "memories.md"
    out = [f"# {_('What ChatGPT remembered about you')}"]
    for memory in archive.items(Memory):
        day = f"**{times.iso(memory.created)[:10]}** " if memory.created else ""
        text = (day + _prose(memory.text, style)).replace("\n", "\n  ")
        out.append(f"- {text}")
        yield Receipt(item="memory", source=memory.id, target=path)
    if len(out) > 1:
        sink.write(path, _file(out))


def instructions(archive: Archive, sink: Sink, style: Style) -> Iterator[Receipt]:
    """`instructions.md`: custom instructions as they stood over time, then those of projects and custom GPTs."""
    path = "instructions.md"
    out: list[str] = []
    for item in archive.items(Instruction):
        since = f" · {times.plain(item.created)}" if item.created else ""
        out.append(f"# {_('Custom instructions')}{since}")
        for heading, text in (
            (_("About you"), item.about_me),
            (_("How ChatGPT should answer"), item.how_to_answer),
        ):
            if text.strip():
                out += [f"## {heading}", _prose(text, style)]
        yield Receipt(item="instruction", source=item.id, target=path)
    titles: tuple[tuple[type[Project | Persona], Kind, str], ...] = (
        (Project, "project", _("Project {name}")),
        (Persona, "persona", _("Custom GPT {name}")),
    )
    for kind, item_kind, title in titles:
        for thing in archive.items(kind):
            out.append("# " + title.replace("{name}", pieces.inline(thing.name or thing.id)))
            if thing.instructions and thing.instructions.strip():
                out.append(_prose(thing.instructions, style))
            yield Receipt(item=item_kind, source=thing.id, target=path)
    if out:
        sink.write(path, _file(out))


def index(entries: list[Entry], archive: Archive, sink: Sink) -> Iterator[Receipt]:
    """`index.md`: every page by project and newest first, then links that were shared, then thumbs."""
    path = "index.md"
    out = [f"# {_('Your chats')}"]
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.project or "", []).append(entry)
    for name in sorted(groups):
        if name:
            out.append(f"## {_('Project {name}').replace('{name}', pieces.inline(name))}")
        never = dt.datetime.min.replace(tzinfo=dt.UTC)
        newest = sorted(groups[name], key=lambda e: e.created or never, reverse=True)
        out.append("\n".join(_line(entry) for entry in newest))
    links = [
        f"- {pieces.link(each.title or each.url or each.id, each.url)}" for each in archive.items(SharedLink)
    ]
    for each in archive.items(SharedLink):
        yield Receipt(item="other", source=each.id, target=path)
    if links:
        out += [f"## {_('Links that you shared')}", "\n".join(links)]
    thumbs: list[str] = []
    for thumb in archive.items(Feedback):
        said = [
            thumb.rating or "",
            pieces.inline(thumb.text or ""),
            thumb.conversation or "",
            thumb.message or "",
        ]
        day = [times.iso(thumb.created)[:10]] if thumb.created else []
        thumbs.append("- " + " · ".join(pieces.inline(word) for word in [*day, *said] if word))
        yield Receipt(item="other", source=thumb.id, target=path)
    if thumbs:
        out += [f"## {_('Your feedback')}", "\n".join(thumbs)]
    sink.write(path, _file(out))


def _line(entry: Entry) -> str:
    count = ngettext("{n} message", "{n} messages", entry.messages).format(n=entry.messages)
    day = [times.iso(entry.created)[:10]] if entry.created else []
    return f"- [{entry.title}]({pieces.path(entry.path)}) · {' · '.join([*day, count])}"


def files(archive: Archive, sink: Sink) -> Iterator[Receipt]:
    """Every file of the export, under `attachments/`, whether a message shows it or not."""
    for asset in archive.items(Asset):
        path = f"{ATTACHMENTS}/{file_name(asset.name or asset.path, asset.id)}"
        try:
            with archive.open(asset) as source, sink.open(path) as out:
                shutil.copyfileobj(source, out, 1 << 20)
        except (MigratorError, OSError, zlib.error):
            lost = Loss("asset-damaged", (asset.id,))
            yield Receipt(item="asset", source=asset.id, outcome="left-out", losses=(lost,))
        else:
            yield Receipt(item="asset", source=asset.id, target=path)


def unwritten(archive: Archive) -> Iterator[Receipt]:
    """What has no place among notes."""
    for account in archive.items(Account):
        yield _left_out("account-left-out", account.id)
    for file in archive.items(KeptFile):
        yield _left_out("file-left-out", file.id)


def _left_out(kind: str, item: str) -> Receipt:
    return Receipt(item="other", source=item, outcome="left-out", losses=(Loss(kind, (item,)),))


def _file(blocks: list[str]) -> bytes:
    return ("\n\n".join(blocks) + "\n").encode("utf-8")
