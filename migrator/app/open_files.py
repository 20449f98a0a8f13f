"""Files that are written bit by bit, any number at once, of which only the last used ones are open.

A target may write to one file for each project. The system allows a process a few hundred open files (256 on macOS
unless told otherwise), and each holds a buffer; so the one that was written to longest ago is closed when another one
has to be opened, and opened again, to append, when more comes for it.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

AT_MOST = 64
"""Files open at once. Python, the export and the locks need some of the 200 that may be all there are."""

_BLOCK = 1 << 18  # bytes of each buffer, which is memory once it was filled
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_MORE = os.O_WRONLY | os.O_APPEND
_PLAIN = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


class OpenFiles:
    """Makes files, readable by their owner only, and keeps at most `at_most` of them open."""

    def __init__(self, at_most: int = AT_MOST) -> None:
        self._at_most = at_most
        self._open: OrderedDict[str, BinaryIO] = OrderedDict()

    @contextlib.contextmanager
    def create(self, place: str) -> Iterator[BinaryIO]:
        """A new file that takes bytes in order; taken away again if the block ends with an error.

        Raises `OSError` if it cannot be made (`FileExistsError` if something is there), and wherever a disk is full,
        which may be while an earlier file is written out.
        """
        self._opened(place, _NEW)
        try:
            yield cast("BinaryIO", _File(self, place))
            self._close(place)
        except BaseException:
            with contextlib.suppress(OSError):
                self._close(place)
            with contextlib.suppress(OSError):
                os.unlink(place)  # noqa: PTH108 - a Path for each of many files stays in memory
            raise

    def write(self, place: str, data: memoryview) -> None:
        """Append to a file that `create` made and whose block has not ended."""
        stream = self._open.get(place)
        if stream is None:
            stream = self._opened(place, _MORE)
        else:
            self._open.move_to_end(place)
        stream.write(data)

    def _opened(self, place: str, flags: int) -> BinaryIO:
        while len(self._open) >= self._at_most:
            self._close(next(iter(self._open)))
        stream = os.fdopen(os.open(place, flags | _PLAIN, 0o600), "wb", buffering=_BLOCK)
        self._open[place] = stream
        return stream

    def _close(self, place: str) -> None:
        stream = self._open.pop(place, None)
        if stream is not None:
            stream.close()


class _File(io.RawIOBase):
    """One of the files, open or not."""

    def __init__(self, files: OpenFiles, place: str) -> None:
        super().__init__()
        self._files = files
        self._place = place

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        view = memoryview(data).cast("B")
        self._files.write(self._place, view)
        return len(view)
