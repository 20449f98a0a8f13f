"""A row of a table as a value: what stands in its columns, and the words that come last on the line."""

from __future__ import annotations

import msgspec


class Line(msgspec.Struct, frozen=True):
    """A value for each column, and what they are about. Without values it is a heading."""

    values: tuple[str, ...]
    label: str
