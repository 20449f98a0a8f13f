"""Which language a text is in, as near as its letters and smallest words tell. For an overview, not for a decision.

The tables are `tongues.toml`. A text too short or too mixed to tell is not guessed at.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections import Counter
from importlib import resources

READ = 300
"""Characters of a text that are looked at."""
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = {
    "kana": re.compile("[\u3041-\u30ff]"),  # before han: Japanese has both
    "han": re.compile("[\u4e00-\u9fff]"),
    "hangul": re.compile("[\uac00-\ud7a3]"),
    "arabic": re.compile("[\u0620-\u06d3]"),
    "hebrew": re.compile("[\u05d0-\u05ea]"),
    "cyrillic": re.compile("[\u0400-\u04ff]"),
    "greek": re.compile("[\u0370-\u03ff]"),
    "devanagari": re.compile("[\u0900-\u097f]"),
    "thai": re.compile("[\u0e01-\u0e5b]"),
}


def tongue(text: str) -> str | None:
    """The language's tag ("en", "tr"), or None."""
    text = text[:READ].replace("İ", "i").lower()
    words = _WORD.findall(text)
    hits = Counter(tag for word in words for tag in _small_words().get(word, ()))
    ranked = hits.most_common(2)
    if ranked and ranked[0][1] >= 2 and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        return ranked[0][0]
    letters = sum(map(len, words))
    for script, pattern in _SCRIPTS.items():
        found = len(pattern.findall(text))
        if found and found * (10 if script == "kana" else 2) > letters:
            return _by_script()[script]
    return None


def name(tag: str) -> str:
    """What a language calls itself."""
    return str(_table()[tag]["name"])


@functools.cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("migrator.shape").joinpath("tongues.toml").read_text("utf-8"))


@functools.cache
def _small_words() -> dict[str, tuple[str, ...]]:
    known: dict[str, tuple[str, ...]] = {}
    for tag, entry in _table().items():
        for word in entry["words"].split():
            known[word] = (*known.get(word, ()), tag)
    return known


@functools.cache
def _by_script() -> dict[str, str]:
    return {entry["script"]: tag for tag, entry in _table().items() if "script" in entry}
