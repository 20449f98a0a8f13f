r"""Which stretches of a Markdown text are code, and so are never touched.

An answer may hold the very marks that its prose is cleaned of (a regular expression with `\(`, a log with private-use
characters). What stands in a fence, an indented block or a code span stays as it is, to the character.

This follows CommonMark 0.31 §4.4, §4.5 and §6.1 as far as answers use it. Where a text is ambiguous it calls it prose.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

_OPENING = re.compile(
    r"(?P<lead>(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*)"
    r"(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})",
    re.MULTILINE,
)
_QUOTE = re.compile(r"(?:[ \t]*>[ \t]?)*")
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_BREAKS_SPAN = re.compile(r"[ \t]*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\||>)")
_INDENTED = re.compile(r" {4}| {0,3}\t")
_RUN = re.compile("`+")
_WRAPS = {0xE203: None, 0xE204: None, 0xE205: None, 0xE206: None}  # seen around whole fences


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
    if not (has_ticks or "~~~" in text or "    " in text or "\t" in text):
        return _NONE
    found: list[tuple[int, int]] = []
    for start, end, is_code in _blocks(text):
        if is_code:
            found.append((start, end))
        elif has_ticks:
            found.extend(_spans(text, start, end, atoms))
    return Ranges(found)


def _blocks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Stretches that a code span cannot cross, each with whether it is a block of code."""
    position, size = 0, len(text)
    wrapped = "\ue203" in text or "\ue204" in text
    block = 0  # where the running prose began
    fence: tuple[int, str, int] | None = None  # (start, its characters, depth of quotation)
    indented: int | None = None
    blank, in_list, quoted = True, False, False
    while position < size:
        stop = text.find("\n", position)
        after = size if stop < 0 else stop + 1
        line = text[position : after if stop < 0 else stop]
        if wrapped:
            line = line.translate(_WRAPS)
        if fence is not None:
            if _closes(line, fence):
                quote_ended = _depth(line) < fence[2]
                yield fence[0], position if quote_ended else _last(text, fence[1][0], position, after), True
                fence, block, blank = None, position if quote_ended else after, True
                if quote_ended:
                    continue
            position = after
            continue
        bare = line.strip()
        if indented is not None:
            if not bare or _INDENTED.match(line):
                position = after
                continue
            yield indented, position, True
            indented, block = None, position
        if not bare:
            if block < position:
                yield block, position, False
            block, blank = after, True
        else:
            opening = _OPENING.match(line) if "```" in line or "~~~" in line else None
            deep = bool(_INDENTED.match(line))
            item = bool(_LIST_ITEM.match(line))
            if blank and not deep and not item and not line[0].isspace():
                in_list = False
            if deep and blank and not in_list:
                if block < position:
                    yield block, position, False
                indented = position
            elif opening is not None and (not deep or in_list or item):
                if block < position:
                    yield block, position, False
                begin = text.index(opening["fence"], position)
                fence = (begin, opening["fence"], opening["lead"].count(">"))
            else:
                quote = bare[0] == ">"
                if block < position and _BREAKS_SPAN.match(line) and not (quote and quoted):
                    yield block, position, False
                    block = position
                quoted = quote
            in_list = in_list or (item and not (deep and blank and not in_list))
            blank = False
        position = after
    if fence is not None:
        yield fence[0], size, True
    elif indented is not None:
        yield indented, size, True
    elif block < size:
        yield block, size, False


def _last(text: str, character: str, start: int, end: int) -> int:
    """Where the last run of `character` in `start:end` ends; what a mark adds behind it is not code."""
    return text.rindex(character, start, end) + 1


def _depth(line: str) -> int:
    quote = _QUOTE.match(line)
    return quote[0].count(">") if quote else 0


def _closes(line: str, fence: tuple[int, str, int]) -> bool:
    _, characters, depth = fence
    if depth and _depth(line) < depth:
        return True
    end = line.strip(" \t\r>") if depth else line.strip()
    return len(end) >= len(characters) and not end.strip(characters[0])


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
