"""Values whose column says what they are: in tables of Markdown, in CSV, in SQL's INSERT, as the values of JSON's keys."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from typing import NamedTuple

from migrator.privacy.finders.passwords import NO_PASSWORDS, is_placeholder
from migrator.privacy.finders.secrets import is_key
from migrator.privacy.finding import Candidate
from migrator.privacy.scan import Scan

SORTS = frozenset({"password", "secret", "address"})
_LONGEST = 400
_JSON = re.compile(r"[\"']([\w .\-]{1,60})[\"'][ \t]{0,4}:[ \t]{0,4}\"((?:[^\"\\\n]|\\.){1,400})\"")
_INSERT = re.compile(r"insert\s+into\s+[\w.\"`\[\]]{1,80}\s*\(([^()]{1,600})\)\s*values\s*", re.IGNORECASE)
_SQL_VALUE = re.compile(r"\s*(?:'((?:[^'\\]|''|\\.){0,400})'|([^,()']{1,200}))\s*([,)])")
_LINE = re.compile(r"[^\n]+")
_PLAIN_HEADING = re.compile(r"(?i)[\"'`|(,;\t ](?:address|adres|street|anschrift|adresse)[ ]*[\"'`|),;\t]")
_RULE = re.compile(r"[ \t|:>-]+\Z")


class Cell(NamedTuple):
    """A cell: what its heading names, and where it is."""

    sort: str
    start: int
    end: int


def columns(scan: Scan) -> Iterator[Candidate]:
    """Passwords, keys and addresses under a heading that names them."""
    if scan.sorts.isdisjoint(SORTS) and not _PLAIN_HEADING.search(scan.text):
        return
    for cell in _cells(scan):
        value = scan.text[cell.start : cell.end]
        match cell.sort:
            case "password":
                if (
                    len(value) >= 3
                    and not is_placeholder(value)
                    and value.lower() not in NO_PASSWORDS
                    and value.strip("-: ")
                ):
                    yield Candidate("password", cell.start, cell.end, value, "likely")
            case "secret":
                if is_key(value):
                    yield Candidate("key", cell.start, cell.end, value, "likely")
            case _:
                if (
                    len(value) >= 10
                    and re.search(r"\d", value)
                    and len(value.split()) >= 2
                    and not re.search(r"@|://|\d+\.\d+\.\d+\.\d+", value)
                ):
                    key = re.sub(r"[\W_]+", " ", value).casefold().strip()
                    yield Candidate("address", cell.start, cell.end, key, "likely")


def _cells(scan: Scan) -> Iterator[Cell]:
    text = scan.text
    if '"' in text:
        for match in _JSON.finditer(text):
            sort = _named(scan, match[1])
            if sort is not None:
                yield Cell(sort, *match.span(2))
    if "nsert" in text or "NSERT" in text:
        for insert in _INSERT.finditer(text):
            yield from _sql(scan, insert)
    lines = [match.span() for match in _LINE.finditer(text)]
    starts = [hit.start for hit in scan.hits if hit.sort in SORTS]
    below = 0  # where the last table ends
    for number, (start, end) in enumerate(lines[:-1]):
        if end - start > 600 or not (
            bisect.bisect_left(starts, start) < bisect.bisect_left(starts, end)
            or _PLAIN_HEADING.search(text, start, end + 1)
        ):
            continue
        if start < below:
            continue
        for cell in _below(scan, lines, number):
            below = max(below, cell.end)
            yield cell


def _below(scan: Scan, lines: list[tuple[int, int]], number: int) -> Iterator[Cell]:
    """The cells below a line, if it heads columns."""
    start, end = lines[number]
    head = scan.text[start:end]
    separator = "|" if head.count("|") >= 2 else next((s for s in ("\t", ";", ",") if s in head), None)
    if separator is None or (separator != "|" and not _is_header(head, separator)):
        return
    sorts = [_named(scan, cell) for cell in head.split(separator)]
    previous = end
    for first, last in lines[number + 1 :]:
        if (
            scan.text[previous:first].count("\n") > 1
            or separator not in scan.text[first:last]
            or last - first > 4000
        ):
            return
        previous = last
        if _RULE.fullmatch(scan.text[first:last]):
            continue
        for place, (left, right) in enumerate(_split(scan.text, first, last, separator)):
            if place < len(sorts) and (sort := sorts[place]) is not None and left < right:
                yield Cell(sort, left, right)


def _split(text: str, start: int, end: int, separator: str) -> Iterator[tuple[int, int]]:
    at = start
    quoted = re.compile(rf'[ \t]*"((?:[^"]|"")*)"[ \t]*(?={re.escape(separator)}|\Z)')
    while at <= end:
        match = quoted.match(text, at, end) if separator != "|" else None
        if match is not None:
            yield match.span(1)
            at = match.end() + 1
            continue
        stop = text.find(separator, at, end)
        stop = end if stop < 0 else stop
        cell = text[at:stop]
        left = at + len(cell) - len(cell.lstrip(" \t`*"))
        yield left, max(left, at + len(cell.rstrip(" \t`*")))
        at = stop + 1


def _sql(scan: Scan, insert: re.Match[str]) -> Iterator[Cell]:
    sorts = [_named(scan, name) for name in insert[1].split(",")]
    if not any(sorts):
        return
    text, at = scan.text, insert.end()
    while text[at : at + 1] == "(":
        at += 1
        for sort in sorts:
            match = _SQL_VALUE.match(text, at)
            if match is None:
                return
            if sort is not None and match[1]:
                yield Cell(sort, *match.span(1))
            at = match.end()
            if match[3] == ")":
                break
        while at < len(text) and text[at] in ", \t\r\n":
            at += 1


def _named(scan: Scan, heading: str) -> str | None:
    heading = heading.strip(" \t\n\"'`*[]>")
    if not heading or len(heading) > 60:
        return None
    hits = scan.lexicon.hits(heading, scan.lexicon.matches(heading))
    for hit in hits:
        if hit.sort in SORTS:
            return (
                None
                if any(other.sort in {"ip", "at"} and other.start < hit.start for other in hits)
                else hit.sort
            )
    return "address" if heading.lower() in {"address", "adres", "street", "anschrift", "adresse"} else None


def _is_header(head: str, separator: str) -> bool:
    cells = head.split(separator)
    return len(cells) >= 2 and all(
        0 < len(cell.strip()) <= 40 and not any(c.isdigit() or c in ".?!:{}()=" for c in cell)
        for cell in cells
    )
