"""Standard input, or any pipe, as a source. What cannot be read twice goes through the sealed spool."""

from __future__ import annotations

import os
import stat
import sys
from typing import BinaryIO, cast

from migrator.errors import MigratorError, Refused, UsageError
from migrator.i18n import _
from migrator.seal.spool import IN_MEMORY, Spool
from migrator.source.blob import Blob
from migrator.source.damage import Damaged
from migrator.source.kinds import check_kind, is_zip
from migrator.source.limits import LIMITS, STEP, Limits
from migrator.source.steps import Steps
from migrator.source.view import Entry, Kind, Source
from migrator.source.zip_source import ZipSource


def standard_input(limits: Limits = LIMITS) -> Source:
    """What comes in at standard input. Raises UsageError if that is a keyboard."""
    return stream_source(piped(), "-", limits)


def piped() -> BinaryIO:
    """Standard input. Raises UsageError if that is a keyboard."""
    stream = sys.stdin.buffer
    if stream.isatty():
        raise UsageError(
            _("Nothing comes in at standard input."),
            _("Put the export there: migrate inspect - < export.zip"),
        )
    return stream


def stream_source(stream: BinaryIO, name: str, limits: Limits = LIMITS) -> Source:
    """A ZIP or a single file in a stream that may be a pipe. `stream` itself is not closed."""
    return seekable_source(_behind(stream) or spooled(stream, limits), name, limits)


def seekable_source(file: BinaryIO, name: str, limits: Limits = LIMITS) -> Source:
    """A ZIP or a single file in what can be read from any place; `file` is taken over."""
    try:
        blob = Blob(file)
        head = blob.read_at(0, 64)
        check_kind(head)
        if is_zip(head):
            return ZipSource(file, name, limits=limits)
        return StreamSource(file, blob, name, head)
    except BaseException:
        file.close()
        raise


def _behind(stream: BinaryIO) -> BinaryIO | None:
    """The file that a shell's `<` put in place of a pipe, to be read where it is."""
    try:
        descriptor = stream.fileno()
        if stat.S_ISREG(os.fstat(descriptor).st_mode) and not stream.tell():
            return os.fdopen(os.dup(descriptor), "rb")
    except (OSError, ValueError):  # not even a descriptor
        pass
    return None


class StreamSource(Source):
    """One file that is no ZIP. Its entry is called `stdin.json` if it begins like JSON, else `stdin`."""

    kind: Kind = "stream"
    container = None

    def __init__(self, file: BinaryIO, blob: Blob, name: str, head: bytes) -> None:
        """Takes over `file`, which `blob` reads."""
        self.name = name
        self._file = file
        self._blob = blob
        json = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"[", b"{"))
        self.entries = [Entry("stdin.json" if json else "stdin", blob.size)]

    def open(self, entry: Entry) -> BinaryIO:
        """See `Source.open`."""
        if entry not in self.entries:
            raise KeyError(entry.path)
        return cast("BinaryIO", BlobStream(self._blob))

    def close(self) -> None:
        """See `Source.close`."""
        self._file.close()


class BlobStream(Steps):
    """A blob from its first byte on."""

    def __init__(self, blob: Blob) -> None:
        self._blob = blob
        self._at = 0

    def _step(self, most: int) -> bytes:
        piece = self._blob.read_at(self._at, most)
        self._at += len(piece)
        return piece


class _Spooled(Steps):
    """What a spool holds, seekable. Closing it closes the spool."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._reader = spool.reader()

    def _step(self, most: int) -> bytes:
        return self._reader.read(most)

    def seekable(self) -> bool:
        """True, until it is closed."""
        return not self.closed

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """As for any binary file."""
        return self._reader.seek(offset, whence)

    def close(self) -> None:
        """Let go of the spool and of what it holds."""
        self._reader.close()
        self._spool.close()
        super().close()


def spooled(stream: BinaryIO, limits: Limits = LIMITS, *, in_memory: int = IN_MEMORY) -> BinaryIO:
    """All that `stream` still holds, seekable; where it is damaged, all that comes before. Close it soon.

    `in_memory`: how many bytes of it may stay in memory.
    """
    spool = Spool(in_memory)
    try:
        _fill(spool, stream, limits)
        return cast("BinaryIO", _Spooled(spool))
    except BaseException:
        spool.close()
        raise


def _fill(spool: Spool, stream: BinaryIO, limits: Limits) -> None:
    try:
        while piece := stream.read(STEP):
            spool.write(piece)
            if spool.size > limits.total:
                raise Refused(
                    _("More than {size} GiB came in. Reading stopped there; nothing was changed.").format(
                        size=limits.total >> 30
                    ),
                    _("Use the file that you downloaded, or the folder that you unpacked it to."),
                )
    except Damaged:
        return  # only a ZIP inside a ZIP comes this way, and its own checksums say better what is missing
    except OSError as error:
        raise MigratorError(
            _("What came in could not be read to its end. Nothing was changed."),
            _("Save it to a file and name that file."),
        ) from error
