"""Ids of our own, the same in every run: so that a second import finds what the first one wrote."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid

from migrator.shape import times

NAMESPACE = uuid.UUID("8ecf5b1d-e0a5-582b-8d00-a38516f3f374")
"""The UUIDv5 of `assistant-migrator` as a DNS name. It must never change: ids in people's assistants depend on it."""

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def derived(*names: str) -> str:
    """A UUIDv5 for what `names` lead to, for example ("message", conversation id, message id)."""
    name = "\x1f".join(names)
    if not name.isascii():
        name = name.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if _lone(name) else name
    return str(uuid.uuid5(NAMESPACE, name))


def _lone(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def ulid(time: dt.datetime, *names: str) -> str:
    """A ULID in lower case that sorts by `time` (milliseconds) and whose rest is derived from `names`."""
    stamp = min(max(times.milliseconds(time), 0), 2**48 - 1)
    digest = hashlib.sha256("\x1f".join(names).encode("utf-8", "surrogatepass")).digest()
    value = stamp << 80 | int.from_bytes(digest[:10], "big")
    return "".join(_CROCKFORD[value >> shift & 31] for shift in range(125, -1, -5))
