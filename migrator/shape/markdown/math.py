r"""Mathematics for programs that draw `$…$` alone: `\(…\)` and `\[…\]` become `$…$` and `$$…$$`.

Only what will be read as mathematics afterwards is converted: a formula that holds a `$` of its own, a blank line, or
that is followed by a digit stays as it is. So do brackets that are merely escaped, as in `\[12\]` or `\[citation needed\]`
in the middle of a line. Amounts of money in the same text get a backslash, so that no `$5 and $`
becomes a formula by our doing; a `\$` that is there already is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrator.shape.markdown.code_ranges import Ranges, code_ranges
from migrator.shape.markdown.edits import Edit, alone, applied

_DELIMITER = re.compile(r"(?<!\\)(?:\\\\)*\\([(\[)\]])")  # not itself escaped
_CLOSING = {"(": ")", "[": "]"}
_BLANK_LINE = re.compile(r"\n[ \t]*\r?\n")
_BARE_DOLLAR = re.compile(r"(?<!\\)(?:\\\\)*\$")
_DOLLAR = re.compile(r"(?<![\\$])\$(?!\$)")
_PLAIN = re.compile(r"[\d\s,;–-]+|[^\W\d_]{2,}(?:[\s'’.,-]+[^\W\d_]+)*\.?")  # no operator, no single letter
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_LONGEST = 20_000


def dollars(text: str) -> str:
    """`text` with its formulas between dollars; the same object if there is none."""
    if "\\(" not in text and "\\[" not in text:
        return text
    return applied(text, edits(text))


def edits(text: str) -> list[Edit]:
    """What to replace in `text`, in order: formulas, and amounts of money beside them."""
    code = code_ranges(text)
    found: list[Edit] = []
    formulas: list[tuple[int, int]] = []
    position = 0
    for start, end, display in _pairs(text, code):
        if start < position:
            continue
        body = text[start + 2 : end - 2]
        if code.touch(start, end) or not _is_formula(body, text[end : end + 1], display=display):
            continue
        if display and _is_escaped_bracket(text, start, body, end):
            continue
        found.extend(_delimiters(start, start + 2, body, end, display=display))
        formulas.append((start, end))
        position = end
    if formulas and "$" in text:
        found.extend(_amounts(text, formulas))
        found.sort()
    return found


def _pairs(text: str, code: Ranges) -> Iterator[tuple[int, int, bool]]:
    """Each delimiter that opens, with the next that closes it and no other of its kind between; whether it displays."""
    marks = [(match.end() - 2, match[1]) for match in _DELIMITER.finditer(text)]
    following: dict[str, tuple[int, str]] = {}
    pairs: list[tuple[int, int, bool]] = []
    for at, kind in reversed(marks):
        if code.touch(at, at + 2):
            continue
        family = "(" if kind in "()" else "["
        closing = following.get(family)
        if (
            kind in _CLOSING
            and closing is not None
            and closing[1] == _CLOSING[kind]
            and closing[0] - at < _LONGEST
        ):
            pairs.append((at, closing[0] + 2, kind == "["))
        following[family] = (at, kind)
    return reversed(pairs)


def _is_formula(body: str, after: str, *, display: bool) -> bool:
    return bool(
        body.strip()
        and not _BARE_DOLLAR.search(body)
        and not _BLANK_LINE.search(body)
        and not body.rstrip().endswith("\\")
        and (display or ("\n" not in body.strip() and not after.isdigit()))
    )


def _is_escaped_bracket(text: str, start: int, body: str, end: int) -> bool:
    """Whether the brackets belong to the sentence, or to the words of a link, instead of a formula."""
    if text.startswith("](", end):
        return True
    return alone(text, start, end) is None and _PLAIN.fullmatch(body.strip()) is not None


def _delimiters(start: int, body_start: int, body: str, end: int, *, display: bool) -> list[Edit]:
    """The two delimiters with the blanks beside them; line breaks of a displayed formula stay."""
    blanks = " \t" if display else None
    left = len(body) - len(body.lstrip(blanks))
    right = len(body) - len(body.rstrip(blanks))
    mark = "$$" if display else "$"
    return [(start, body_start + left, mark), (body_start + len(body) - right, end, mark)]


def _amounts(text: str, formulas: list[tuple[int, int]]) -> list[Edit]:
    """A backslash before each `$` that stands before a digit and does not open a formula of its own."""
    code, converted = code_ranges(text), Ranges(formulas)
    addresses = Ranges([address.span() for address in _ADDRESS.finditer(text)])
    spots = [
        match.start()
        for match in _DOLLAR.finditer(text)
        if not any(ranges.touch(*match.span()) for ranges in (code, converted, addresses))
    ]
    found: list[Edit] = []
    taken = -1
    for index, spot in enumerate(spots):
        if index <= taken or not text[spot + 1 : spot + 2].isdigit():
            continue
        following = spots[index + 1] if index + 1 < len(spots) else None
        if following is not None and _can_close(text, spot, following):
            taken = index + 1
        else:
            found.append((spot, spot, "\\"))
    return found


def _can_close(text: str, opening: int, closing: int) -> bool:
    """Whether the second `$` would end a formula that the first began, by the rule that pandoc and Obsidian share."""
    between = text[opening + 1 : closing]
    return (
        "\n\n" not in between and not between[-1:].isspace() and not text[closing + 1 : closing + 2].isdigit()
    )
