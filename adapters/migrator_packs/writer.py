"""Writes a pack for a hosted assistant that takes in no chats as such: texts to paste, documents to upload.

about-me.md, memories.txt, memories-short.txt, flagged.txt      see `migrator.shape.facts.pack`
chatgpt-export.zip   the chats in the shape of ChatGPT's own export, where the assistant takes that in
instructions.md      custom instructions in every version, those of projects and custom GPTs
knowledge/           the chats as Markdown by project or month, in parts of a size that uploads take
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from typing import Literal

import msgspec

from migrator.adapter import Archive, Choices, Option, Receipt, Shelf, Sink, Write, files_left_out
from migrator.events import Report
from migrator.i18n import N_, _
from migrator.losses import Loss
from migrator.model import (
    Conversation,
    Instruction,
    Memory,
    Persona,
    Project,
)
from migrator.shape import flat, times
from migrator.shape.facts.fact import Fact, dated, joined, of_memory
from migrator.shape.facts.flags import hidden
from migrator.shape.facts.pack import ABOUT_ME, FLAGGED, MEMORIES, Limits, newest, pack
from migrator.shape.markdown import pieces
from migrator.shape.markdown.prose import clean
from migrator.shape.markdown.words import words
from migrator.text import storable
from migrator.wishes import worded
from migrator_packs import knowledge, parts, zips

INSTRUCTIONS = "instructions.md"
OPTIONS = (
    Option(
        key="flagged",
        default="aside",
        choices=("aside", "keep"),
        help=N_("Memories in which something is odd: only in flagged.txt, or in the files to paste as well."),
    ),
    Option(
        key="knowledge",
        default="yes",
        choices=("yes", "no"),
        help=N_("Also write the chats as documents to upload."),
    ),
    Option(
        key="reasoning",
        default="drop",
        choices=("drop", "fold"),
        help=N_("What the model showed of its thinking: left out, or quoted."),
    ),
    Option(
        key="tools",
        default="drop",
        choices=("drop", "fold"),
        help=N_("What went to and from tools: left out, or written as text."),
    ),
)
ZIP = Option(
    key="zip",
    default="yes",
    choices=("yes", "no"),
    help=N_("Also write a ZIP of the chats that you chose, in the shape of ChatGPT's own export."),
)


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """What one assistant takes besides texts to paste, in bytes at the most: a document, a ZIP of chats (0: none)."""

    part: int
    zip: int = 0


class Chat(msgspec.Struct, frozen=True):
    """A chat as it goes into a document and into the ZIP, each as far as it is wanted."""

    began: dt.datetime | None
    document: knowledge.Written | None
    data: bytes
    receipt: Receipt


def writing(limits: Limits, room: Room) -> Write:
    """The function that writes for an assistant with these limits."""
    return functools.partial(_write, limits=limits, room=room)


def _write(
    archive: Archive, choices: Choices, sink: Sink, report: Report, *, limits: Limits, room: Room
) -> Iterator[Receipt]:
    del report
    began: dict[str, dt.datetime | None] = {}
    yield from _chats(archive, choices, sink, room, began)
    told = [dated(one, began.get(one.conversation or "")) for one in archive.items(Instruction)]
    memories = [dated(one, began.get(one.conversation or "")) for one in archive.items(Memory)]
    yield from _remembered(memories, choices, sink, told, limits)
    yield from _instructions(archive, sink, told)
    yield from files_left_out(archive)


def _chats(
    archive: Archive, choices: Choices, sink: Sink, room: Room, began: dict[str, dt.datetime | None]
) -> Iterator[Receipt]:
    """A receipt for each chat; when each of them began goes into `began`."""
    wish = choices.options
    layout = knowledge.Layout(
        words=words(),
        wish=worded(
            flat.Wish(reasoning=wish["reasoning"] == "fold", tools=wish["tools"] == "fold", drawn=True)
        ),
        called=dict(archive.names()),
        most=room.part // 2,
    )
    made = functools.partial(
        _chat, layout=layout, document=wish["knowledge"] == "yes", zipped=wish.get("zip") == "yes"
    )
    with (
        parts.Documents(sink, layout.called, room.part) as documents,
        zips.archives(sink, room.zip) as archives,
    ):
        for chat in archive.convert(made):
            began[chat.receipt.source] = chat.began
            target = None
            if chat.data:
                target = archives.add(chat.data)
            if chat.document and chat.document.turns:
                target = documents.put(chat.document)
            yield msgspec.structs.replace(chat.receipt, target=target)


def _chat(
    conversation: Conversation, shelf: Shelf, *, layout: knowledge.Layout, document: bool, zipped: bool
) -> Chat:
    written = knowledge.write(conversation, shelf, layout) if document else None
    data, receipt = zips.element(conversation, layout.wish) if zipped else (b"", None)
    if receipt and written:
        known = {loss.kind for loss in receipt.losses}
        more = tuple(loss for loss in written.receipt.losses if loss.kind not in known)
        receipt = msgspec.structs.replace(receipt, losses=receipt.losses + more)
    elif written:
        receipt = written.receipt
    return Chat(times.began(conversation), written, data, receipt or _none(conversation))


def _none(conversation: Conversation) -> Receipt:
    """The receipt for a chat that the person wants nowhere."""
    gone = tuple(message.id for message in conversation.messages)
    kind, where = ("no-place-for-chats", gone) if gone else ("no-messages", (conversation.id,))
    return Receipt(
        item="conversation", source=conversation.id, outcome="left-out", losses=(Loss(kind, where),)
    )


def _remembered(
    memories: list[Memory], choices: Choices, sink: Sink, told: list[Instruction], limits: Limits
) -> Iterator[Receipt]:
    """The files to paste, and a receipt for each trace of a memory."""
    traces = [of_memory(memory) for memory in memories]
    facts = joined(traces)
    keep = choices.options["flagged"] == "keep"
    passed = frozenset(
        trace.id
        for memory, trace in zip(memories, traces, strict=True)
        if keep or memory.extra.get("reviewed") in {"kept", "edited"}
    )
    made = pack(facts, newest(told), limits, passed=passed)
    for path, text in made.files.items():
        sink.write(path, text.encode("utf-8"))
    for memory, trace in zip(memories, traces, strict=True):
        changed = trace.id in made.stripped or storable(memory.text) != memory.text or "\0" in memory.text
        yield _receipt(trace, aside=trace.id in made.aside, changed=changed)
    last = newest(told)
    for one in told:
        losses = [Loss("text-cut", (one.id,))] if one is last and made.cut else []
        if one is last and hidden(one.about_me + one.how_to_answer):
            losses.append(Loss("text-changed", (one.id,)))
        yield Receipt(
            item="instruction",
            source=one.id,
            target=ABOUT_ME if one is last and ABOUT_ME in made.files else INSTRUCTIONS,
            outcome="changed" if losses else "written",
            losses=tuple(losses),
        )


def _receipt(trace: Fact, *, aside: bool, changed: bool) -> Receipt:
    memory = trace.traces[0]
    if not trace.text:
        lost = Loss("memory-left-out", (memory,))
        return Receipt(item="memory", source=memory, outcome="left-out", losses=(lost,))
    losses = (Loss("text-changed", (memory,)),) if changed else ()
    return Receipt(
        item="memory",
        source=memory,
        target=FLAGGED if aside else MEMORIES,
        outcome="changed" if changed else "written",
        losses=losses,
    )


def _instructions(archive: Archive, sink: Sink, told: list[Instruction]) -> Iterator[Receipt]:
    """`instructions.md`: every version whole, the newest first; then projects and custom GPTs."""
    out: list[str] = []
    left = list(told)
    while left:
        one = newest(left)
        left = [other for other in left if other is not one]
        if one is None:
            break
        out.append(
            f"# {_('Custom instructions')} · {times.plain(one.created) if one.created else _('no date')}"
        )
        for heading, text in ((_("About me"), one.about_me), (_("How to answer"), one.how_to_answer)):
            if text.strip():
                out += [f"## {heading}", pieces.fence(clean(text), "text")]
    titles: tuple[tuple[type[Project | Persona], Literal["project", "persona"], str], ...] = (
        (Project, "project", _("Project {name}")),
        (Persona, "persona", _("Custom GPT {name}")),
    )
    for kind, item, title in titles:
        for thing in archive.items(kind):
            if not (thing.instructions or "").strip():  # a heading with nothing below it helps nobody
                lost = Loss(f"{item}-info-left-out", (thing.id,))
                yield Receipt(item=item, source=thing.id, outcome="left-out", losses=(lost,))
                continue
            out.append("# " + title.replace("{name}", pieces.inline(thing.name or thing.id)))
            out.append(pieces.fence(clean(thing.instructions or ""), "text"))
            yield Receipt(item=item, source=thing.id, target=INSTRUCTIONS)
    if out:
        sink.write(INSTRUCTIONS, ("\n\n".join(out) + "\n").encode("utf-8"))
