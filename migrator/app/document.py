"""Documents for scripts as bytes: the same value always gives the same bytes, and no value breaks it."""

from __future__ import annotations

import json
from typing import Any

import msgspec


def encoded(document: dict[str, Any]) -> bytes:
    """`document` as indented JSON with a line end, keys in their order; structs in it are objects."""
    import orjson

    try:
        return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE, default=_plain)
    except TypeError:  # an unpaired surrogate or a number beyond 64 bits: both are possible in an export
        return json.dumps(document, indent=2, default=_plain).encode("ascii") + b"\n"


def _plain(value: Any) -> Any:
    """A struct as an object: one after another, for all of a large document at once would take as much room again."""
    if isinstance(value, msgspec.Struct):
        return msgspec.structs.asdict(value)
    raise TypeError(type(value).__name__)
