"""Which messages a person saw, and which hold nothing.

A vendor's own page shows only part of what its export holds. Readers say why a message was hidden; here is the one
place that decides what follows from it, so that every target leaves out the same messages.
"""

from __future__ import annotations

from typing import assert_never

from migrator.model import (
    Audio,
    Citation,
    Code,
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
from migrator.shape.tally import Tally

_TOOLS = (ToolCall, ToolResult)


def shown(message: Message) -> bool:
    """Whether the vendor's page showed it."""
    return message.hidden is None


def is_tool_traffic(message: Message) -> bool:
    """Whether it is nothing but a call to a tool, or a tool's answer without a picture or other file in it."""
    if not message.parts:
        return message.role == "tool"
    return all(isinstance(part, _TOOLS) for part in message.parts)


def blank(part: Part) -> bool:
    """Whether a part holds nothing that could be written: no words, no file, no link."""
    if part.__class__ is Text:  # nearly all parts
        return not part.text or part.text.isspace()
    match part:
        case Code():
            return not part.text or part.text.isspace()
        case Reasoning():
            return not part.text and not part.title and part.seconds is None
        case ToolCall():
            return not part.input and not part.tool
        case ToolResult():
            return not part.output and not part.title
        case Document():
            return not part.text and not part.title and part.replaces is None
        case Citation():
            return part.url is None and not part.title and not part.text
        case Image() | Audio() | Video() | File():
            known = part.asset is not None or part.name is not None or part.data is not None
            return not known and not part.extra and part.size is None
        case Text():
            return not part.text or part.text.isspace()
        case Opaque():
            return False
        case _:
            assert_never(part)


def empty(message: Message) -> bool:
    """Whether a message holds nothing that could be written."""
    parts = message.parts
    if len(parts) == 1 and parts[0].__class__ is Text:  # nearly all messages
        text = parts[0].text
        return not text or text.isspace()
    return all(blank(part) for part in parts)


def just_words(message: Message) -> bool:
    """Whether a message was shown and is nothing but a text: what nearly all are, and what every target writes."""
    parts = message.parts
    if message.hidden is not None or len(parts) != 1 or parts[0].__class__ is not Text:
        return False
    text = parts[0].text
    return text != "" and not text.isspace()


def writable(message: Message, tally: Tally, *, hidden: bool = False) -> bool:
    """Whether a target writes this message; if not, `tally` gets the reason (`hidden` or `empty`).

    Traffic with tools passes, though the vendor's page showed it folded at most: a target has its own way with it.
    With `hidden`, all other messages that the page did not show pass as well.
    """
    if message.hidden is not None and not hidden and message.hidden != "tool":
        tally.add("hidden", message.id)
        return False
    if empty(message):
        tally.add("empty", message.id)
        return False
    return True
