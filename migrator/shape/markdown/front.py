"""YAML front matter in which every YAML reader takes strings for the same strings.

Strings always stand in double quotes, so that `yes`, `1:2` or `- x` stay strings; what YAML 1.2 does not print is
escaped. Times are ISO 8601 in UTC; most readers make times of them, js-yaml 5 and
later texts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

import msgspec

from migrator.shape import times
from migrator.text import storable


class Plain(msgspec.Struct, frozen=True):
    """A value of our own that stands as it is, for programs that know only one form of it."""

    text: str


Value = str | int | bool | dt.datetime | Plain | Sequence[str] | None

# Some programs run what stands between <% and %>, wherever it stands; those that know no front matter draw it as
# Markdown, and would ask the web for a picture or a frame in it. YAML reads each as the sign that it stands for.
_SPECIAL = re.compile(r'["\\]|(?<=<)%|!(?=\[)|<(?=[A-Za-z!/])')
_UNPRINTED = re.compile(
    r"[^\x20-\x7e\xa0-\u2027\u202f-\u2065\u2070-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_HIDDEN = re.compile(r"[\u200b-\u200f\u2060-\u2064\U000e0000-\U000e007f]")


def text(value: str) -> str:
    """A string in double quotes."""
    if value.isascii() and value.isprintable():
        return f'"{_SPECIAL.sub(_backslash, value)}"'
    value = _SPECIAL.sub(_backslash, storable(value))
    return f'"{_HIDDEN.sub(_code, _UNPRINTED.sub(_code, value))}"'


def _backslash(match: re.Match[str]) -> str:
    return "\\" + match[0] if match[0] in '"\\' else _code(match)


def _code(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def matter(values: Mapping[str, Value]) -> str:
    """The block between its `---` lines; what is None or an empty list is left out."""
    lines = ["---"]
    for key, value in values.items():
        if value is None or value == ():
            continue
        lines.append(f"{key}: {_value(value)}")
    return "\n".join([*lines, "---", ""])


def _value(value: Value) -> str:
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Plain):
        return value.text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dt.datetime):
        return times.iso(value)
    return "[" + ", ".join(text(each) for each in value or ()) + "]"
