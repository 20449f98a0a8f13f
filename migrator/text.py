"""Untrusted text: made safe to show, and measured in terminal cells.

`safe` is the one gate for everything that comes from an export and is shown in a terminal, in the full-screen face
and in plain output alike. It is for showing only: what is stored, copied or written keeps its own characters.
"""

from __future__ import annotations

import os
import re
import unicodedata

# C0 but tab and newline, DEL, C1; bidirectional marks, overrides and isolates; line and paragraph separators;
# invisible operators and tag characters, which can hide an instruction; unpaired surrogates; the byte-order mark.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_BREAKS = re.compile(r"[\n\t]+")


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # the control pictures: ␛ for ESC
    if code == 0x7F:
        return "\u2421"
    return "\N{REPLACEMENT CHARACTER}"


def safe(text: str, *, one_line: bool = False) -> str:
    """`text` with every character that could command a terminal or mislead a reader replaced by a visible one.

    Newlines and tabs stay, unless `one_line` (for titles and cells), where runs of them become one blank.
    """
    text = _UNSAFE.sub(_visible, text.replace("\r\n", "\n"))
    return _BREAKS.sub(" ", text) if one_line else text


def storable(text: str) -> str:
    """`text` as UTF-8 can hold it: unpaired surrogates become U+FFFD, pairs their character. All else stays."""
    try:
        text.encode()  # many times quicker than looking for one
    except UnicodeEncodeError:
        pass
    else:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def on_disk(path: str) -> str:
    """A relative path as Python has to be given it so that it is UTF-8 on the disk, whatever the locale is.

    Where the locale is another one (ISO-8859-9 over ssh), Python would write names in that, and end at an Arabic one.
    """
    return os.fsdecode(path.encode("utf-8", "surrogateescape"))


def from_disk(path: str) -> str:
    """The path that `on_disk` was given."""
    return os.fsencode(path).decode("utf-8", "surrogateescape")


def width(text: str) -> int:
    """How many terminal cells `text` takes, by Unicode's East Asian Width and combining classes."""
    if text.isascii():
        return len(text)
    return sum(_cell(c) for c in text)


def _cell(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def shorten(text: str, cells: int) -> str:
    """`text` cut to at most `cells` terminal cells, with … where something was cut."""
    if width(text) <= cells:
        return text
    kept, used = [], 0
    for char in text:
        used += _cell(char)
        if used > cells - 1:
            break
        kept.append(char)
    return "".join(kept) + "…"
