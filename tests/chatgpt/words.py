"""The words of a record, and which of them a model lacks: the measure behind "nothing is lost"."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

FEWEST = 3
"""Words that make a text; ids, names of types and states have fewer."""


def phrases(value: Any) -> Iterator[str]:
    """Each text of three words or more in a JSON value, keys included; of a text that is JSON, those inside it."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict):
            waiting.extend(inner.keys())
            waiting.extend(inner.values())
        elif isinstance(inner, list):
            waiting.extend(inner)
        elif isinstance(inner, str):
            parsed = _json(inner)
            if parsed is not None:
                waiting.append(parsed)
            elif len(inner.split()) >= FEWEST:
                yield " ".join(inner.split())


def _json(text: str) -> Any:
    start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=-1)
    if start < 0:
        return None
    try:
        value, end = json.JSONDecoder(strict=False).raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, (dict, list)) or not value:
        return None
    return [value, text[:start].replace("{", " "), text[end:].replace("{", " ")]


def missing(record: Any, model: Any) -> list[str]:
    """The phrases of `record` that are nowhere in `model`, a value of the model or its plain form."""
    there = "\n".join(_texts(msgspec.to_builtins(model)))
    return sorted({phrase for phrase in phrases(record) if phrase not in there})


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict):
            waiting.extend(inner.keys())
            waiting.extend(inner.values())
        elif isinstance(inner, (list, tuple)):
            waiting.extend(inner)
        elif isinstance(inner, str):
            yield " ".join(inner.replace("\n> ", "\n").removeprefix("> ").split())
            if (parsed := _json(inner)) is not None:
                waiting.append(parsed)
