"""How the vault touches the disk: whole or not at all, synced before it counts, in steps that have names.

A file is written beside its place as `<name>.part`, synced, renamed, and its folder synced. Every step is announced
through `step`, so that tests can stop the program at each of them. What the disk refuses comes out as one of our errors.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from migrator import stopping
from migrator.errors import MigratorError, NoSpace, UsageError, VaultDamaged
from migrator.i18n import N_, _

PART = ".part"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_UNKNOWN_HERE = {
    errno.EINVAL,
    errno.ENOTSUP,
    errno.ENOSYS,
}  # network and FAT file systems know no sync of a folder
_NO_PLACE = {errno.EEXIST, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EILSEQ}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


THE_VAULT = N_("the vault")


def _nothing(_name: str) -> None:
    """What happens at a step when nobody watches."""


watcher: Callable[[str], None] = _nothing  # tests put something here that stops the program at a step


def step(name: str) -> None:
    """A point at which the program may be stopped without loss."""
    watcher(name)


@contextlib.contextmanager
def guarded(what: str, *, ours: bool = True) -> Iterator[None]:
    """Turn what the disk refuses into our errors. `what` names the file or folder for the person, without titles.

    `ours`: it is of the vault, so that a disk that fails under it is damage to the vault. Also a decorator: every public
    function of the vault has one as its outermost, in case no closer guard knew better.
    """
    try:
        yield
    except OSError as why:
        raise explained(why, _(what), ours=ours) from why


def explained(why: OSError, what: str, *, ours: bool = True) -> MigratorError:
    """The error of our tree for an OSError about `what`."""
    reason = os.strerror(why.errno) if why.errno else type(why).__name__
    if why.errno in _FULL:
        return NoSpace(
            _("There is no room left on the disk for {what}.").format(what=what),
            _("Free some space and run it again; it goes on where it stopped. Your export was not touched."),
        )
    if why.errno in _FORBIDDEN:
        return MigratorError(
            _("{what} may not be read or written here ({reason}).").format(what=what, reason=reason),
            _("Check the permissions of the folder. Nothing that was there is changed."),
        )
    if ours and why.errno in {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP}:
        return VaultDamaged(
            _("{what} is missing, or something else stands in its place.").format(what=what),
            _("Bring it back from a copy of the vault. Everything else can still be read."),
        )
    if not ours and why.errno in _NO_PLACE:
        return UsageError(
            _("{what} is no place to write to ({reason}). Nothing was changed.").format(
                what=what, reason=reason
            ),
            _("Name another folder."),
        )
    if why.errno in {errno.EMFILE, errno.ENFILE}:
        return MigratorError(
            _("Too many files are open at once for {what} ({reason}).").format(what=what, reason=reason),
            _(
                "Close other programs, or raise the limit (`ulimit -n`), then run it again. Nothing is damaged."
            ),
        )
    kind = VaultDamaged if ours and why.errno == errno.EIO else MigratorError
    return kind(
        _("{what} could not be read or written ({reason}).").format(what=what, reason=reason),
        _("The disk may be failing: make a copy of the vault on another one, then run it again."),
    )


def new_part(path: Path) -> BinaryIO:
    """An empty `<path>.part` that only this user can read, unbuffered; a left-over one is replaced."""
    part = part_of(path)
    part.unlink(missing_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(part, flags, 0o600)
    owe(part)
    return os.fdopen(handle, "w+b", buffering=0)


_OWED: dict[Path, tuple[int, int]] = {}
_MANY = 256


def owe(part: Path) -> None:
    """Have `part` removed when the program ends and this very file still has that name: it is no whole one."""
    if not _OWED:
        stopping.owed(_remove_owed)
    elif len(_OWED) > _MANY:
        for name in [name for name in _OWED if not name.exists()]:
            del _OWED[name]
    with contextlib.suppress(OSError):
        seen = part.lstat()
        _OWED[part] = seen.st_dev, seen.st_ino


def _remove_owed() -> None:
    while _OWED:
        part, which = _OWED.popitem()
        with contextlib.suppress(OSError):
            seen = part.lstat()
            if (seen.st_dev, seen.st_ino) == which:
                part.unlink()


def part_of(path: Path) -> Path:
    """`<path>.part`."""
    return path.with_name(path.name + PART)


class Whole:
    """A file to write that takes all it is given: a raw file may take less than it was offered."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw

    def write(self, data: bytes, /) -> int:
        """All of `data`."""
        view = memoryview(data)
        while view:
            view = view[self._raw.write(view) :]
        return len(data)


def write_whole(path: Path, data: bytes, name: str) -> None:
    """Put `data` at `path`, all or nothing, on the disk when this returns. Steps: `<name>.written`, `.renamed`, `.synced`."""
    with guarded(path.name):
        with new_part(path) as part:
            Whole(part).write(data)
            sync(part)
        step(f"{name}.written")
        part_of(path).replace(path)
        step(f"{name}.renamed")
        sync_folder(path.parent)
        step(f"{name}.synced")


def sync(file: BinaryIO) -> None:
    """Have the file on the disk itself before going on."""
    file.flush()
    if sys.platform == "darwin":  # a plain fsync leaves it in the drive's cache there
        import fcntl

        with contextlib.suppress(OSError):  # network file systems refuse it; fsync below still holds
            fcntl.fcntl(file.fileno(), fcntl.F_FULLFSYNC)
    os.fsync(file.fileno())


def from_disk(path: Path) -> Path:
    """`path`; what the system holds of the file in memory is dropped, so that reading it asks the disk. Linux; else as is."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            held = os.open(path, os.O_RDONLY)
            try:
                os.posix_fadvise(held, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(held)
    return path


if sys.platform == "win32":

    def sync_folder(folder: Path) -> None:
        """Windows has the names in a folder on the disk by itself."""
        del folder

else:

    def sync_folder(folder: Path) -> None:
        """Have the names in the folder on the disk."""
        held = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(held)
        except OSError as why:
            if why.errno not in _UNKNOWN_HERE:
                raise
        finally:
            os.close(held)
