r"""Changes to passages of a canvas: what a call to `canmore.update_textdoc` makes of a text.

A change is `{"pattern", "multiple", "replacement"}`. The tool's own description calls the pattern a Python regular
expression (`re.finditer`) and the replacement a template for `re.Match.expand`. An export's own patterns are not run: they
may take for ever. What is applied are patterns that are literal words, possibly escaped, with single wildcards, optional
letters, runs of blanks, and at most one gap (`.*`, `[\s\S]*?`), for which the place is beyond doubt; each takes time in
proportion to the text. All else is None, and said to be so by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

_WHOLE = frozenset({".*", "(?s).*", "^.*$", "(?s)^.*$", r"[\s\S]*", r"^[\s\S]*$", r"(?s:.*)", r"\A.*\Z"})
_LONGEST = 20_000  # characters of a pattern
_MOST_WORK = 200_000_000  # characters of pattern times characters of text: about a second
_MOST_OPTIONAL = 3  # letters that may be absent: each doubles the tries at one place
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
_PUNCTUATION = frozenset("!\"#%&',-/:;<=>@_`~ \n\\.^$*+?{}[]|()")
_GAP = re.compile(r"(?:\.|\[\\s\\S\]|\[\\S\\s\]|\[\\d\\D\]|\[\\w\\W\])([*+])(\??)")
_TEMPLATE = re.compile(r"\\(?:([\\ntr])|g<0>|(.|$))", re.DOTALL)


class _Pattern(msgspec.Struct, frozen=True):
    """What stands before the gap, the gap, and what stands behind it; `ahead`: the end is only looked at."""

    head: re.Pattern[str]
    gap: bool = False
    tail: re.Pattern[str] | None = None  # none: the gap goes on to the end
    greedy: bool = False
    lines: bool = False  # whether the gap may go over line ends
    least: int = 0  # characters in the gap
    ahead: bool = False


def is_whole(pattern: Any) -> bool:
    """Whether a pattern stands for the whole text."""
    return pattern.__class__ is str and pattern in _WHOLE


def changed(text: str, change: dict[str, Any]) -> str | None:
    """`text` after one change; None if where or what to change is not beyond doubt."""
    pattern, new, multiple = change.get("pattern"), change.get("replacement"), change.get("multiple")
    if pattern.__class__ is not str or new.__class__ is not str or not pattern:
        return None
    if is_whole(pattern):
        return _expanded(new, text)
    parsed = _parsed(pattern)
    if parsed is None or (not pattern.isalnum() and len(pattern) * len(text) > _MOST_WORK):
        return None
    spans = list(_spans(text, parsed))
    if not spans or (len(spans) > 1 and multiple is not True) or any(start == end for start, end in spans):
        return None
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        made = _expanded(new, text[start:end])
        if made is None:
            return None
        pieces += (text[at:start], made)
        at = end
    return "".join([*pieces, text[at:]])


def _expanded(new: str, found: str) -> str | None:
    """The replacement as a template, None where it has more in it than can be told."""
    if "\\" not in new:
        return new
    if any(match[2] is not None for match in _TEMPLATE.finditer(new)):
        return None
    return _TEMPLATE.sub(
        lambda match: found if match[1] is None else "\\" if match[1] == "\\" else _ESCAPES[match[1]], new
    )


def _spans(text: str, pattern: _Pattern) -> Iterator[tuple[int, int]]:
    """Where the pattern is found in `text`; nowhere if more than one place may begin a gap."""
    heads = [match.span() for match in pattern.head.finditer(text)]
    if not pattern.gap:
        yield from heads
        return
    if len(heads) != 1:
        return
    start, at = heads[0]
    end = len(text)
    if not pattern.lines and (newline := text.find("\n", at)) >= 0:
        end = newline
    if at + pattern.least > end:
        return
    if pattern.tail is None:
        yield start, end
        return
    last: re.Match[str] | None = None
    for last in pattern.tail.finditer(text, at + pattern.least):
        if not pattern.greedy:
            break
        if last.start() > end:
            return
    if last is not None and last.start() <= end:
        yield start, last.start() if pattern.ahead else last.end()


def _parsed(pattern: str) -> _Pattern | None:
    """The pattern, None if it has more in it than can be run safely."""
    if len(pattern) > _LONGEST:
        return None
    lines = pattern.startswith("(?s)")
    rest = pattern[4:] if lines else pattern
    ahead = None
    looked = re.search(r"\(\?=((?:[^()\\]|\\.)*)\)$", rest, re.DOTALL)
    if looked is not None:
        ahead, rest = looked[1], rest[: looked.start()]
    gaps = [gap for gap in _GAP.finditer(rest) if not _is_escaped(rest, gap.start())]
    if len(gaps) > 1 or (ahead is not None and (not gaps or gaps[0].end() != len(rest))):
        return None
    if not gaps:
        head = _fixed(rest, lines=lines)
        return None if head is None else _Pattern(head)
    (gap,) = gaps
    before, after = rest[: gap.start()], ahead if ahead is not None else rest[gap.end() :]
    if not before.strip("^"):
        return None
    head, tail = _fixed(before, lines=lines), _fixed(after, lines=lines) if after else None
    if head is None or (tail is None and (after or gap[2])):
        return None
    return _Pattern(
        head,
        gap=True,
        tail=tail,
        greedy=not gap[2],
        lines=lines or gap[0][0] == "[",
        least=int(gap[1] == "+"),
        ahead=ahead is not None,
    )


def _is_escaped(text: str, at: int) -> bool:
    return (at - len(text[:at].rstrip("\\"))) % 2 == 1


def _fixed(pattern: str, *, lines: bool) -> re.Pattern[str] | None:
    """A pattern without gaps, as one that takes time in proportion to the text; None if it holds anything else."""
    out: list[str] = []
    optional = 0
    at = 0
    while at < len(pattern):
        one, at = _atom(pattern, at)
        if one is None:
            return None
        following = pattern[at : at + 1]
        if following and following in "*+{":
            if one != r"\s" or following == "{" or pattern[at + 1 : at + 2] in {"?", "+"}:
                return None
            at += 1
            after, _ = _atom(pattern, at) if at < len(pattern) else ("x", at)
            if not _is_no_blank(after) or not (not out or _is_no_blank(out[-1])):
                return None
            # What stands beside it is no blank: nothing would be given back, and each run is gone over once.
            one = (r"(?<!\s)" if not out else "") + one + following + "+"
        elif following == "?":
            at += 1
            optional += 1
            if optional > _MOST_OPTIONAL or pattern[at : at + 1] in {"?", "+"} or one in {"^", "$"}:
                return None
            one += "?"
        out.append(one)
    return re.compile("".join(out), re.DOTALL if lines else 0)


def _is_no_blank(atom: str | None) -> bool:
    """Whether an atom matches no blank."""
    return (
        atom is not None
        and atom not in {".", "^", "$", r"\s", r"\S", r"\W", r"\D", r"\b"}
        and not atom.endswith(("?", "+"))
        and not atom.strip("\\").isspace()
    )


def _atom(pattern: str, at: int) -> tuple[str | None, int]:
    """The next single thing of a pattern as a regular expression, and where the one after it begins."""
    char = pattern[at]
    if char == "\\":
        escaped = pattern[at + 1 : at + 2]
        if escaped in _ESCAPES:
            return re.escape(_ESCAPES[escaped]), at + 2
        if escaped in {"s", "S", "d", "D", "w", "W", "b"}:
            return "\\" + escaped, at + 2
        if escaped in _PUNCTUATION and escaped:
            return re.escape(escaped), at + 2
        return None, at
    if char in ".^$":
        return char, at + 1
    if char in "*+?{}[]|()":
        return None, at
    return re.escape(char), at + 1
