"""A database as bytes that depend on what is in it alone."""

from __future__ import annotations

import sqlite3

_VERSION = slice(
    96, 100
)  # the version of SQLite that wrote last (SQLite file format, §1.3.19); nobody reads it
_FIXED = (3_040_000).to_bytes(4, "big")


def serialized(base: sqlite3.Connection) -> bytes:
    """The database `base` as a file holds it, alike under every version of SQLite."""
    data = bytearray(base.serialize())
    data[_VERSION] = _FIXED
    return bytes(data)
