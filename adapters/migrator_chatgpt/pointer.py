"""JSON pointers (RFC 6901)."""

from __future__ import annotations


def escape(key: str) -> str:
    """`key` as one piece of a pointer."""
    if "~" in key or "/" in key:
        return key.replace("~", "~0").replace("/", "~1")
    return key
