"""Replacing stretches of a text, all named by their place in the text as it was."""

from __future__ import annotations

from collections.abc import Iterable

Edit = tuple[int, int, str]  # start, end, what stands there instead

_CLOSE_UP = frozenset(" \t\r\n.,;:!?)…。，、")


def applied(text: str, edits: Iterable[Edit]) -> str:
    """`text` with `edits` made. Of two that share a character the earlier one counts."""
    pieces: list[str] = []
    position = 0
    for start, end, new in sorted(edits):
        if start < position:
            continue
        pieces += (text[position:start], new)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def removed(text: str, start: int, end: int) -> Edit:
    """The edit that takes `start:end` away, and the blank before it where nothing follows that would need one."""
    if (
        start > 1
        and text[start - 1] == " "
        and not text[start - 2].isspace()
        and (end == len(text) or text[end] in _CLOSE_UP)
    ):
        start -= 1
    return start, end, ""


def beside(text: str, start: int, end: int, new: str) -> Edit:
    """The edit that puts `new` in place of a mark that may stand close to a word on either side."""
    before = start > 0 and not text[start - 1].isspace() and text[start - 1] not in "([{"
    after = end < len(text) and (text[end].isalnum() or text[end] == "_")
    return start, end, f"{' ' if before else ''}{new}{' ' if after else ''}"


def alone(text: str, start: int, end: int) -> str | None:
    """What stands before `start:end` on its line if nothing but blanks does, and nothing follows; else None."""
    line = start
    while line > 0 and text[line - 1] in " \t":
        line -= 1
    if line > 0 and text[line - 1] != "\n":
        return None
    while end < len(text) and text[end] in " \t\r":
        end += 1
    return text[line:start] if end == len(text) or text[end] == "\n" else None
