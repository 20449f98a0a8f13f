"""Text in the form in which the page searches it: one table, the same for this program and for the page.

The table (`page/fold.json`) is written from the product's own folding by `python -m migrator_html.folding`; a test walks
all of Unicode through both, and through the page's script. A letter's form is what `shape.fold.plain` makes of it, taken
apart (NFKD), so that letters can be folded one by one: what is joined and what is not then meets without looking around.

The table holds `runs` (first code point, the forms of it and of those that follow it, with U+0000 between them), `word`
(ranges of letters, digits and marks, each as the distance from the range before and its length), `single` (ranges of
characters that are words by themselves), and how Arabic words are found behind prefixes (`shape.fold.variants`). A code
point that no run names stays as it is.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from migrator.shape import fold

TABLE = "fold.json"
_LAST = 0x10FFFF
_JAMO = 0x1100  # Hangul is written with blanks; its letters stand here once they are taken apart


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


def form(char: str) -> str:
    """The folded form of one character."""
    return unicodedata.normalize("NFKD", fold.plain(char))


def made() -> str:
    """The table, written from the product's folding."""
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
    rules = fold.data()
    table = {
        "version": fold.VERSION,
        "unicode": unicodedata.unidata_version,
        "runs": [[first, "\0".join(forms)] for first, forms in runs],
        "word": distances,
        "single": [ends for ends in _ranges(rules["unspaced"]) if ends[0] != _JAMO],
        **{name: rules[name] for name in ("shortest", "prefixes", "articles")},
        "arabic": _ranges(rules["arabic"]),
    }
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"))


def _ranges(inside: str) -> list[tuple[int, int]]:
    """The ranges that the inside of a character class names."""
    return [(ord(first), ord(last)) for first, last in re.findall("(.)-(.)", inside)]


if __name__ == "__main__":
    Path(__file__).with_name("page").joinpath(TABLE).write_text(made() + "\n", "utf-8")
