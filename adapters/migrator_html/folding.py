"""Text in the form in which the page searches it: one table, the same for this program and for the page.

The table (`page/fold.json`) is written from the product's own folding by `python -m migrator_html.folding`; a test walks
all of Unicode through both, and through the page's script. It holds `runs` (first code point, the folded forms of it and
those that follow it, with U+0000 between them), `word` (ranges of letters, digits and marks, each as the distance from
the range before and its length) and `single` (ranges of characters that are words by themselves). A code point that no
run names stays as it is.
"""

from __future__ import annotations

import functools
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from migrator.shape import fold

TABLE = "fold.json"
_LAST = 0x10FFFF
# Scripts written without blanks, as `shape.fold` has them, but for Hangul's letters, whose words have blanks.
_SINGLE = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x30FF),
    (0x3100, 0x312F), (0x31A0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF),
)  # fmt: skip


def folded(text: str) -> str:
    """`text` as it is searched."""
    return text.lower() if text.isascii() else text.translate(_forms())


def words(text: str) -> list[str]:
    """The words of `text`, folded."""
    return folded(text).translate(_breaks()).split()


@functools.cache
def table() -> bytes:
    """The table as the page gets it."""
    return (files("migrator_html") / "page" / TABLE).read_bytes()


@functools.cache
def _forms() -> dict[int, str]:
    found: dict[int, str] = {}
    for first, forms in json.loads(table())["runs"]:
        found.update(enumerate(forms.split("\0"), first))
    return found


class _Breaks(dict[int, str]):
    """What stands between words becomes a blank, and a character that is a word gets blanks around it; found once each."""

    def __init__(self) -> None:
        made = json.loads(table())
        self._words = set(_within(made["word"]))
        self._single = made["single"]

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if code not in self._words:
            char = " "
        elif any(first <= code <= last for first, last in self._single):
            char = f" {char} "
        self[code] = char
        return char


@functools.cache
def _breaks() -> _Breaks:
    return _Breaks()


def _within(distances: Iterable[int]) -> Iterator[int]:
    """The code points in ranges that are written as distances: from the last end, and to the own end."""
    at = 0
    for first, length in zip(it := iter(distances), it, strict=True):
        at += first
        yield from range(at, at + length + 1)
        at += length


def made(form: Callable[[str], str] = fold.plain) -> str:
    """The table, written from a folding of single characters."""
    runs: list[tuple[int, list[str]]] = []
    ranges: list[list[int]] = []
    for code in range(_LAST + 1):
        if 0xD800 <= code <= 0xDFFF:
            continue
        char = chr(code)
        other = form(char)
        if other != char:
            if runs and runs[-1][0] + len(runs[-1][1]) == code:
                runs[-1][1].append(other)
            else:
                runs.append((code, [other]))
        if unicodedata.category(char)[0] in "LNM":
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    distances: list[int] = []
    at = 0
    for first, last in ranges:
        distances += [first - at, last - first]
        at = last
    return json.dumps(
        {
            "version": fold.VERSION,
            "unicode": unicodedata.unidata_version,
            "runs": [[first, "\0".join(forms)] for first, forms in runs],
            "word": distances,
            "single": _SINGLE,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


if __name__ == "__main__":
    Path(__file__).with_name("page").joinpath(TABLE).write_text(made() + "\n", "utf-8")
