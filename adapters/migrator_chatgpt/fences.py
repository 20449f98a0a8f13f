"""Colon fences: `:::writing{variant="email" …}` … `:::`, and `:::contextList` … `:::`.

A writing block's body stays where it stands, under its title or subject in bold; what else the fence said is kept as
data. Fences of other names may be the person's own (Docusaurus, Pandoc) and stay.
"""

from __future__ import annotations

import re

import msgspec

from migrator.shape.markdown.code_ranges import code_ranges
from migrator.shape.markdown.edits import Edit, alone
from migrator_chatgpt.links import escaped, one_line

_FENCE = re.compile(r"(?<![:\\]):::(?P<name>[^\W\d]\w{0,63})?(?![:\w])")
_ONE = r"[^\W\d][\w-]*[ \t]*=[ \t]*(?:\"[^\"\n]*\"|[“”][^“”\n]*[“”]|[^\s}\"“”]+)"
_ATTRIBUTES = re.compile(
    r"\{(?:[^{}\"“”\n]|\"[^\"\n]*\"|“[^”\n]*”)*\}"
    rf"|\{{[ \t]*{_ONE}(?:[ \t]+{_ONE})*[ \t]*(?=\n|\Z)"  # the brace that closes them can be missing
)
_ATTRIBUTE = re.compile(r"([^\W\d][\w-]*)[ \t]*=[ \t]*(?:\"([^\"\n]*)\"|[“”]([^“”\n]*)[“”]|([^\s}\"“”]+))")
_LONGEST = 1500  # characters of attributes


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
        if code.touch(start, end):
            continue
        name = match["name"]
        attributes = _ATTRIBUTES.match(text, end, end + _LONGEST) if name else None
        said = _said(attributes[0]) if attributes else {}
        if name is None:
            if _stands_apart(text, start, end) and ours and ours.pop():
                found.edits.append(_line(text, start, end, ""))
        elif name == "contextList":
            ours.append(True)
            found.edits.append(_line(text, start, end, ""))
        elif attributes and (name == "writing" or "variant" in said or "variante" in said):
            ours.append(True)
            found.writing.append(said)
            title = one_line(said.get("title")) or one_line(said.get("subject"))
            found.edits.append(_line(text, start, attributes.end(), f"**{escaped(title)}**" if title else ""))
        elif _stands_apart(text, start, start):
            ours.append(False)
    return found


def _said(attributes: str) -> dict[str, str]:
    return {key.lower(): plain or curly or bare for key, plain, curly, bare in _ATTRIBUTE.findall(attributes)}


def _stands_apart(text: str, start: int, end: int) -> bool:
    return (start == 0 or text[start - 1].isspace()) and (
        end >= len(text) or end == start or text[end].isspace()
    )


def _line(text: str, start: int, end: int, new: str) -> Edit:
    """The edit that puts a line in place of a fence. Paragraphs that the fence parted stay parted."""
    indent = alone(text, start, end)
    if indent is None:
        return start, end, f"\n\n{new}\n\n" if new else ""
    line = start - len(indent)
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    above = line > 0 and alone(text, line - 1, line - 1) is None
    below = stop < len(text) and alone(text, stop + 1, stop + 1) is None
    if new:
        return start, end, ("\n" if above else "") + new + ("\n" if below else "")
    if above and below:
        return start, stop, ""
    return line, min(stop + 1, len(text)), ""
