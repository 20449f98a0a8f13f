"""A message as one plain text, for targets that hold nothing but text.

Prose and code stay; everything else becomes text, or is left out, as the target wishes, and each time a loss says so.
"""

from __future__ import annotations

import json
from typing import assert_never

import msgspec

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
from migrator.shape.markdown.parts import framed, language, title
from migrator.shape.markdown.pieces import fence, inline, link, quoted
from migrator.shape.markdown.quiet import quiet
from migrator.shape.tally import Tally
from migrator.shape.visible import blank


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes text (True) and what is left out (False).

    `drawn`: the target draws the text as Markdown, so nothing in it may load or run. `sources`, the words above the list
    of an answer's sources, and `change` and `lacks`, beside a document, are in the person's language (`worded`).
    """

    reasoning: bool = False
    tools: bool = False
    citations: bool = True
    unknown: bool = False
    media: bool = True
    drawn: bool = False
    sources: str = "Sources"
    change: str = "A change whose place could not be told. In place of {passage}:"
    lacks: str = "Not in this text: changes whose place could not be told ({n}). They stand beside it."


def kept(message: Message, wish: Wish, tally: Tally) -> bool:
    """Whether anything of a message, not an empty one, becomes text; else `tally` gets it and each of its parts."""
    if len(message.parts) == 1 and message.parts[0].__class__ is Text:  # nearly all messages
        return True
    refused = [(part, _refused(part, wish)) for part in message.parts if not blank(part)]
    if any(reason is None for _, reason in refused):
        return True
    tally.add("nothing-left", message.id)
    for part, reason in refused:
        if reason is not None:
            tally.part(reason, message, part)
    return False


def _refused(part: Part, wish: Wish) -> str | None:
    """The loss that a part is left out with, None if it is written."""
    match part:
        case Text() | Code() | Document():
            return None
        case Reasoning():
            return None if wish.reasoning and (part.text or part.title) else "reasoning-left-out"
        case ToolCall() | ToolResult():
            return None if wish.tools else "tool-left-out"
        case Citation():
            return None if wish.citations or part.extra.get("inline") else "citation-left-out"
        case Opaque():
            return None if wish.unknown else "unknown-left-out"
        case Image() | Audio() | Video() | File():
            return None if wish.media else "media-left-out"
        case _:
            assert_never(part)


def text(message: Message, wish: Wish, tally: Tally) -> str:
    """The text of a message; "" if nothing of it is kept."""
    parts = message.parts
    if len(parts) == 1 and parts[0].__class__ is Text:  # nearly all messages
        return _prose(parts[0].text, parts[0], message, wish, tally, close=False)
    found: list[str] = []
    sources: dict[str, None] = {}
    for part in parts:
        if blank(part):
            continue
        refused = _refused(part, wish)
        if refused:
            tally.part(refused, message, part)
        elif isinstance(part, Citation):
            tally.part("citation-folded", message, part)
            if part.text:  # other people's words, which the answer did not say
                tally.part("excerpt-left-out", message, part)
            if wish.citations:
                sources[f"- {link(part.title or part.url or '', part.url)}"] = None
        else:
            found.append(_part(part, message, wish, tally))
    if sources:
        found.append("\n".join([f"{wish.sources}:", "", *sources]))
    return "\n\n".join(found)


def _prose(text: str, part: Part, message: Message, wish: Wish, tally: Tally, *, close: bool = True) -> str:
    """A chat's own Markdown; harmless where the target draws it."""
    if not wish.drawn:
        return text
    made = quiet(text, close=close)
    if made.changed:
        tally.part("markup-neutralised", message, part)
    if made.replaced:
        tally.part("text-changed", message, part)
    return made.text


def _part(part: Part, message: Message, wish: Wish, tally: Tally) -> str:
    match part:
        case Text():
            return _prose(part.text, part, message, wish, tally)
        case Code():
            tally.part("code-folded", message, part)
            return fence(part.text, part.language)
        case Reasoning():
            tally.part("reasoning-folded", message, part)
            said = _prose(part.text, part, message, wish, tally) if part.text else ""
            return quoted("\n\n".join(piece for piece in (_name(part.title or "", wish), said) if piece))
        case ToolCall():
            tally.part("tool-folded", message, part)
            return f"[{_name(part.tool, wish)}]\n\n{fence(part.input, part.language)}"
        case ToolResult():
            tally.part("tool-folded", message, part)
            name = part.title or part.tool or message.author or "tool"
            return f"[{_name(name, wish)}]\n\n{fence(part.output)}"
        case Document():
            tally.part("document-folded", message, part)
            program = language(part)
            if program is None:
                body = _prose(part.text, part, message, wish, tally)
            else:
                body = fence(part.text, program)
            named = title(part)
            head = f"**{_name(named, wish)}**" if named else ""
            return framed(part, head, body, wish.change, wish.lacks)
        case Image() | Audio() | Video() | File():
            tally.part("media-named", message, part)
            sort = type(part).__name__.lower()
            made_from = part.prompt if isinstance(part, Image) else None
            known = (_name(piece, wish) for piece in (sort, part.name, made_from) if piece)
            return f"[{': '.join(known)}]"
        case Opaque():
            tally.part("unknown-as-data", message, part)
            return fence(json.dumps(part.raw, ensure_ascii=False, indent=1), "json")
        case Citation():
            raise TypeError("sources stand together at the end")
        case _:
            assert_never(part)


def _name(words: str, wish: Wish) -> str:
    """A name inside a line of our own."""
    return inline(words) if wish.drawn else words
