"""Colon fences: `:::writing{variant="email" …}` … `:::`, and `:::contextList` … `:::`.

A writing block's body stays where it stands, under its title or subject in bold; what else the fence said is kept as
data. Fences of other names may be the person's own (Docusaurus, Pandoc) and stay.
"""

from __future__ import annotations

import re

import msgspec

from migrator_chatgpt.code_ranges import code_ranges
from migrator_chatgpt.edits import Edit
from migrator_chatgpt.links import escaped, one_line

_FENCE = re.compile(
    r":::(?:(?P<name>[^\W\d]\w*)(?P<attributes>\{(?:[^{}\"“”\n]|\"[^\"\n]*\"|“[^”\n]*”)*\}?)?)?(?![:\w])"
)
_ATTRIBUTE = re.compile(r"([^\W\d][\w-]*)\s*=\s*(?:\"([^\"\n]*)\"|[“”]([^“”\n]*)[“”]|([^\s}\"“”]+))")


class Fences(msgspec.Struct):
    """The edits to make, and what each writing block said of itself, in the order of the text."""

    edits: list[Edit] = []
    writing: list[dict[str, str]] = []


def find(text: str) -> Fences:
    """Look through `text` for colon fences of ChatGPT's own."""
    found = Fences()
    code = code_ranges(text)
    ours: list[bool] = []  # for each fence that is open, whether its end is to be removed
    for match in _FENCE.finditer(text):
        start, end = match.span()
        if code.touch(start, end) or (start > 0 and text[start - 1] in ":\\"):
            continue
        name = match["name"]
        if name is None:
            if _stands_apart(text, start, end) and ours and ours.pop():
                found.edits.append(_line(text, start, end, ""))
            continue
        attributes = {
            key.lower(): plain or curly or bare
            for key, plain, curly, bare in _ATTRIBUTE.findall(match["attributes"] or "")
        }
        if name == "contextList":
            ours.append(True)
            found.edits.append(_line(text, start, end, ""))
        elif match["attributes"] and (
            name == "writing" or "variant" in attributes or "variante" in attributes
        ):
            ours.append(True)
            found.writing.append(attributes)
            title = one_line(attributes.get("title")) or one_line(attributes.get("subject"))
            found.edits.append(_line(text, start, end, f"**{escaped(title)}**" if title else ""))
        elif _stands_apart(text, start, start):
            ours.append(False)
    return found


def _stands_apart(text: str, start: int, end: int) -> bool:
    return (start == 0 or text[start - 1].isspace()) and (
        end >= len(text) or end == start or text[end].isspace()
    )


def _line(text: str, start: int, end: int, new: str) -> Edit:
    """The edit that puts a line in place of a fence. Paragraphs that the fence parted stay parted."""
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    if text[line:start].strip() or text[end:stop].strip():
        return start, end, f"\n\n{new}\n\n" if new else ""
    above = line > 0 and bool(text[text.rfind("\n", 0, line - 1) + 1 : line].strip())
    next_stop = text.find("\n", stop + 1)
    below = bool(text[stop + 1 : len(text) if next_stop < 0 else next_stop].strip())
    if new:
        return start, end, ("\n" if above else "") + new + ("\n" if below else "")
    if above and below:
        return start, stop, ""
    return line, min(stop + 1, len(text)), ""
