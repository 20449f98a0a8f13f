r"""Which stretches of a Markdown text are code, and so are never touched.

An answer may hold the very marks that its prose is cleaned of (a regular expression with `\(`, a log with private-use
characters). What stands in a fence, an indented block or a code span stays as it is, to the character.

Blocks are found as CommonMark 0.31 finds them (`migrator.shape.markdown.blocks`), spans by its §6.1; a span's ends must
stand in one paragraph, item or row. Where a span's end is in doubt, the text is prose.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import cast

from migrator.shape.markdown.blocks import blocks

_PARTS = re.compile(r"[ \t]*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|>)")
_PARTS_IN_TABLES = re.compile(rf"{_PARTS.pattern}|.*\|")
_TABLE = re.compile(r"^[ \t>|:-]*-[ \t:]*\|", re.MULTILINE)
_LEAD = re.compile(r"[ \t>*+\d.)-]*")
_DEEPEST = 400  # characters of quote and list marks before the words of a line
_RUN = re.compile("`+")
# Marks that wrap a stretch of an answer have been seen around whole fences: before the first, behind the last.
_LEADING = re.compile(r"([ \t>*+\d.)-]*)[\ue203-\ue206]++(?=[ \t]*(?:```|~~~))")
_TRAILING = "\ue203\ue204\ue205\ue206 \t\r"
_WRAPS = frozenset("\ue203\ue204\ue205\ue206")


class Ranges:
    """Disjoint stretches of a text, in order."""

    __slots__ = ("ends", "starts")

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        self.starts = [start for start, _ in ranges]
        self.ends = [end for _, end in ranges]

    def touch(self, start: int, end: int) -> bool:
        """Whether any of them shares a character with `start:end`."""
        if not self.starts:
            return False
        at = bisect_right(self.ends, start)
        return at < len(self.starts) and self.starts[at] < end

    def after(self, position: int) -> int | None:
        """The end of the stretch that `position` stands in, or None."""
        at = bisect_right(self.ends, position)
        if at < len(self.starts) and self.starts[at] <= position:
            return self.ends[at]
        return None

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.starts, self.ends, strict=True)


_NONE = Ranges([])


def code_ranges(text: str, atoms: re.Pattern[str] | None = None) -> Ranges:
    """The code in `text`. A match of `atoms` that begins before a code span hides the backticks inside it."""
    has_ticks = "`" in text
    has_blocks = "```" in text or "~~~" in text or "    " in text or "\t" in text
    if not has_ticks and not has_blocks:
        return _NONE
    found: list[tuple[int, int]] = []
    for start, end, is_code in _pieces(text, has_blocks=has_blocks):
        if is_code:
            found.append(_unwrapped(text, start, end))
        elif has_ticks:
            found.extend(_spans(text, start, end, atoms))
    return Ranges(found)


def _pieces(text: str, *, has_blocks: bool) -> Iterator[tuple[int, int, bool]]:
    """Blocks of code, and the stretches of prose that a code span cannot leave, each with whether it is code."""
    lines = text.split("\n")
    code = blocks([_read(line) for line in lines]).code if has_blocks else [False] * len(lines)
    parts = _PARTS_IN_TABLES if _TABLE.search(text) else _PARTS
    start = position = 0
    was_code = quoted = ended = unwrapped = False
    for line, is_code in zip(lines, code, strict=True):
        quote = line.startswith(">")
        whole = not is_code and _is_whole(line)
        parted = not is_code and (ended or not line.strip() or (parts.match(line) and not (quote and quoted)))
        wrapped = is_code and was_code and (unwrapped or _LEADING.match(line) is not None)
        if start < position and (is_code != was_code or parted or wrapped):
            yield start, position, was_code
            start = position
        was_code, quoted, ended = is_code, quote, whole
        unwrapped = is_code and line[-1:] in _WRAPS
        position += len(line) + 1
    if start < len(text):
        yield start, len(text), was_code


def _is_whole(line: str) -> bool:
    """Whether a line is a block of its own: a heading, a rule, an underline."""
    rest = line[cast("re.Match[str]", _LEAD.match(line)).end() :]
    return rest.startswith("#") or not rest.strip("=-*_ \t\r")


def _read(line: str) -> str:
    """A line without the marks around a fence in it, and without the first character of a line end of two."""
    if len(line) > _DEEPEST and len(cast("re.Match[str]", _LEAD.match(line))[0]) > _DEEPEST:
        return "x"  # no person or model nests like that
    if "```" in line or "~~~" in line:
        line = line.rstrip(_TRAILING)
        leading = _LEADING.match(line)
        return line if leading is None else leading[1] + line[leading.end() :]
    return line.removesuffix("\r")


def _unwrapped(text: str, start: int, end: int) -> tuple[int, int]:
    """A block of code without the marks that stand before its first fence and behind its last."""
    if text[end - 1 : end] == "\n":
        end -= 1
    leading = _LEADING.match(text, start, end)
    if leading is not None:
        start = leading.end()
    if text[end - 1 : end] in _TRAILING:
        kept = start + len(text[start:end].rstrip(_TRAILING))
        end = kept if text[kept - 1 : kept] in {"`", "~"} else end
    return start, end


def _spans(text: str, start: int, end: int, atoms: re.Pattern[str] | None) -> Iterator[tuple[int, int]]:
    """The code spans of one block: a run of backticks up to the next run of the same length."""
    runs: dict[int, list[int]] = {}
    for run in _RUN.finditer(text, start, end):
        runs.setdefault(run.end() - run.start(), []).append(run.start())
    position = start
    atom = atoms.search(text, start, end) if atoms else None
    while (tick := _RUN.search(text, position, end)) is not None:
        while atom is not None and atoms is not None and atom.start() < position:
            atom = atoms.search(text, max(position, atom.start() + 1), end)
        if atom is not None and atom.start() < tick.start():
            position = atom.end()
            continue
        if _escaped(text, tick.start(), start):
            position = tick.start() + 1
            continue
        length = tick.end() - tick.start()
        closers = runs.get(length, [])
        at = bisect_left(closers, tick.end())
        if at < len(closers):
            yield tick.start(), closers[at] + length
            position = closers[at] + length
        else:
            position = tick.end()


def _escaped(text: str, position: int, start: int) -> bool:
    """Whether an odd number of backslashes stands before `position`."""
    first = position
    while first > start and text[first - 1] == "\\":
        first -= 1
    return (position - first) % 2 == 1
