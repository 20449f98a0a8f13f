"""What is odd about a fact: characters that nobody sees, links, and sentences that speak to a model.

A memory is data. One that a web page or a file slipped in may hold instructions for whatever assistant reads it next.
Such facts are flagged for a person to look at; nothing here drops or changes one. A flag is a hint, not a proof, and
what is not flagged is not proved harmless. The sentences are looked for by `speaks.toml`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from typing import Literal

import msgspec

from migrator.shape.fold import plain

Kind = Literal["hidden", "link", "instruction"]


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """One odd thing. `what`: code points with their numbers, the link, or the words that fit (folded)."""

    kind: Kind
    what: str


_ALWAYS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2028-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_JOINED = f"{_RTL}\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u1800-\u18aa"
_PICTURE = "\u00a9\u00ae\u203c-\u3299\ufe0f\u20e3\U0001f000-\U0001faff\U000e007f"
# Seen as nothing, yet they belong there: joiners within scripts and emoji, a style mark behind a character, direction
# marks in a text that runs from right to left, and the tags of the three flags that are spelt out.
_FLAG = "\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f"
_HIDDEN = re.compile(
    f"(?P<flag>{_FLAG})|[{_ALWAYS}]"
    f"|(?<![{_JOINED}])\u200c|\u200c(?![{_JOINED}])"
    f"|(?<![{_JOINED}{_PICTURE}])\u200d|\u200d(?![{_JOINED}{_PICTURE}])"
    "|(?<=[\ufe00-\ufe0f])[\ufe00-\ufe0f]|^[\ufe00-\ufe0f]"
    "|(?P<mark>[\u200e\u200f\u061c])"
)
_HAS_RTL = re.compile(f"[{_RTL}]")
_LINK = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\b(?:mailto|javascript|data|tel):)\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,18}/\S*"
    r"|!?\[[^\]]*\]\([^)]*\)",
    re.IGNORECASE,
)


def flags(text: str) -> tuple[Flag, ...]:
    """Everything odd about `text`, hidden characters first; empty for nearly all facts."""
    found = []
    if codes := Counter(f"U+{ord(char):04X}" for char in hidden(text)):
        found.append(
            Flag(
                kind="hidden", what=", ".join(f"{code} ×{count}" for code, count in sorted(codes.items())[:8])
            )
        )
    seen = stripped(text)
    found += [Flag(kind="link", what=link) for link in dict.fromkeys(_LINK.findall(seen))]
    folded = plain(seen)
    said = [match[0] for pattern in _speaks() if (match := pattern.search(folded))]
    found += [Flag(kind="instruction", what=words) for words in dict.fromkeys(said)]
    return tuple(found)


def hidden(text: str) -> list[str]:
    """The characters in `text` that nobody sees and that do not belong there."""
    if text.isascii() and text.isprintable():
        return []
    return [match[0] for match in _HIDDEN.finditer(text) if not _belongs(match, text)]


def stripped(text: str) -> str:
    """`text` without its hidden characters."""
    return _HIDDEN.sub(lambda match: match[0] if _belongs(match, text) else "", text)


def visible(text: str) -> str:
    """`text` with each hidden character named: ‹U+200B›."""
    return _HIDDEN.sub(lambda match: match[0] if _belongs(match, text) else f"‹U+{ord(match[0]):04X}›", text)


def _belongs(match: re.Match[str], text: str) -> bool:
    if match["flag"] is not None:
        return True
    return match["mark"] is not None and _HAS_RTL.search(text) is not None


@functools.cache
def _speaks() -> Sequence[re.Pattern[str]]:
    table = tomllib.loads((files(__package__) / "speaks.toml").read_text("utf-8"))
    return [compiled(phrase) for language in table.values() for phrase in language["phrases"]]


def compiled(phrase: str) -> re.Pattern[str]:
    """A phrase of `speaks.toml` as a pattern for folded text."""
    pattern = ""
    for word in phrase.split():
        if word == "*":
            pattern += r"(?:\W+\w+){0,4}?"
            continue
        ways = [
            re.escape(plain(way.removesuffix("~"))) + (r"\w*" if way.endswith("~") else "")
            for way in word.split("|")
        ]
        pattern += (r"\W+" if pattern else r"(?<!\w)") + f"(?:{'|'.join(ways)})"
    return re.compile(pattern + r"(?!\w)")
