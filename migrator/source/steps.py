"""A binary file that hands out its bytes in steps, whatever size is asked for."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from migrator.errors import MigratorError
from migrator.source.limits import STEP

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Steps(io.BufferedIOBase):
    """A readable stream made of `_step`. Not seekable."""

    def _step(self, most: int) -> bytes:
        """The next bytes, 1 to `most` of them; none at the end. A fault is raised after them, every time."""
        raise NotImplementedError

    def readable(self) -> bool:
        """True, until it is closed."""
        return not self.closed

    def read(self, size: int | None = -1, /) -> bytes:
        """`size` bytes, or all; fewer only at the end.

        Where a fault comes after some of the `size` bytes, these are given out and the next call raises it. When all
        bytes are asked for, a fault among them is raised at once.
        """
        wanted = -1 if size is None or size < 0 else size
        pieces: list[bytes] = []
        try:
            while wanted and (piece := self.read1(wanted)):
                pieces.append(piece)
                wanted -= len(piece) if wanted > 0 else 0
        except MigratorError:
            if wanted < 0 or not pieces:
                raise
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def read1(self, size: int = -1, /) -> bytes:
        """Some bytes, at most 1 MiB at once."""
        if self.closed:
            raise ValueError("read of a closed file")
        return self._step(STEP if size < 0 else min(size, STEP)) if size else b""

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """As for any binary file."""
        view: memoryview = memoryview(buffer).cast("B")
        piece = self.read(len(view))
        view[: len(piece)] = piece
        return len(piece)
