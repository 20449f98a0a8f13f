"""Documents for scripts as bytes: the same value always gives the same bytes, and no value breaks it."""

from __future__ import annotations

import json
from typing import Any


def encoded(document: dict[str, Any]) -> bytes:
    """`document` as indented JSON with a line end, keys in their order."""
    import orjson

    try:
        return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # an unpaired surrogate or a number beyond 64 bits: both are possible in an export
        return json.dumps(document, indent=2).encode("ascii") + b"\n"
