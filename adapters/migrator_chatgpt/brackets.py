"""Marks in lenticular brackets: `【12†source】` of the browsing of 2023 and 2024, `【{"image_fetch": …}】` of late 2024.

These brackets are everyday punctuation in Chinese and Japanese. Only a number and a dagger, or data, make a mark.
"""

from __future__ import annotations

import re

import msgspec

from migrator.shape.markdown.code_ranges import code_ranges
from migrator.shape.markdown.edits import alone, beside, removed
from migrator_chatgpt.links import escaped, one_line
from migrator_chatgpt.private_use import Found, in_brackets
from migrator_chatgpt.references import Reference, References

_BRACKET = re.compile(r"【(?P<body>[^【】\n]{1,500})】")
_NUMBERED = re.compile(r"\s*(?:\d+(?:[:-]\d+)?|turn\d+[a-z]+\d+)\s*†(?P<rest>.*)")
_UNNUMBERED = re.compile(r"\s*†\s*(?:source|L\d+(?:-L?\d+)?)\s*")
_LINES = re.compile(r"L\d+(?:\s*[-–]\s*L?\d+)?")


def find(text: str, references: References) -> Found:
    """Look through `text` for such marks."""
    found = Found()
    code = code_ranges(text)
    marks = [m for m in _BRACKET.finditer(text) if not code.touch(*m.span()) and _is_mark(m["body"])]
    cited = [mark for mark in marks if "†" in mark["body"]]
    old = iter(references.old([mark.span() for mark in cited]))
    for mark in marks:
        start, end = mark.span()
        if "†" not in mark["body"]:
            found.drop("image_fetch")
            found.edits.append(_line(text, start, end))
            continue
        older = next(old)
        reference = references.of(start, end, mark[0]) or older
        new = _cited(mark["body"], reference, found)
        if new:
            found.edits.append(beside(text, start, end, new))
        else:
            found.drop("bracket")
            found.edits.append(removed(text, start, end))
    return found


def _is_mark(body: str) -> bool:
    if "†" in body:
        return bool(_NUMBERED.fullmatch(body) or _UNNUMBERED.fullmatch(body))
    if "image_fetch" not in body:
        return False
    try:
        return isinstance(msgspec.json.decode(body.encode("utf-8", "surrogatepass")), dict)
    except (msgspec.DecodeError, ValueError):
        return False


def _cited(body: str, reference: Reference | None, found: Found) -> str:
    rest = [one_line(piece) for piece in body.split("†")[1:]]
    lines = [piece for piece in rest if _LINES.fullmatch(piece)]
    if reference is not None and reference.shown:
        found.linked += reference.shown
        return in_brackets(reference.shown)
    if reference is not None and reference.files:
        return f"({', '.join([*map(escaped, reference.files), *lines])})"
    words = [escaped(piece) for piece in rest if piece and piece != "source" and piece not in lines]
    return f"({', '.join([*words, *lines])})" if words else ""


def _line(text: str, start: int, end: int) -> tuple[int, int, str]:
    """The edit that removes a mark, and its line with it if nothing else stands there."""
    before = alone(text, start, end)
    if before is None:
        return removed(text, start, end)
    stop = text.find("\n", end)
    return start - len(before), len(text) if stop < 0 else stop + 1, ""
