r"""A text as it is matched: what hides a value from a pattern is undone, with a way back to each character.

Undone are digits of other scripts, odd blanks and hyphens (one character for one), and what makes a value longer
than it reads: `\u0040`, `%40`, `&#64;`, the marks of bold and struck text, characters that are not seen. One line
break inside a value is the patterns' affair, for a line break is also where values end.
"""

from __future__ import annotations

import bisect
import functools
import html
import re

_OTHERS = {
    **{chr(start + n): str(n) for start in (0x660, 0x6F0, 0xFF10) for n in range(10)},
    **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"),
    "\uff20": "@", "\uff0e": ".", "\uff0b": "+", "\uff1a": ":", "\uff08": "(", "\uff09": ")", "\uff0f": "/",
}  # fmt: skip
_OTHER = re.compile(f"[{re.escape(''.join(_OTHERS))}]")
_LONGER = re.compile(
    r"\*\*|~~|(?<!\w)__(?=\w)|(?<=[^\W_])__(?!\w)|</?(?:b|strong|wbr)/?>"
    r"|\\u(?:00[2-9a-fA-F]|0[1-6][0-9a-fA-F])[0-9a-fA-F]|%[2-7][0-9A-Fa-f]|&#(?:[0-9]{2,3}|x[0-9a-fA-F]{2});"
    "|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_HINTS = re.compile("[*~<\\\\%&\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|__")
_LINE = re.compile(r"\n")
_FENCE = re.compile(r"^[ >]{0,9}(```+|~~~+)", re.MULTILINE)


class View:
    """`text` is what patterns see of `raw`. `code`: all of it is code. Lines and code are worked out when asked for."""

    def __init__(self, raw: str, *, code: bool = False) -> None:
        self.raw = raw
        self.text = raw
        self.all_code = code
        self._starts: list[int] = []  # where pieces that came over unchanged start, in `text`
        self._origins: list[int] = []  # … and in `raw`
        if not raw.isascii():
            self.text = _OTHER.sub(lambda match: _OTHERS[match[0]], raw)
        if _HINTS.search(self.text):
            self._shorten()

    def _shorten(self) -> None:
        pieces: list[str] = []
        at = length = 0
        for match in _LONGER.finditer(self.text):
            start, end = match.span()
            shown = _meant(match[0])
            if start > at:
                pieces.append(self.text[at:start])
                self._starts.append(length)
                self._origins.append(at)
                length += start - at
            if shown:
                pieces.append(shown)
                self._starts.append(length)
                self._origins.append(start)
                length += len(shown)
            at = end
        if at:
            self._starts.append(length)
            self._origins.append(at)
            pieces.append(self.text[at:])
            self.text = "".join(pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` is in `raw`: from its first character to the end of its last one."""
        if not self._starts:
            return start, end
        return self._back(start), self._back_end(end)

    def whole(self, start: int, end: int) -> tuple[int, int]:
        """A place in `raw` with the other half of a mark of which it holds one: `**0532** 123` begins before the stars."""
        for mark in ("**", "~~", "__"):
            if self.raw.count(mark, start, end) % 2:
                if self.raw.startswith(mark, start - 2) and start >= 2:
                    start -= 2
                elif self.raw.startswith(mark, end):
                    end += 2
        return start, end

    def _back(self, at: int) -> int:
        piece = bisect.bisect_right(self._starts, at) - 1
        return self._origins[piece] + at - self._starts[piece] if piece >= 0 else at

    def _back_end(self, at: int) -> int:
        if at == 0:
            return 0
        last = self._back(at - 1)
        match = _LONGER.match(self.raw, last)
        # An escape is one character here and several there; what vanished after it belongs to what follows.
        return match.end() if match and len(_meant(match[0])) == 1 else last + 1

    # ------------------------------------------------------------------------------------------ structure

    @functools.cached_property
    def breaks(self) -> list[int]:
        """Where the line ends are."""
        return [match.start() for match in _LINE.finditer(self.text)]

    def line(self, at: int) -> tuple[int, int]:
        """The line that `at` is on: its start, and its end without the line break."""
        return self.text.rfind("\n", 0, at) + 1, end if (end := self.text.find("\n", at)) >= 0 else len(
            self.text
        )

    @functools.cached_property
    def _fenced(self) -> list[tuple[int, int]]:
        blocks: list[tuple[int, int]] = []
        opened: tuple[int, str] | None = None
        for match in _FENCE.finditer(self.text):
            if opened is None:
                opened = (match.start(), match[1])
            elif match[1].startswith(opened[1]):
                blocks.append((opened[0], match.end()))
                opened = None
        if opened is not None:
            blocks.append((opened[0], len(self.text)))
        return blocks

    def in_code(self, at: int) -> bool:
        """Whether `at` is in code: a part that is code, or a fenced block."""
        if self.all_code:
            return True
        fences = self._fenced
        place = bisect.bisect_right(fences, (at, len(self.text) + 1)) - 1
        return place >= 0 and fences[place][0] <= at < fences[place][1]


def _meant(written: str) -> str:
    match written[0]:
        case "\\":
            return _OTHERS.get(char := chr(int.from_bytes(bytes.fromhex(written[2:]))), char)
        case "%":
            return chr(bytes.fromhex(written[1:])[0])
        case "&":
            char = html.unescape(written)
            return char if len(char) == 1 and char.isprintable() else ""
        case _:
            return ""
