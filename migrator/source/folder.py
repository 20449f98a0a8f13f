"""A folder as a source: the regular files below it, by name. Links are listed and never followed."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, cast

from migrator.errors import Refused, UsageError
from migrator.i18n import _
from migrator.source.damage import Damaged, HoldsNothing
from migrator.source.limits import LIMITS, Limits
from migrator.source.steps import Steps
from migrator.source.view import Entry, Ignored, Kind, Locator, Source, left_by_system
from migrator.source.zip_source import ZipSource

_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)
_UNREADABLE = {errno.EACCES, errno.EPERM, errno.EIO}
_JUNCTION = 0xA0000003  # Windows' link to a folder, IO_REPARSE_TAG_MOUNT_POINT


class FolderSource(Source):
    """The files below one folder, in the order of their paths."""

    kind: Kind = "folder"
    container = None

    def __init__(self, root: Path, limits: Limits = LIMITS) -> None:
        self._root = root
        self._limits = limits
        self.name = root.name or root.resolve().name or str(root)
        self.entries, self.ignored = _walk(root, limits)
        if not self.entries:
            raise HoldsNothing(
                _("There is no file in this folder. Nothing was changed."),
                _("Use the folder that holds the unpacked export, or the ZIP itself."),
            )

    def open(self, entry: Entry) -> BinaryIO:
        """See `Source.open`. One file that may not be read does not keep the others from being read."""
        try:
            return open_regular(self._root / entry.path, entry.size)
        except UsageError as why:
            if isinstance(why.__cause__, OSError) and why.__cause__.errno in _UNREADABLE:
                raise Damaged("unreadable") from why
            raise

    def inner(self, entry: Entry) -> ZipSource:
        """The ZIP that is an entry of this folder. It owns its file."""
        stream = os.fdopen(_regular(self._root / entry.path), "rb")
        try:
            return ZipSource(stream, entry.name, container=self.name, limits=self._limits)
        except BaseException:
            stream.close()
            raise

    def locator(self) -> Locator | None:
        """See `Source.locator`."""
        return Locator(str(self._root.absolute()))


def _walk(root: Path, limits: Limits) -> tuple[list[Entry], list[Ignored]]:
    entries: list[Entry] = []
    ignored: list[Ignored] = []
    waiting = [""]
    total = 0
    while waiting:
        folder = waiting.pop()
        for piece in _listed(root / folder):
            path = f"{folder}{piece.name}"
            info = piece.stat(follow_symlinks=False)
            if stat.S_ISLNK(info.st_mode) or getattr(info, "st_reparse_tag", 0) == _JUNCTION:
                ignored.append(Ignored(path, info.st_size, "link"))
            elif stat.S_ISDIR(info.st_mode):
                waiting.append(f"{path}/")
                ignored.append(Ignored(f"{path}/", 0, "folder"))
            elif not stat.S_ISREG(info.st_mode):
                raise _refused(_("it holds a device or a pipe"))
            elif left_by_system(path):
                ignored.append(Ignored(path, info.st_size, "system"))
            else:
                entries.append(Entry(path, info.st_size))
                total += info.st_size
            if len(entries) + len(ignored) > limits.members:
                raise _refused(_("it holds more than {n} files").format(n=limits.members))
    if total > limits.total:
        raise _refused(_("it holds {size} GiB").format(size=total >> 30))
    return sorted(entries, key=_by_path), sorted(ignored, key=_by_path)


def _by_path(listed: Entry | Ignored) -> str:
    return listed.path


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as pieces:
            return list(pieces)
    except OSError as error:
        raise UsageError(
            _("A folder in it cannot be read: {reason}. Nothing was changed.").format(reason=error.strerror),
            _("Check that you may open every folder in it, then run the same command again."),
        ) from error


def open_regular(path: Path, size: int | None = None) -> BinaryIO:
    """A regular file, opened without following a link. With a `size`, a file that changed since then is `Damaged`."""
    return cast("BinaryIO", FileStream(_regular(path), size))


def _regular(path: Path) -> int:
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        raise UsageError(
            _("A file cannot be opened: {reason}. Nothing was changed.").format(reason=error.strerror),
            _("Check that it is still there and that you may read it, then run the same command again."),
        ) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _refused(_("it holds a device or a pipe"))
    return descriptor


class FileStream(Steps):
    """A file from its first byte on. One that is not as long as it was said to be is `Damaged` at its end."""

    def __init__(self, descriptor: int, size: int | None) -> None:
        self._file = open(descriptor, "rb", buffering=0)  # noqa: SIM115 - closed in close()
        self._size = size
        self._given = 0

    def _step(self, most: int) -> bytes:
        try:
            piece = self._file.read(most) or b""
        except OSError as error:
            raise Damaged("cut-short") from error
        self._given += len(piece)
        if not piece and self._size is not None and self._given != self._size:
            raise Damaged("size-mismatch")
        return piece

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        super().close()


def _refused(why: str) -> Refused:
    return Refused(
        _("This folder was not read: {why}. Nothing was changed.").format(why=why),
        _("Use the folder that holds the unpacked export and nothing else."),
    )
