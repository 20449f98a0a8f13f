"""Taking the power from words that a language model takes for its own control tokens.

`<|im_start|>system` in a chat's text would start a system turn wherever a tokenizer reads it in training or as a prompt,
and a chat template that splits at `</think>` would drop what stands before it. A blank after the first character keeps
the word readable and makes it text. Which words: `tokens.toml`.
"""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

from migrator.text import storable


def _patterns() -> dict[str, re.Pattern[str]]:
    """For each character that begins control tokens, that character with the rest of any of them looked ahead for."""
    listed: dict[str, Any] = tomllib.loads(
        files("migrator.shape").joinpath("tokens.toml").read_text(encoding="utf-8")
    )
    rests: dict[
        str, list[str]
    ] = {}  # by first character: a search for few literals is far quicker than one for a choice
    for family in listed["families"]:
        for rule in [*family.get("patterns", ()), *map(re.escape, family.get("words", ()))]:
            first = rule[1] if rule[0] == "\\" else rule[0]
            rests.setdefault(first, []).append(rule.removeprefix("\\")[1:])
    return {
        first: re.compile(rf"{re.escape(first)}(?=(?:{'|'.join(rest)}))") for first, rest in rests.items()
    }


_CONTROL = _patterns()
_ANY = re.compile("|".join(pattern.pattern for pattern in _CONTROL.values()))


def harmless(text: str) -> str:
    """`text` without control tokens, NUL and unpaired surrogates; the same object if there is none of these."""
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if not text.isascii():
        text = storable(text)
    # One pattern for each first character: looking for a single literal is several times as fast as for one of a set.
    found = [pattern for first, pattern in _CONTROL.items() if first in text and pattern.search(text)]
    if len(found) == 1:
        return found[0].sub(_parted, text)
    return _ANY.sub(_parted, text) if found else text


def _parted(match: re.Match[str]) -> str:
    return match[0] + " "
