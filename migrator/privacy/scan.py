"""One text that is being searched: the view of it, the words of the lexicon in it, and what stands beside a number."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from migrator.privacy.lexicon import Hit, Lexicon
from migrator.privacy.view import View

BEFORE, AFTER = 70, 40  # characters in which the name of a number is looked for
_ALONE = 8  # characters beside a value in a text that a key names; with more, the text has words of its own
_JSON_KEY = re.compile(r"""["']([\w .\-]{1,60})["']\s{0,4}:\s{0,6}\[?\s{0,6}["']?[+(]?\Z""")
_ROW = re.compile(r"^[ >]*\|.*\|[ \t]*$")
_RULE = re.compile(r"^[ >|:\-\t]*-{2,}[ >|:\-\t]*$")
_INSERT = re.compile(r"insert\s+into\s+[\w.\"`\[\]]{1,80}\s*\(([^()]{1,600})\)\s*values\s*", re.IGNORECASE)
_SEPARATORS = ("\t", ";", ",")
_SENTENCE = re.compile(r"[.!?؟]\s")


class Cue(NamedTuple):
    """What the words beside a value say it is. `sort` is "" if they say nothing; `heading`: it heads the whole column."""

    sort: str
    which: int = 0
    heading: bool = False
    distance: int = 999


NOTHING = Cue("")


class Scan:
    """What the finders of all kinds look at. `label`: what the value is called outside the text (a key, a column)."""

    def __init__(self, view: View, hits: Sequence[Hit], lexicon: Lexicon, label: str | None = None) -> None:
        self.view = view
        self.text = view.text
        self.hits = hits
        self.lexicon = lexicon
        self._starts = [hit.start for hit in hits]
        self._label = label
        self.named = frozenset() if label is None else lexicon.named(label)

    def of(self, sort: str) -> list[Hit]:
        """The hits of one class."""
        return [hit for hit in self.hits if hit.sort == sort]

    @functools.cached_property
    def sorts(self) -> frozenset[str]:
        """The classes that there are hits of, in the text or in what it is called."""
        return self.named.union(hit.sort for hit in self.hits)

    # ------------------------------------------------------------------------------------------ cues

    def cue(self, start: int, end: int, sorts: frozenset[str]) -> Cue:
        """What names the value at `start` to `end`.

        That is the column's heading or the key; else the nearest word of `sorts` on its line (or the line above, if
        that ends in a colon), in front of it rather than behind it.
        """
        heading = self.heading(start, end)
        if heading is not None:
            return self._named(heading, sorts)
        line_start, line_end = self.view.line(start)
        first = max(line_start, start - BEFORE)
        if (
            start - line_start < 6
            and line_start
            and self.text[:line_start].rstrip(" \n\t*").endswith((":", "："))
        ):
            first = max(0, self.text.rfind("\n", 0, line_start - 1) + 1, start - BEFORE)
        best: Hit | None = None
        for index in range(bisect.bisect_left(self._starts, start) - 1, -1, -1):
            hit = self.hits[index]
            if hit.start < first:
                break
            if hit.sort in sorts and hit.end <= start:
                best = hit
                break
        if best is not None:
            return Cue(best.sort, best.which, distance=start - best.end)
        for index in range(bisect.bisect_left(self._starts, end), len(self.hits)):
            hit = self.hits[index]
            if hit.start > min(end + AFTER, line_end):
                break
            if hit.sort in sorts and not _SENTENCE.search(self.text, end, hit.start):
                return Cue(hit.sort, hit.which, distance=hit.start - end)
        return NOTHING

    def _named(self, heading: str, sorts: frozenset[str]) -> Cue:
        hits = self.lexicon.hits(heading, self.lexicon.matches(heading))
        for hit in reversed(hits):
            if hit.sort in sorts and hit.sort != "not":
                return Cue(hit.sort, hit.which, heading=True, distance=0)
        other = any(hit.sort in {"not", "version"} for hit in hits)
        return Cue("not" if other and "not" in sorts else "", heading=True)

    def heading(self, start: int, end: int) -> str | None:
        """The JSON key, the heading of the table's column or the SQL column that a value stands under, None if none."""
        if self._label is not None and start <= _ALONE and len(self.text) - end <= 2 * _ALONE:
            return self._label
        before = self.text[max(0, start - 80) : start]
        key = _JSON_KEY.search(before)
        if key is not None:
            return key[1]
        return self._column(start, end)

    def _column(self, start: int, end: int) -> str | None:
        del end
        line_start, line_end = self.view.line(start)
        if line_end - line_start > 4000:
            return None
        line = self.text[line_start:line_end]
        if _ROW.match(line):
            head = self._first_row(line_start, "|")
            return _cell(head, line, start - line_start, "|") if head is not None else None
        insert = None
        for match in self._inserts:
            if match.end() <= start and start - match.end() < 20_000:
                insert = match
        if insert is not None:
            values = self.text[insert.end() : start]
            opened = values.rfind("(")
            if opened >= 0 and ";" not in values[opened:] and ")" not in _outside_quotes(values[opened:]):
                place = _outside_quotes(values[opened:]).count(",")
                columns = [name.strip(" \t\n\"'`[]") for name in insert[1].split(",")]
                return columns[place] if place < len(columns) else None
        for separator in _SEPARATORS:
            if line.count(separator) >= 1:
                head = self._first_row(line_start, separator)
                if head is not None and _is_header(head, line, separator):
                    return _cell(head, line, start - line_start, separator)
        return None

    @functools.cached_property
    def _inserts(self) -> list[re.Match[str]]:
        return list(_INSERT.finditer(self.text)) if "nsert" in self.text or "NSERT" in self.text else []

    @functools.cached_property
    def _heads(self) -> dict[tuple[int, str], tuple[int, str]]:
        return {}

    def _first_row(self, line_start: int, separator: str) -> str | None:
        """The first line of the block of lines, each with the separator, that the line is in. None if it is the first."""
        at = line_start
        passed: list[int] = []
        head: tuple[int, str] | None = None
        while at > 0 and len(passed) < 100_000:
            known = self._heads.get((at, separator))
            if known is not None:
                head = known
                break
            previous = self.text.rfind("\n", 0, at - 1) + 1
            row = self.text[previous : at - 1]
            if separator not in row or not row.strip():
                break
            passed.append(at)
            at = previous
        if head is None:
            stop = self.text.find("\n", at)
            head = (at, self.text[at : stop if stop >= 0 else len(self.text)])
        for one in passed:
            self._heads[one, separator] = head
        return None if head[0] == line_start else head[1]


def _cell(head: str, line: str, at: int, separator: str) -> str | None:
    cells = head.split(separator)
    place = _outside_quotes(line[:at]).count(separator)
    return cells[place].strip(" \t\"'*`>") if place < len(cells) else None


def _is_header(head: str, line: str, separator: str) -> bool:
    """Whether `head` heads columns: as many cells as the line, none of them empty, long, or with a digit or a full stop."""
    cells = head.split(separator)
    if len(cells) != _outside_quotes(line).count(separator) + 1 or len(cells) < 2:
        return False
    return all(
        0 < len(cell.strip()) <= 40 and not any(c.isdigit() or c in ".?!:{}()=" for c in cell)
        for cell in cells
    )


_QUOTED = re.compile(r"'(?:[^'\\]|\\.|'')*'?|\"(?:[^\"\\]|\\.)*\"?")


def _outside_quotes(text: str) -> str:
    return _QUOTED.sub("", text)
