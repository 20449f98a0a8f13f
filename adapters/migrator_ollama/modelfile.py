'''Text as a Modelfile can hold it.

Ollama's parser (`parser/parser.go`, read 2026-11-21) knows no escapes. A value stands between `"""`, and ends at the first
`"""` with nothing but blanks between it and the end of the line. Characters that Go calls unprintable are dropped,
save newlines and tabs: so the no-break space becomes a blank here and the rest goes, each time with a loss.
'''

from __future__ import annotations

import re

from migrator.text import storable

QUOTES = '"""'
_ENDS_HERE = re.compile(r'"""(?=[ \t]*[\r\n])')
_BREAKS = {"\u0085": "\n", "\u2028": "\n", "\u2029": "\n\n"}


def exact(text: str) -> str:
    """`text` as the parser will give it back: the same object if nothing needs to change."""
    if not text.isascii():
        text = storable(text)
    if not text.isprintable():
        text = _printable(text)
    if QUOTES in text:
        # Breaking one may bring the next to the end: `""""` leaves `"" ""`, which ends nothing.
        text = _ENDS_HERE.sub('"" "', text)
    return text


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() or c in "\n\r\t" else _instead(c) for c in text)


def _instead(char: str) -> str:
    if char in _BREAKS:
        return _BREAKS[char]
    return " " if char.isspace() else ""


def value(text: str) -> str:
    """A value for SYSTEM or MESSAGE that gives `exact(text)` when it is parsed."""
    return f"{QUOTES}{exact(text)}{QUOTES}"
