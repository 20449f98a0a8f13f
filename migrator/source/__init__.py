"""A read-only view of what a person hands over: a ZIP, a folder, a file, or standard input.

Nothing is extracted to disk, and no header is trusted: every limit on hostile input is held here, by counting.
`open_source` picks the kind; the rest of the program sees only `Source`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO, Literal, Protocol

import msgspec


class Entry(msgspec.Struct, frozen=True):
    """One file in a source: `path` as the source names it, `size` in bytes (as declared, checked on reading)."""

    path: str
    size: int

    @property
    def name(self) -> str:
        """The last piece of the path."""
        return self.path.rsplit("/", 1)[-1]


class Source(Protocol):
    """Files to read, whatever holds them."""

    name: str
    kind: Literal["zip", "folder", "file", "stream"]
    container: str | None
    entries: Sequence[Entry]

    def open(self, entry: Entry) -> BinaryIO:
        """The bytes of an entry, counted against the limits while they are read."""

    def close(self) -> None:
        """Let go of the files."""
