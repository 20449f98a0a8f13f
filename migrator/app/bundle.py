"""The folder that a conversion leaves behind: built aside, synced once, renamed into place.

A bundle holds the target's files, `IMPORT.md` and `manifest.json`, which names each file with its size and hash.
Nothing of the person's is overwritten: a folder that is there already stays, unless it is an equal bundle (then there
is nothing to do) or `--force` was given (then exactly what its own manifest names is replaced). Everything is
readable by its owner only, because a bundle is private chats in the open.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Self

import msgspec

from migrator import stopping
from migrator.app import paths
from migrator.app.open_files import OpenFiles
from migrator.app.sink import MANIFEST, MARK, FileEntry, HashingSink
from migrator.errors import OutputExists, UsageError
from migrator.i18n import N_, _
from migrator.text import from_disk, on_disk

STEPS = "IMPORT.md"
_BLOCK = 1 << 20


class Bundle:
    """A bundle on its way into being. Use as a context manager: what is not finished is taken away.

    `out` is where it shall stand; `<out>.part` is where it is built.
    """

    def __init__(self, out: Path, *, force: bool = False) -> None:
        with _placed(out):
            self.out = Path(os.path.abspath(out))  # noqa: PTH100 - resolve() would follow the person's links
        if not self.out.name:
            raise UsageError(
                _("“{path}” is the root of a disk; a bundle needs a folder of its own.").format(
                    path=self.out
                ),
                _("Choose another --out."),
            )
        self._part = self.out.with_name(self.out.name + ".part")
        self._aside = self.out.with_name(self.out.name + ".old")
        self._force = force
        self._made: set[str] = set()  # folders that are there
        self._mine = False  # whether `<out>.part` is this run's
        self._settled = _nothing  # says that nothing has to be cleared up any more
        self._lock: contextlib.ExitStack = contextlib.ExitStack()
        self._files = OpenFiles()
        self.sink = HashingSink(self._create)

    def check(self) -> None:
        """Fail before the long work if it is plain that its result could not be put in place."""
        with _placed(self.out):
            self._recover()
            if os.path.lexists(self.out) and not self._is_empty() and _named(self.out) is None:
                self._may_replace(None)
            if os.path.lexists(self._aside):
                raise _in_the_way(self._aside)

    def __enter__(self) -> Self:
        self.check()
        with _placed(self.out):
            self.out.parent.mkdir(parents=True, exist_ok=True)
            self._settled = stopping.owed(self._clear)
            with stopping.held():
                self._take_part()
        return self

    def __exit__(self, *_exc: object) -> None:
        with stopping.held():
            self._clear()
            self._settled()

    def _clear(self) -> None:
        """Take away what was built, if it is ours and unfinished."""
        self._lock.close()
        if self._mine and _is_own_folder(self._part):
            with contextlib.suppress(OSError):
                self._empty_part()
                (self._part / MARK).unlink(missing_ok=True)
                self._part.rmdir()
        self._mine = False

    def finish(self, manifest: bytes) -> bool:
        """Write `manifest` and put the bundle in its place. False if an equal bundle is there already."""
        if self._is_equal(manifest):
            return False
        old = _named(self.out)
        if os.path.lexists(self.out) and not self._is_empty():
            self._may_replace(old)
        with self._create(MANIFEST) as stream:
            stream.write(manifest)
        _sync(self._part)
        with stopping.held():
            self._lock.close()
            (self._part / MARK).unlink()
            if not os.path.lexists(self.out):
                self._part.rename(self.out)
            elif self._is_empty():
                self.out.rmdir()
                self._part.rename(self.out)
            else:
                self._replace(old)
            self._mine = False
            _sync_folder(self.out.parent)
            stopping.settled()
        return True

    # ------------------------------------------------------------------------------------- building

    def _take_part(self) -> None:
        try:
            self._part.mkdir(mode=0o700)
        except FileExistsError:
            # Anybody can guess this name: a link, or somebody else's folder, is none that an earlier run left.
            if not _is_own_folder(self._part) or (
                not _is_own_mark(self._part / MARK) and any(self._part.iterdir())
            ):
                raise _in_the_way(self._part) from None
            self._hold()
            self._mine = True
            self._empty_part()  # an earlier run was cut off here
            self._part.chmod(0o700)
        else:
            self._mine = True
            self._hold()

    def _empty_part(self) -> None:
        """Take away all but the mark: stopped in the middle of this, the folder still says whose it is."""
        for left in self._part.iterdir():
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
            elif left.name != MARK:
                left.unlink()

    def _hold(self) -> None:
        """Keep a second run out of the same place, where the system knows locks."""
        handle = os.open(
            self._part / MARK,
            os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0),
            0o600,
        )
        self._lock.callback(os.close, handle)
        try:
            import fcntl
        except ImportError:
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise UsageError(
                _("Another run is writing to “{folder}” right now.").format(folder=self.out),
                _("Wait for it, or choose another --out."),
            ) from None

    @contextlib.contextmanager
    def _create(self, path: str) -> Iterator[BinaryIO]:
        place = os.path.join(self._part, *on_disk(path).split("/"))  # noqa: PTH118 - a Path for each of many files stays in memory
        self._make_folder(os.path.dirname(place))  # noqa: PTH120
        with self._files.create(place) as stream:
            yield stream

    def _make_folder(self, folder: str) -> None:
        if folder not in self._made:
            _private(Path(folder))
            self._made.add(folder)

    # ------------------------------------------------------------------------- what is there already

    def _is_empty(self) -> bool:
        return self.out.is_dir() and not self.out.is_symlink() and not any(self.out.iterdir())

    def _is_equal(self, manifest: bytes) -> bool:
        try:
            if (self.out / MANIFEST).read_bytes() != manifest:
                return False
            return all(_matches(self.out, entry) for entry in self.sink.files.values())
        except OSError:
            return False

    def _may_replace(self, old: set[str] | None) -> None:
        if not self._force:
            raise OutputExists(
                _("“{folder}” exists already; nothing in it was changed.").format(folder=self.out),
                _("Choose another --out, or let --force replace what an earlier run wrote there.")
                if old is not None
                else _("Choose another --out."),
            )
        if old is None:
            raise UsageError(
                _("“{folder}” was not made by this program, so --force does not touch it.").format(
                    folder=self.out
                ),
                _("Choose another --out."),
            )

    def _replace(self, old: set[str] | None) -> None:
        """Put the new bundle where the old one is; what the old manifest does not name moves along untouched."""
        own = [path for path in _files(self.out) if path != MANIFEST and path not in (old or ())]
        taken = {paths.same_place(path) for path in [*self.sink.files, MANIFEST]}
        if any(paths.same_place(path) in taken for path in own):
            raise UsageError(
                _("“{folder}” holds files of yours where new ones would go; nothing was changed.").format(
                    folder=self.out
                ),
                _("Choose another --out."),
            )
        self.out.rename(self._aside)
        self._part.rename(self.out)
        self._settle()

    def _settle(self) -> None:
        """Bring files of the person's over from the old folder, then take away what its manifest names."""
        named = _named(self._aside)
        if named is None:
            return
        for path in _files(self._aside):
            if path != MANIFEST and path not in named:
                place = _below(self.out, path)
                _private(place.parent)
                _below(self._aside, path).rename(place)
        for path in [
            *sorted(named),
            MANIFEST,
        ]:  # the manifest last: with it gone, nobody would know what is ours
            _below(self._aside, path).unlink(missing_ok=True)
        for folder, _folders, _files_in in os.walk(self._aside, topdown=False):
            Path(folder).rmdir()

    def _recover(self) -> None:
        """Take up what a run left that was cut off while it replaced an old bundle."""
        if _named(self._aside) is None:
            return
        if os.path.lexists(self.out):
            self._settle()
        else:
            self._aside.rename(self.out)


_NO_PLACE = {
    errno.EEXIST: N_("a file stands where a folder is needed"),
    errno.ENOTDIR: N_("a file stands where a folder is needed"),
    errno.ENAMETOOLONG: N_("the name is longer than this disk can hold"),
    errno.ENOENT: N_("the folder that you are in is no longer there"),
    errno.EINVAL: N_("this disk does not take that name"),
    errno.EILSEQ: N_("this disk does not take that name"),
    errno.ELOOP: N_("its links lead round in a circle"),
    errno.EACCES: N_("you may not write there"),
    errno.EPERM: N_("you may not write there"),
    errno.EROFS: N_("that disk cannot be written to"),
}


@contextlib.contextmanager
def _placed(out: Path) -> Iterator[None]:
    """UsageError, with the reason, for a place in which nothing can be written."""
    try:
        yield
    except OSError as why:
        if why.errno not in _NO_PLACE:
            raise
        raise UsageError(
            _("Nothing can be written to “{folder}”: {reason}. Nothing was changed.").format(
                folder=out, reason=_(_NO_PLACE[why.errno])
            ),
            _("Choose another --out."),
        ) from None


def _nothing() -> None:
    """There is nothing to clear up yet."""


def _is_own_folder(path: Path) -> bool:
    """Whether `path` is a real folder of this user's, and no link to one."""
    return _is_own(path, stat.S_ISDIR)


def _is_own_mark(path: Path) -> bool:
    return _is_own(path, stat.S_ISREG)


def _is_own(path: Path, kind: Callable[[int], bool]) -> bool:
    try:
        seen = path.lstat()
    except OSError:
        return False
    return kind(seen.st_mode) and (not hasattr(os, "getuid") or seen.st_uid == os.getuid())


def _in_the_way(folder: Path) -> UsageError:
    return UsageError(
        _("“{folder}” is in the way, and it was not made by an earlier run.").format(folder=folder),
        _("Move it away, or choose another --out."),
    )


class _Old(msgspec.Struct):
    """What makes a `manifest.json` one of ours."""

    schema: int
    target: str
    files: list[FileEntry]


def _named(folder: Path) -> set[str] | None:
    """The paths that the manifest in `folder` names; None if there is none that could be ours."""
    if folder.is_symlink() or not folder.is_dir():
        return None
    try:
        old = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=_Old)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    named = {entry.path for entry in old.files}
    return named if all(map(paths.is_safe, named)) else None


def _private(folder: Path) -> None:
    """Make `folder` and what is missing above it, each for its owner only (`parents=True` would not)."""
    if not folder.is_dir():
        _private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _below(folder: Path, path: str) -> Path:
    return folder.joinpath(*on_disk(path).split("/"))


def _matches(folder: Path, entry: FileEntry) -> bool:
    digest = hashlib.sha256()
    with _below(folder, entry.path).open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest() == entry.sha256


def _files(folder: Path) -> list[str]:
    """Everything in `folder` that is not a folder, links among it, never followed."""
    found: list[str] = []
    for where, folders, files in os.walk(folder):
        here = Path(where)
        links = [name for name in folders if (here / name).is_symlink()]
        found += [from_disk((here / name).relative_to(folder).as_posix()) for name in [*files, *links]]
    return found


def _sync(folder: Path) -> None:
    """Everything below `folder` on the disk: one call where the system has it, else file by file."""
    if hasattr(os, "sync"):
        os.sync()
        return
    for path in _files(folder):
        handle = os.open(_below(folder, path), os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
