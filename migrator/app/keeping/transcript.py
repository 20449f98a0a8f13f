"""A conversation as plain lines: who said what and when, other branches marked, attachments named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from migrator.i18n import _, ngettext
from migrator.model import (
    Asset,
    Audio,
    Citation,
    Code,
    Conversation,
    Document,
    File,
    Image,
    Message,
    Opaque,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Video,
)
from migrator.shape import times, tree
from migrator.shape.people import speaker
from migrator.shape.visible import empty


def lines(conversation: Conversation, assets: Sequence[Asset] = ()) -> Iterator[str]:
    """The branch last shown first, then every other one once, with the place where it leaves."""
    yield conversation.title or _("Untitled")
    yield conversation.id
    if conversation.created:
        yield times.plain(conversation.created)
    hidden = sum(not _shown(message) for message in conversation.messages)
    for number, line in enumerate(tree.lines(conversation)):
        if number:
            yield ""
            yield _("── another branch, after message {id} ──").format(id=line.leaves or _("(the start)"))
        for message in line.messages:
            if _shown(message):
                yield ""
                yield from _message(message)
    yield ""
    if hidden:
        yield ngettext(
            "{n} message is not shown: ChatGPT never showed it, or it is empty.",
            "{n} messages are not shown: ChatGPT never showed them, or they are empty.",
            hidden,
        ).format(n=hidden)
    for number, asset in enumerate(assets, 1):
        yield _("attachment {number}: {name}, {size} bytes").format(
            number=number, name=asset.name or asset.path, size=asset.size
        )


def _shown(message: Message) -> bool:
    return message.hidden is None and not empty(message)


def _message(message: Message) -> Iterator[str]:
    who = {"user": _("You"), "assistant": _("Assistant"), "tool": _("Tool"), "system": _("System")}[
        message.role
    ]
    about = [
        speaker(message) or who,
        message.model or "",
        times.plain(message.created) if message.created else "",
    ]
    yield "## " + " · ".join(piece for piece in about if piece)
    for part in message.parts:
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    match part:
        case Text():
            yield part.text
        case Code():
            yield from ("```" + (part.language or ""), part.text, "```")
        case Reasoning():
            yield _("[thinking] {text}").format(text="\n".join(filter(None, (part.title, part.text))))
        case ToolCall():
            yield _("[to {tool}] {text}").format(tool=part.tool, text=part.input)
        case ToolResult():
            yield _("[from {tool}] {text}").format(tool=part.title or part.tool or "?", text=part.output)
        case Document():
            yield _("[document] {title}").format(title=part.title or "")
            if part.replaces is not None:
                yield _("a change whose place could not be told, instead of: {passage}").format(
                    passage=part.replaces
                )
            yield part.text
            if part.lacks:
                yield _("not in it: changes whose place could not be told ({n})").format(n=part.lacks)
        case Citation():
            yield _("[source] {title} {url}").format(title=part.title or "", url=part.url or "")
        case Image() | Audio() | Video() | File():
            yield _("[attachment] {name}").format(name=part.name or part.asset or "?")
        case Opaque():
            yield _("[content of kind {kind}, kept whole]").format(kind=part.kind)
        case _:
            assert_never(part)
