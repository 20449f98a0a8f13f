"""The sealed spool: a place for bytes that must be read again, never readable on disk.

Up to 64 MiB stay in memory. Beyond that they go to a temporary file in the private folder, mode 0600, sealed in chunks
under a key that exists only in this process; on systems that allow it the file has no name from the first moment on,
elsewhere `private.sweep` removes what a crash left. Used for standard input, a deflated inner ZIP, a merge without a vault.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from migrator.errors import MigratorError, NoSpace
from migrator.i18n import _
from migrator.seal.private import private_name
from migrator.seal.stream import StreamWriter, Window, open_stream

IN_MEMORY = 64 * 1024 * 1024  # bytes


class Spool:
    """Written once from front to back with `write`, then read by any number of `reader()`s, each seekable.

    `size` is the number of bytes so far. `close` (or the end of a `with`) makes them unreachable. After the first
    `reader` nothing more can be written. NoSpace if the disk is full.
    """

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self.size = 0
        self._limit = in_memory
        self._memory: io.BytesIO | None = io.BytesIO()
        self._file: BinaryIO | None = None
        self._path: Path | None = None
        self._key = os.urandom(32)
        self._writer: StreamWriter | None = None
        self._whole: bytes | None = None
        self._window: Window | None = None

    def write(self, data: bytes | bytearray | memoryview, /) -> int:
        """Take all of `data`."""
        if self._whole is not None or self._window is not None:
            raise ValueError("the spool is being read")
        length = memoryview(data).nbytes
        if self._memory is not None and self.size + length > self._limit:
            self._spill()
        if self._memory is not None:
            self._memory.write(data)
        elif self._writer is not None:
            with _disk():
                self._writer.write(data)
        else:
            raise ValueError("the spool is closed")
        self.size += length
        return length

    def flush(self) -> None:
        """Nothing: for those who treat it as a file."""

    def reader(self) -> BinaryIO:
        """A seekable view of all that was written. Closing it leaves the spool as it is."""
        if self._memory is not None:
            self._whole = self._memory.getvalue()
            self._memory = None
        if self._whole is not None:
            return io.BytesIO(self._whole)
        if self._window is None:
            if self._writer is None or self._file is None:
                raise ValueError("the spool is closed")
            with _disk():
                self._writer.finish()
                self._file.flush()
            self._writer = None
            self._window = Window(self._file)
        return open_stream(self._window, self._key, name=_("the temporary file"))

    @property
    def in_memory(self) -> bool:
        """Whether nothing was put on disk."""
        return self._file is None

    def close(self) -> None:
        """Let go of everything; readers that are still open stop working if the bytes were on disk."""
        self._memory = self._whole = self._writer = self._window = None
        self._key = bytes(32)
        if self._file is not None:
            with contextlib.suppress(OSError):  # an unwritten rest that no longer fits matters to nobody
                self._file.close()
            self._file = None
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink()
            self._path = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def _spill(self) -> None:
        held = self._memory.getbuffer() if self._memory is not None else memoryview(b"")
        with _disk():
            self._path = private_name("spool")
            flags = (
                os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
            )
            self._file = os.fdopen(os.open(self._path, flags, 0o600), "w+b")
            with contextlib.suppress(PermissionError):  # Windows keeps the name of an open file
                self._path.unlink()
                self._path = None
            self._writer = StreamWriter(self._file, self._key)
            self._writer.write(held)
        held.release()
        self._memory = None


@contextlib.contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as why:
        if why.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NoSpace(
                _("There is no room left for temporary files."),
                _("Free some space, or set TMPDIR to a folder on a larger disk, and run it again."),
            ) from why
        raise MigratorError(
            _("A temporary file could not be written or read ({why}).").format(
                why=os.strerror(why.errno or 0)
            ),
            _("Set TMPDIR to a folder that works, and run it again."),
        ) from why
