"""JSON to Python values, exact where JSON can be exact, and never a foreign error.

* Integers keep every digit, whatever their size. Over 4,300 digits, where Python itself refuses, they stay text.
* `NaN`, `Infinity`, `-Infinity` and numbers beyond a float (`1e999`) stay text, exactly as written: no JSON writer
  could give them back as numbers, and nothing is invented.
* Unpaired surrogates are kept as they are; bytes that are not UTF-8 become the surrogates of `surrogateescape`.
  `text.storable` makes both fit to store.
* Raw control characters in strings are accepted, as hand-edited files hold them.
* Of a key that occurs twice in one object, the last value wins, as in every common reader; `json_twins` finds the others.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from itertools import accumulate
from typing import Any, BinaryIO

import msgspec

from migrator.source.damage import Damaged
from migrator.source.limits import MIB
from migrator.source.utf8 import as_utf8

DEEPEST = 200
"""Levels of nesting. Exports have about 12; what works on values may recurse this deep without a second thought."""

LARGEST = 256 * MIB
"""Bytes of one record or one small file. The largest whole shard reported is 149 MB (2026-03-27)."""

_fast = msgspec.json.Decoder().decode
_NO_BRACKET = bytes(set(range(256)) - set(b"{}[]"))
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_LEVEL = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}


def parse(raw: bytes, *, deepest: int = DEEPEST, tolerant: bool = True) -> Any:
    """The value that `raw` holds. Raises Damaged: "record-broken" or "record-too-deep".

    Not `tolerant`: what only Python's own parser accepts is broken.
    """
    if _deeper(raw, deepest):
        raise Damaged("record-too-deep")
    try:
        return _fast(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        if not tolerant:
            raise Damaged("record-broken") from None
        return _tolerant(raw)


def parse_file(stream: BinaryIO, *, largest: int = LARGEST) -> Any:
    """The value that a whole small file holds, in any encoding of JSON. Raises Damaged, as reading and `parse` do."""
    utf8 = as_utf8(stream)
    pieces, size = [], 0
    while piece := utf8.read(MIB):
        pieces.append(piece)
        size += len(piece)
        if size > largest:
            raise Damaged("record-too-large")
    return parse(b"".join(pieces))


def _tolerant(raw: bytes) -> Any:
    """For what the fast decoder refuses and Python's own accepts."""
    try:
        text = raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "surrogateescape")
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        raise Damaged("record-broken") from None


def _integer(digits: str) -> int | str:
    try:
        return int(digits)
    except ValueError:
        return digits


def _number(digits: str) -> float | str:
    value = float(digits)
    return value if math.isfinite(value) else digits


def decoder_with(pairs: Callable[[list[tuple[str, Any]]], Any] | None) -> json.JSONDecoder:
    """Python's decoder with our rules; `pairs` makes each object of its members."""
    return json.JSONDecoder(
        strict=False,
        parse_constant=str,
        parse_float=_number,
        parse_int=_integer,
        object_pairs_hook=pairs,
    )


_DECODER = decoder_with(None)


def _deeper(raw: bytes, deepest: int) -> bool:
    """Whether `raw` nests deeper than that, without recursing and at about a gigabyte a second."""
    brackets = raw.translate(None, _NO_BRACKET)
    if len(brackets) <= deepest:
        return False
    for levels in range(1, 30):  # take away the innermost pairs, level by level
        fewer = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if len(fewer) + levels <= deepest:
            return False
        if len(fewer) == len(brackets):
            break
        brackets = fewer
    # Unpaired brackets in texts, or hostile nesting: count exactly.
    brackets = _STRING.sub(b"", raw).translate(None, _NO_BRACKET)
    return max(accumulate(map(_LEVEL.__getitem__, brackets)), default=0) > deepest
