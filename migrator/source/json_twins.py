"""Objects in which one key occurs twice. Common readers keep the last value without a word; nothing of it must be lost."""

from __future__ import annotations

from typing import Any

import msgspec

from migrator.source.json_values import decoder_with

_encode = msgspec.json.Encoder().encode


def with_twins(raw: bytes, value: Any) -> Any | None:
    """The value of `raw` with every occurrence of each key; None if no key occurs twice. `value` is what a reader made of it.

    Of a key that occurs twice the last value keeps the key; the others stand under `KEY#1` and so on.
    Told by counting colons first, which costs next to nothing.
    """
    try:
        if raw.count(b":") <= _encode(value).count(b":"):  # texts hold as many in both
            return None
    except (UnicodeEncodeError, OverflowError):
        pass  # half a character, say: look closely
    found = False

    def pairs(given: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal found
        made = dict(given)
        if len(made) == len(given):
            return made
        found = True
        count: dict[str, int] = {}
        last = {key: place for place, (key, _) in enumerate(given)}
        kept: dict[str, Any] = {}
        for place, (key, inner) in enumerate(given):
            if last[key] == place:
                kept[key] = inner
                continue
            while (name := _name(key, count)) in made or name in kept:
                pass
            kept[name] = inner
        return kept

    try:
        text = raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "surrogateescape")
    try:
        twin = decoder_with(pairs).decode(text)
    except (ValueError, RecursionError):
        return None
    return twin if found else None


def _name(key: str, count: dict[str, int]) -> str:
    count[key] = count.get(key, 0) + 1
    return f"{key}#{count[key]}"


__all__ = ["with_twins"]
