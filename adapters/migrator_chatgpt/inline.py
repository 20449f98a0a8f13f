"""Files that stand in a message themselves: `data:` addresses (RFC 2397) and base64 texts."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec

from migrator_chatgpt import magic
from migrator_chatgpt.chat import Json

_ADDRESS = re.compile(r"data:(?P<type>[\w.+-]+/[\w.+-]+)?(?P<more>(?:;[^,;]{0,100}){0,8}),", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}\Z")
_SHORTEST = 16  # characters; anything shorter is no file


class Inline(msgspec.Struct, frozen=True):
    """The bytes, their media type if it is known, and an id made from the bytes."""

    data: bytes
    media_type: str | None

    @property
    def id(self) -> str:
        """The same for the same bytes."""
        return f"inline-{hashlib.sha256(self.data).hexdigest()[:32]}"


def address(text: str) -> Inline | None:
    """The file in a `data:` address; None if `text` is none, or one that cannot be decoded."""
    if text[:5].lower() != "data:":
        return None
    match = _ADDRESS.match(text)
    if match is None:
        return None
    body = text[match.end() :]
    data = _decoded(body) if "base64" in match["more"].lower() else unquote_to_bytes(body)
    if not data:
        return None
    return Inline(data, (match["type"] or "").lower() or magic.by_bytes(data[: magic.HEAD]))


def base64_file(text: str, media_type: str | None = None) -> Inline | None:
    """The file in a base64 text; None if it is none, or nothing says of what kind its bytes are."""
    if len(text) < _SHORTEST:
        return None
    data = _decoded(text)
    if not data:
        return None
    known = magic.by_bytes(data[: magic.HEAD]) or media_type
    return Inline(data, known) if known else None


def without(piece: Json, data: bytes | None, key: str) -> Json:
    """`piece` without the text under `key`, if `data` are its bytes: they are held once."""
    if data is not None and piece.get(key).__class__ is str:
        del piece[key]
    return piece


def _decoded(text: Any) -> bytes:
    bare = re.sub(r"\s+", "", text) if any(c in text for c in " \r\n\t") else text
    if "%" in bare:
        bare = unquote_to_bytes(bare).decode("ascii", "replace")
    if not _BASE64.match(bare):
        return b""
    bare = bare.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""
