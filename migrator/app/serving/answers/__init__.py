"""One answer a file: what a tool or a prompt gives, out of what a grant covers."""

from __future__ import annotations

import msgspec

from migrator.app.serving import faults
from migrator.app.serving.account import Leaving


class Made(msgspec.Struct, frozen=True):
    """An answer and what leaves with it."""

    text: str
    leaving: Leaving


def offset(cursor: str) -> int:
    """The place in a list that a cursor names. Fault if it is none of ours."""
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 9):
        raise faults.bad_page()
    return int(cursor)


def more(cursor: str | int) -> str:
    """The last line of an answer that does not hold all of it."""
    return f"more: cursor {cursor}"


def day(time: str | None) -> str:
    """The day of a time in ISO 8601, for the line above a quotation."""
    return (time or "")[:10] or "no date"
