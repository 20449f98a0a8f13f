"""Footnotes of several messages on one page: two answers that both note `[^1]` would share one note, and one be lost."""

from __future__ import annotations

import re

import msgspec

from migrator.model import Document, Message, Reasoning, Text
from migrator.shape.markdown.code_ranges import code_ranges

_MEANS = re.compile(r"^[ \t>]*\[\^([^\]\s\[]{1,100})\]:", re.MULTILINE)
_MARK = re.compile(r"\[\^([^\]\s\[]{1,100})\]")
_HOLDERS = (Text, Document, Reasoning)


class Footnotes:
    """The labels that a page holds so far."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def apart(self, message: Message) -> Message:
        """`message` with its own footnotes under labels that no message before it uses; itself if nothing collides."""
        texts = [part.text for part in message.parts if isinstance(part, _HOLDERS) and "[^" in part.text]
        own = {_folded(label) for text in texts for label in _defined(text)}
        if not own:
            return message
        new = {label: self._free(label) for label in sorted(own & self._taken)}
        self._taken |= (own - new.keys()) | set(new.values())
        if not new:
            return message
        parts = tuple(
            msgspec.structs.replace(part, text=_renamed(part.text, new))
            if isinstance(part, _HOLDERS)
            else part
            for part in message.parts
        )
        return msgspec.structs.replace(message, parts=parts)

    def _free(self, label: str) -> str:
        number = 2
        while f"{label}-{number}" in self._taken:
            number += 1
        return f"{label}-{number}"


def _defined(text: str) -> set[str]:
    code = code_ranges(text)
    return {match[1] for match in _MEANS.finditer(text) if not code.touch(match.start(1), match.end(1))}


def _renamed(text: str, new: dict[str, str]) -> str:
    code = code_ranges(text)

    def label(match: re.Match[str]) -> str:
        own = new.get(_folded(match[1]))
        return match[0] if own is None or code.touch(*match.span()) else f"[^{own}]"

    return _MARK.sub(label, text)


def _folded(label: str) -> str:
    """Labels are told apart as CommonMark does: whatever their case."""
    return label.casefold()
