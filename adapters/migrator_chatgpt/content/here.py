"""What a content reader is given: one content, whose it is, and a record of what was taken out of it.

A reader takes out of the content what its parts hold; what it leaves becomes `extra`. Taking is recorded, so that nothing
depends on the reader's care: `undo` puts everything back when a reader finds nothing to show after all, and `settle`
puts back each text that was taken and is in none of the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from migrator.model import Part, Role
from migrator_chatgpt.carried import as_list
from migrator_chatgpt.chat import Chat, Json

DEEPEST = 24
"""Contents in contents that are read; what is nested more deeply is kept whole. One level has been seen."""

_PARTS = "parts"


class Here:
    """One content being read.

    `content`: the JSON object. `at`: its JSON pointer below the message. `message` and `metadata`: those it belongs to,
    whose `role` and `author` are known already. `depth`: how many contents it is nested in.
    """

    __slots__ = (
        "_taken",
        "at",
        "author",
        "chat",
        "content",
        "depth",
        "message",
        "metadata",
        "reader",
        "role",
    )

    def __init__(
        self,
        content: Json,
        message: Json,
        role: Role | None,
        author: str | None,
        metadata: Json,
        chat: Chat,
        reader: Reader,
        at: str = "/content",
        depth: int = 0,
    ) -> None:
        self.content, self.message, self.metadata = content, message, metadata
        self.role, self.author, self.chat = role, author, chat
        self.at, self.depth = at, depth
        self.reader = reader
        self._taken: list[tuple[Json, str, Any, bool]] = []

    def nested(self, content: Json, at: str, metadata: Json | None = None) -> list[Part]:
        """What the readers make of a content that stands inside this one; nothing if none of them knows it.

        `metadata`: its own, where it is a message of its own.
        """
        if self.depth == DEEPEST:
            return []
        inner = Here(
            content,
            self.message,
            self.role,
            self.author,
            self.metadata if metadata is None else metadata,
            self.chat,
            self.reader,
            at,
            self.depth + 1,
        )
        return inner.read()

    def read(self) -> list[Part]:
        """What the reader of this content's type makes of it; [] if there is none."""
        return self.reader(self) or []

    @property
    def recipient(self) -> str | None:
        """The tool that the assistant's message is addressed to; None if it is addressed to everybody."""
        recipient = self.message.get("recipient")
        if self.role == "assistant" and recipient.__class__ is str and recipient != "all":
            return str(recipient)
        return None

    # ------------------------------------------------------------------------------------------ taking

    def pop(self, key: str, of: Json | None = None, *, spent: bool = False) -> Any:
        """Whatever is under `key` of the content, or of another object of the message; None if it is not there.

        `spent`: it is a text that the parts hold in another form.
        """
        source = self.content if of is None else of
        if key not in source:
            return None
        value = source.pop(key)
        self._taken.append((source, key, value, value.__class__ is str and not spent))
        return value

    def items(self, key: str, of: Json | None = None) -> list[Any] | None:
        """The list under `key`, or the one that the text there is the JSON of; None if there is none."""
        source = self.content if of is None else of
        value = as_list(source.get(key))
        if value is not None:
            self.pop(key, source, spent=True)
        return value

    def text(self, key: str, of: Json | None = None) -> str:
        """The text under `key`, "" if there is none. What is no text is not taken."""
        source = self.content if of is None else of
        return str(self.pop(key, source)) if source.get(key).__class__ is str else ""

    def name(self, key: str, of: Json | None = None) -> str | None:
        """As `text`, for short words: None instead of ""."""
        return self.text(key, of) or None

    def count(self, key: str, of: Json | None = None) -> int | None:
        """The whole number that is not negative under `key`, or None."""
        source = self.content if of is None else of
        value = source.get(key)
        if value.__class__ is float and value.is_integer():
            value = int(value)
        if value.__class__ is int and value >= 0:
            self.pop(key, source)
            return int(value)
        return None

    def seconds(self, key: str, of: Json | None = None) -> float | None:
        """The finite number that is not negative under `key`, or None."""
        source = self.content if of is None else of
        value = source.get(key)
        if (value.__class__ is int or value.__class__ is float) and 0 <= value < 1e9:
            self.pop(key, source)
            return float(value)
        return None

    def carried(self, *keys: str) -> str:
        """The text under the first of `keys` that has one, or, as some tools rewrite contents, in a list of `parts`."""
        for key in keys:
            if text := self.text(key):
                return text
        parts = as_list(self.content.get(_PARTS))
        if parts and all(part.__class__ is str for part in parts):
            self.pop(_PARTS)
            return "\n".join(parts)
        return ""

    def spend(self, text: str) -> None:
        """Note that the parts hold `text`, which was taken, in another form: parsed, say."""
        self._taken = [
            (source, key, value, is_text and value is not text) for source, key, value, is_text in self._taken
        ]

    # ------------------------------------------------------------------------------------------ giving back

    def undo(self) -> None:
        """Put back all that was taken."""
        while self._taken:
            source, key, value, _ = self._taken.pop()
            source[key] = value

    def settle(self, parts: Iterable[Part]) -> None:
        """Put back each text that was taken and that none of `parts` holds."""
        taken = self._taken
        if len(taken) == 1 and not taken[0][3]:  # nearly always: a list of parts
            return
        texts = [(source, key, value) for source, key, value, is_text in taken if is_text and value]
        if not texts:
            return
        there = "\n".join(_texts(parts))
        for source, key, value in texts:
            if value not in there and key not in source:
                source[key] = value


Reader = Callable[[Here], list[Part] | None]
"""Gives the parts of a content; [] if there is nothing in it, None if it does not know the content."""


def _texts(parts: Iterable[Part]) -> Iterator[str]:
    waiting: list[Any] = []
    for part in parts:
        waiting.extend(getattr(part, name) for name in part.__struct_fields__)
        while waiting:
            value = waiting.pop()
            if value.__class__ is str:
                yield value
            elif value.__class__ is dict:
                waiting.extend(value.keys())
                waiting.extend(value.values())
            elif value.__class__ is list or value.__class__ is tuple:
                waiting.extend(value)
            elif isinstance(value, msgspec.Struct):
                waiting.extend(getattr(value, name) for name in value.__struct_fields__)
