"""What a fact is about, guessed from its words, for assistants that want facts under headings.

The phrases stand in `subjects.toml`. It is a guess: a fact may be about several things, and most words are in no list.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence
from importlib.resources import files

from migrator.shape.facts.flags import compiled
from migrator.shape.fold import plain


def subject(text: str) -> str:
    """The name of the first subject whose phrases fit; "" if none does."""
    folded = plain(text)
    return next((name for name, pattern in _subjects() if pattern.search(folded)), "")


def names() -> tuple[str, ...]:
    """Every subject, in the order in which they are tried."""
    return tuple(name for name, _pattern in _subjects())


@functools.cache
def _subjects() -> Sequence[tuple[str, re.Pattern[str]]]:
    table = tomllib.loads((files(__package__) / "subjects.toml").read_text("utf-8"))
    return [
        (one["name"], re.compile("|".join(compiled(p).pattern for p in one["phrases"])))
        for one in table["subject"]
    ]
