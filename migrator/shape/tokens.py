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


def _pattern() -> re.Pattern[str]:
    """The first character of any control token, with the rest of it looked ahead for."""
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
    return re.compile(
        "|".join(rf"{re.escape(first)}(?=(?:{'|'.join(rest)}))" for first, rest in rests.items())
    )


_CONTROL = _pattern()


def harmless(text: str) -> str:
    """`text` without control tokens, NUL and unpaired surrogates; the same object if there is none of these."""
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if not text.isascii():
        text = storable(text)
    if ("<" in text or "[" in text or "]~" in text) and _CONTROL.search(text):
        text = _CONTROL.sub(lambda match: match[0] + " ", text)
    return text
