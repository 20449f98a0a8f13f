"""Bytes at a position: one open file, read by several readers at once.

A ZIP in a file, a ZIP inside a ZIP, and a ZIP behind the vault's decryption look the same from here.
"""

from __future__ import annotations

import threading
from typing import BinaryIO

from migrator.errors import MigratorError
from migrator.i18n import _


class Blob:
    """A span of a seekable stream. Reads are atomic: seek and read happen under one lock."""

    def __init__(
        self,
        stream: BinaryIO,
        start: int = 0,
        length: int | None = None,
        lock: threading.Lock | None = None,
    ) -> None:
        """`length` None: to the end. Blobs of one stream share its lock."""
        self._stream = stream
        self._lock = lock or threading.Lock()
        self._start = start
        try:
            end = stream.seek(0, 2) if length is None else start + length
        except (OSError, ValueError) as error:
            raise _unreadable() from error
        self.size = max(0, end - start)

    def read_at(self, position: int, length: int) -> bytes:
        """Up to `length` bytes from `position` on; fewer only where the span ends."""
        length = min(length, self.size - position)
        if position < 0 or length <= 0:
            return b""
        pieces = []
        try:
            with self._lock:
                self._stream.seek(self._start + position)
                while length and (piece := self._stream.read(length)):
                    pieces.append(piece)
                    length -= len(piece)
        except (OSError, ValueError) as error:  # a closed stream is a ValueError
            raise _unreadable() from error
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def part(self, start: int, length: int) -> Blob:
        """The same bytes from `start` on, at most `length` of them, as a blob of their own."""
        return Blob(self._stream, self._start + start, max(0, min(length, self.size - start)), self._lock)


def _unreadable() -> MigratorError:
    return MigratorError(
        _("The file could not be read to its end. It is unchanged, and nothing was written."),
        _("Check that the disk or network folder is still there, then run the same command again."),
    )
