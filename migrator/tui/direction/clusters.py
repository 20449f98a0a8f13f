"""What stands in one place on a line: a letter with the marks on it, a flag, a family. It moves as one."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"


def clusters(text: str) -> list[str]:
    """`text` cut where a reader would cut it, near enough (UAX 29 without the scripts whose letters merge)."""
    found: list[str] = []
    for char in text:
        if found and _belongs(char, found[-1]):
            found[-1] += char
        else:
            found.append(char)
    return found


def _belongs(char: str, before: str) -> bool:
    if char.isascii():
        return False
    if unicodedata.category(char) in {"Mn", "Me", "Mc", "Cf"} or "\U0001f3fb" <= char <= "\U0001f3ff":
        return True
    if before[-1] == _JOINER:
        return unicodedata.category(char) == "So"
    return _is_flag(char) and len(before) == 1 and _is_flag(before)


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
