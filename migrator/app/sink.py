"""A `Sink` that counts and hashes whatever goes into it, and lets no path out of its folder."""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, cast

import msgspec

from migrator.app import paths
from migrator.errors import MigratorError
from migrator.i18n import _

MANIFEST = "manifest.json"
MARK = ".migrate-is-writing-here"
_OURS = {paths.same_place(MANIFEST), paths.same_place(MARK)}


class FileEntry(msgspec.Struct, frozen=True):
    """One file of a bundle."""

    path: str
    size: int
    sha256: str


class HashingSink:
    """`adapter.Sink` that counts and hashes what it is given; `where` opens the place that takes the bytes."""

    def __init__(self, where: Callable[[str], contextlib.AbstractContextManager[BinaryIO]]) -> None:
        self._where = where
        self._places: set[str] = set()
        self.files: dict[str, FileEntry] = {}

    def write(self, path: str, data: bytes) -> None:
        """One whole file."""
        with self.open(path) as stream:
            stream.write(data)

    @contextlib.contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        """A file to stream into; kept only if the block ends without an error."""
        self._admit(path)
        try:
            with self._where(path) as raw:
                counted = _Counted(raw)
                yield cast("BinaryIO", counted)
        except BaseException:
            self._places.discard(paths.same_place(path))
            raise
        self.files[path] = FileEntry(path, counted.size, counted.digest.hexdigest())

    def _admit(self, path: str) -> None:
        place = paths.same_place(path)
        if not paths.is_safe(path) or place in _OURS or place in self._places:
            # The path may hold a title, so the message does not.
            raise MigratorError(
                _(
                    "The target asked to write a file outside of its folder, twice, or under an impossible name."
                ),
                _("Nothing was written. This is a fault of the target; please report it."),
            )
        self._places.add(place)


class _Counted(io.RawIOBase):
    """A stream that only takes bytes, and knows how many and which."""

    def __init__(self, raw: BinaryIO) -> None:
        super().__init__()
        self._raw = raw
        self.size = 0
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        view = memoryview(data).cast("B")
        self._raw.write(view)
        self.digest.update(view)
        self.size += len(view)
        return len(view)

    def tell(self) -> int:
        return self.size


def nowhere() -> HashingSink:
    """A sink for a trial run: hashes and keeps nothing."""

    @contextlib.contextmanager
    def drop(_path: str) -> Iterator[BinaryIO]:
        yield cast("BinaryIO", _Void())

    return HashingSink(drop)


class _Void(io.RawIOBase):
    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        return len(data)
