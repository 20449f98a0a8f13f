"""Keys of the screens on keyboards with other letters: Arabic ل is where g is, ٢ is 2.

What is typed into a field is never changed.
"""

from __future__ import annotations

import functools
import tomllib
import unicodedata
from importlib import resources

from textual.events import Key


def meant(key: Key) -> Key:
    """`key` as an English keyboard would give it, if it is a letter or a digit of another script; else the same."""
    char = key.character or ""
    if len(char) != 1 or char.isascii():
        return key
    there = str(unicodedata.decimal(char)) if char.isdecimal() else _letters().get(char, "")
    return Key({"/": "slash", "?": "question_mark"}.get(there, there), there) if there else key


@functools.cache
def _letters() -> dict[str, str]:
    table = tomllib.loads(resources.files("migrator.tui").joinpath("layouts.toml").read_text("utf-8"))
    english = "".join(table.pop("english"))
    found: dict[str, str] = {}
    for rows in table.values():
        for char, there in zip("".join(rows), english, strict=True):
            found.setdefault(char, there)
            found.setdefault(char.upper(), there.upper())
    return found
