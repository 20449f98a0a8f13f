"""Fitting words into the length that a field of another assistant takes.

Lengths are in UTF-16 code units, as a browser counts: never fewer than the characters that a person counts, so that a
text which fits by this measure fits by any other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

_BORDERS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?。؟…])\s"), re.compile(r"\s"))
MORE = "…"


def length(text: str) -> int:
    """The length of `text` in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """`text`, or so much of its beginning as fits into `limit` together with an ellipsis.

    The end is put where a paragraph, a line, a sentence or a word ends, if that keeps half of what fits; else between
    two characters as a person sees them. "" if not even that fits.
    """
    if length(text) <= limit:
        return text
    most = _index(text, limit - length(MORE))
    for border in _BORDERS:
        ends = [found.start() for found in border.finditer(text[: most + 1])]
        if ends and ends[-1] >= most // 2 and (kept := text[: ends[-1]].rstrip()):
            return kept + MORE
    while most > 0 and not is_border(text, most):
        most -= 1
    kept = text[: max(most, 0)].rstrip()
    return kept + MORE if kept else ""


def _index(text: str, units: int) -> int:
    """How many characters of `text` take at most so many units."""
    used = 0
    for index, char in enumerate(text):
        used += 2 if ord(char) > 0xFFFF else 1
        if used > units:
            return index
    return len(text)


def is_border(text: str, at: int) -> bool:
    """Whether a cut at `at` leaves every character as a person sees them whole. Errs on the side of no."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if (
        before == "\u200d"
        or _extends(after)
        or (before == "\r" and after == "\n")
        or (_is_virama(before) and after.isalpha())
    ):
        return False
    if _is_jamo(after) and (_is_jamo(before) or 0xAC00 <= ord(before) <= 0xD7A3):
        return False
    if _is_regional(after):
        start = at
        while start and _is_regional(text[start - 1]):
            start -= 1
        return (at - start) % 2 == 0
    return True


def _extends(char: str) -> bool:
    code = ord(char)
    return (
        unicodedata.category(char) in {"Mn", "Me", "Mc"}
        or code in {0x0E33, 0x0EB3, 0x200C, 0x200D}
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xFF9E <= code <= 0xFF9F
        or 0xE0020 <= code <= 0xE007F
    )


def _is_virama(char: str) -> bool:
    return unicodedata.combining(char) == 9


def _is_jamo(char: str) -> bool:
    code = ord(char)
    return 0x1100 <= code <= 0x11FF or 0xA960 <= code <= 0xA97C or 0xD7B0 <= code <= 0xD7FB


def _is_regional(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


def whole(things: Sequence[T], size: Callable[[T], int], limit: int, most: int = 0) -> list[T]:
    """Of `things`, in order, those that fit into `limit`, each whole; at most `most` of them (0: any number).

    One that does not fit is passed over, and the next is tried.
    """
    kept: list[T] = []
    left = limit
    for thing in things:
        if most and len(kept) >= most:
            break
        if (needed := size(thing)) <= left:
            kept.append(thing)
            left -= needed
    return kept
