"""Where an export is written: a ZIP with fixed dates, or a folder. Streaming, one file at a time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Protocol

EPOCH = (1980, 1, 1, 0, 0, 0)
_PACKED = {"json", "html", "csv", "txt", "md"}


class Tap:
    """A file being written; `size` counts its bytes."""

    __slots__ = ("_out", "size")

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.size = 0

    def write(self, data: bytes) -> None:
        """Write all of `data`."""
        self._out.write(data)
        self.size += len(data)


class Outlet(Protocol):
    """A place for files. `sizes` holds what was written so far, in order."""

    sizes: dict[str, int]

    def file(self, name: str) -> AbstractContextManager[Tap]:
        """A file to write into."""

    def put(self, name: str, data: bytes) -> None:
        """One whole file."""


class ZipOutlet:
    """A ZIP. Text is deflated, everything else stored; all entries are dated 1980 and stand below `prefix`.

    A `large` one is packed quickly rather than tightly, and may hold files beyond 4 GiB.
    """

    def __init__(self, target: Path | IO[bytes], prefix: str = "", *, large: bool = False) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1 if large else 6)
        self._prefix = prefix
        self._large = large
        self.sizes: dict[str, int] = {}

    @contextmanager
    def file(self, name: str) -> Iterator[Tap]:
        """A file to write into."""
        with self.raw(name, packed=_packs(name)) as out:
            tap = Tap(out)
            yield tap
        self.sizes[name] = tap.size

    @contextmanager
    def raw(self, name: str, *, packed: bool) -> Iterator[IO[bytes]]:
        """A file to write into, as the plain stream that `zipfile` gives; `packed` deflates it."""
        # Given a name alone, `zipfile` packs at the level of the archive, and dates the entry 1980 by itself.
        entry = self._prefix + name if packed else self._entry(name)
        with self._zip.open(entry, "w", force_zip64=self._large) as out:
            yield out
        self._same_everywhere(self._prefix + name)

    def put(self, name: str, data: bytes) -> None:
        """One whole file."""
        with self.file(name) as tap:
            tap.write(data)

    def stray(self, path: str, data: bytes) -> None:
        """A file that does not belong to the export, outside the prefix."""
        self._zip.writestr(zipfile.ZipInfo(path, EPOCH), data)
        self._same_everywhere(path)

    def close(self) -> None:
        """Write the ZIP's directory."""
        self._zip.close()

    def _entry(self, name: str) -> zipfile.ZipInfo:
        return zipfile.ZipInfo(self._prefix + name, EPOCH)

    def _same_everywhere(self, path: str) -> None:
        """What would tell on which system the ZIP was written."""
        entry = self._zip.getinfo(path)
        entry.create_system = 3
        entry.external_attr = 0o100600 << 16


def _packs(name: str) -> bool:
    return name.rsplit(".", 1)[-1].lower() in _PACKED


class FolderOutlet:
    """A folder, made if it is not there."""

    def __init__(self, target: Path, prefix: str = "") -> None:
        self._root = target
        self._target = target / prefix
        self._target.mkdir(parents=True, exist_ok=True)
        self.sizes: dict[str, int] = {}

    @contextmanager
    def file(self, name: str) -> Iterator[Tap]:
        """A file to write into."""
        path = self._target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            tap = Tap(out)
            yield tap
        self.sizes[name] = tap.size

    @contextmanager
    def raw(self, name: str, *, packed: bool) -> Iterator[IO[bytes]]:
        """A file to write into, as a plain stream; a folder packs nothing."""
        del packed
        path = self._target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            yield out

    def put(self, name: str, data: bytes) -> None:
        """One whole file."""
        with self.file(name) as tap:
            tap.write(data)

    def stray(self, path: str, data: bytes) -> None:
        """A file that does not belong to the export, outside the prefix."""
        place = self._root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
