"""One conversation as the page reads it: a small JSON object, the words to be found by, and its line in the list.

    {"k": key, "t": title, "h": number of the message last shown, "m": [message, …]}
    message = [number of the parent or -1, "u" | "a" | "s" | "t", key, seconds since 1970 or 0, model, author, [part, …]]
    part    = text | {"k": kind, …}

A key is what stands in addresses: the vendor's id where it is plain, else one made from it. Times are whole seconds.
Runs on another core, so it takes and gives nothing but values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any, assert_never

import msgspec
import orjson

from migrator.adapter import Receipt, Shelf
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
from migrator.shape import flat, times, tongues, tree
from migrator.shape.markdown.parts import framed, language
from migrator.shape.tally import Tally
from migrator.shape.visible import blank, just_words, writable
from migrator.text import storable
from migrator_html import words
from migrator_html.files import file_name

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_WORDS = flat.Wish()  # of our own, beside a document
_ROLES = {"user": "u", "assistant": "a", "system": "s", "tool": "t"}
_OPENING = 120  # characters of a chat that its language is told by
_ARCHIVED, _STARRED, _PINNED = 1, 2, 4
_PICTURE, _FILE, _CODE, _REASONING, _SOUND = 1, 2, 4, 8, 16


class Line(msgspec.Struct, frozen=True):
    """A chat in the list; `size` is characters of text.

    `flags`: 1 archived, 2 starred, 4 pinned. `holds`: 1 pictures, 2 files, 4 code, 8 reasoning, 16 sound or video.
    """

    key: str
    title: str
    created: int
    updated: int
    messages: int
    branches: int
    size: int
    model: str
    project: str | None
    persona: str | None
    language: str
    flags: int
    holds: int


class Made(msgspec.Struct, frozen=True):
    """What became of a conversation; `body` is None if there is nothing to write."""

    receipt: Receipt
    body: bytes | None = None
    line: Line | None = None
    words: list[bytes] | None = None


def key(wish: str, taken: set[str] | None = None) -> str:
    """`wish` as it can stand in an address: itself if it is plain and free, else a name made from it."""
    if _PLAIN.fullmatch(wish) and (taken is None or wish not in taken):
        return wish
    return "x" + sha256(wish.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def clean(text: str | None) -> str:
    """A name as UTF-8 can hold it."""
    return storable(text or "")


def made(conversation: Conversation, shelf: Shelf, *, hidden: bool) -> Made:
    """The record of a conversation. `hidden`: also the messages that the vendor's page did not show."""
    tally = Tally()

    def keep(message: Message) -> bool:
        return just_words(message) or writable(message, tally, hidden=hidden)

    shown = tree.splice(conversation, keep)
    if not shown.messages:
        if not conversation.messages:
            tally.add("no-messages", conversation.id)
        return Made(_receipt(conversation, shown, tally, None))
    writing = _Writing(shown, shelf.asset, tally)
    title = storable(conversation.title or "")
    name = key(conversation.id)
    whole = {"k": name, "t": title, "h": writing.head, "m": writing.messages}
    try:
        body = orjson.dumps(whole)
    except TypeError:  # an unpaired surrogate, which UTF-8 cannot hold
        writing = _Writing(shown, shelf.asset, tally, clean=True)
        body = orjson.dumps(whole | {"m": writing.messages})
    if conversation.extra:
        tally.add("details-left-out", conversation.id)
    if title != (conversation.title or ""):
        tally.add("title-changed", conversation.id)
    receipt = _receipt(conversation, shown, tally, name)
    return Made(
        receipt, body, _line(conversation, shown, writing, name), words.found([title, *writing.texts])
    )


def _receipt(conversation: Conversation, shown: Conversation, tally: Tally, name: str | None) -> Receipt:
    losses = tally.losses()
    return Receipt(
        item="conversation",
        source=conversation.id,
        target=None if name is None else f"c={name}",
        outcome="left-out" if name is None else "changed" if losses else "written",
        messages=len(shown.messages),
        branches=tree.branches(shown),
        losses=losses,
    )


def _line(conversation: Conversation, shown: Conversation, writing: _Writing, name: str) -> Line:
    began = conversation.created or shown.messages[0].created or conversation.updated
    opening = next((text for text in writing.texts if text.strip()), "")
    return Line(
        key=name,
        title=storable(conversation.title or ""),
        created=0 if began is None else times.seconds(began),
        updated=0 if conversation.updated is None else times.seconds(conversation.updated),
        messages=len(shown.messages),
        branches=tree.branches(shown),
        size=sum(map(len, writing.texts)),
        model=storable(conversation.model or writing.model),
        project=conversation.project,
        persona=conversation.persona,
        language=tongues.tongue(opening[:_OPENING]) or "",
        flags=_ARCHIVED * conversation.archived
        + _STARRED * conversation.starred
        + _PINNED * conversation.pinned,
        holds=writing.holds,
    )


class _Writing:
    """The messages of one conversation as plain values, and what was seen in them."""

    def __init__(
        self,
        shown: Conversation,
        asset: Callable[[str], Asset | None],
        tally: Tally,
        *,
        clean: bool = False,
    ) -> None:
        self._asset, self._tally, self._clean = asset, tally, clean
        self.texts: list[str] = []
        self.holds = 0
        self.model = ""
        numbers: dict[str | None, int] = {None: -1}
        taken: set[str] = set()
        self.messages: list[list[Any]] = []
        for number, message in enumerate(shown.messages):
            numbers[message.id] = number
            name = key(message.id, taken)
            if name in taken:
                name = f"x{number}"
            taken.add(name)
            if message.model and message.role != "user":
                self.model = message.model
            self.messages.append(
                [
                    numbers[message.parent],
                    _ROLES[message.role],
                    name,
                    0 if message.created is None else times.seconds(message.created),
                    storable(message.model or "") if message.role != "user" else "",
                    storable(message.author or ""),
                    self._parts(message),
                ]
            )
        self.head = numbers[tree.head(shown)]

    def _parts(self, message: Message) -> list[Any]:
        parts = message.parts
        if len(parts) == 1 and parts[0].__class__ is Text:  # nearly all messages
            return [self._said(parts[0].text, message, parts[0])]
        return [self._part(part, message) for part in parts if not blank(part)]

    def _said(self, text: str, message: Message, part: Part) -> str:
        """A text of the export, to be written and to be found."""
        if self._clean and (other := storable(text)) != text:
            self._tally.part("text-changed", message, part)
            text = other
        self.texts.append(text)
        if "```" in text:
            self.holds |= _CODE
        return text

    def _part(self, part: Part, message: Message) -> Any:
        match part:
            case Text():
                return self._said(part.text, message, part)
            case Code():
                self.holds |= _CODE
                return {"k": "code", "t": self._said(part.text, message, part), "l": clean(part.language)}
            case Reasoning():
                self.holds |= _REASONING
                made: dict[str, Any] = {"k": "reasoning", "t": self._said(part.text, message, part)}
                return made | {"n": self._label(part.title, message, part), "s": part.seconds}
            case ToolCall():
                made = {"k": "call", "n": clean(part.tool), "t": self._said(part.input, message, part)}
                return made | {"l": clean(part.language)}
            case ToolResult():
                made = {"k": "result", "n": clean(part.tool or message.author)}
                made |= {"t": self._said(part.output, message, part), "e": part.error}
                return made | {"h": self._label(part.title, message, part)}
            case Document():
                whole = framed(part, "", part.text, _WORDS.change, _WORDS.lacks)
                made = {"k": "document", "t": self._said(whole, message, part), "l": language(part)}
                return made | {"n": self._label(part.title, message, part)}
            case Citation():
                made = {"k": "source", "u": clean(part.url), "n": self._label(part.title, message, part)}
                return made | {"t": self._label(part.text, message, part)}
            case Opaque():
                self._tally.part("unknown-as-data", message, part)
                data = json.dumps(part.raw, ensure_ascii=False, indent=1)
                return {"k": "data", "n": clean(part.kind), "t": self._said(data, message, part)}
            case Image() | Audio() | Video() | File():
                return self._media(part, message)
            case _:
                assert_never(part)

    def _label(self, text: str | None, message: Message, part: Part) -> str:
        return self._said(text, message, part) if text else ""

    def _media(self, part: Image | Audio | Video | File, message: Message) -> dict[str, Any]:
        asset = None if part.asset is None else self._asset(part.asset)
        kinds: dict[type, tuple[str, int]] = {
            Image: ("picture", _PICTURE),
            Audio: ("sound", _SOUND),
            Video: ("video", _SOUND),
            File: ("file", _FILE),
        }
        kind, holds = kinds[type(part)]
        made: dict[str, Any] = {"k": kind, "n": self._label(part.name, message, part)}
        if asset is None:
            self._tally.part("media-missing", message, part)
        else:
            self.holds |= holds
            made["f"] = file_name(asset)
        if isinstance(part, Image):
            made |= {"w": part.width, "h": part.height}
            made["t"] = self._label(part.prompt, message, part)
        return made
