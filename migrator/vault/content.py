"""What can be added: a file as it is, bytes, a spool, or loose files and folders packed into one stored ZIP.

Packing is the same every time: files only, in the order of their names, uncompressed, dated 1980-01-01, so that adding
the same files twice is adding them once. Links are not followed and nothing outside the named paths is read.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from migrator.errors import UsageError
from migrator.i18n import _
from migrator.seal.spool import Spool
from migrator.source.folder import open_regular
from migrator.source.kinds import is_zip
from migrator.text import storable
from migrator.vault.originals import BLOCK, Content, Writable


class FileContent:
    """One file, byte for byte."""

    packed = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = storable(path.name)
        self.size: int | None = path.stat().st_size

    def pour(self, into: Writable) -> None:
        """Write all bytes, in blocks."""
        with self._path.open("rb", buffering=0) as file:
            while block := file.read(BLOCK):
                into.write(block)


class BytesContent:
    """Bytes from elsewhere, such as a list that a person copied by hand."""

    packed = False

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self._data = data
        self.size: int | None = len(data)

    def pour(self, into: Writable) -> None:
        """Write all bytes."""
        into.write(self._data)


class SpoolContent:
    """What came through standard input."""

    packed = False

    def __init__(self, name: str, spool: Spool) -> None:
        self.name = name
        self._spool = spool
        self.size: int | None = spool.size

    def pour(self, into: Writable) -> None:
        """Write all bytes, in blocks."""
        with self._spool.reader() as plain:
            while block := plain.read(BLOCK):
                into.write(block)


class PackedContent:
    """Several files as one stored ZIP: `files` maps the name inside to where it lies."""

    packed = True

    def __init__(self, name: str, files: Mapping[str, Path]) -> None:
        self.name = storable(name)
        self._files = sorted((storable(inside), path) for inside, path in files.items())
        self.size: int | None = None

    def pour(self, into: Writable) -> None:
        """Write the ZIP, in blocks."""
        with zipfile.ZipFile(_Forward(into), "w", zipfile.ZIP_STORED) as out:  # type: ignore[call-overload]
            for inside, path in self._files:
                with open_regular(path) as file:  # never through a link that has taken its place
                    _pack(out, inside, file, path.stat().st_size)


class PackedSpool:
    """One file that came through standard input and is no ZIP, as a stored ZIP."""

    packed = True

    def __init__(self, name: str, inside: str, spool: Spool) -> None:
        self.name = name
        self._inside = inside
        self._spool = spool
        self.size: int | None = None

    def pour(self, into: Writable) -> None:
        """Write the ZIP, in blocks."""
        with (
            zipfile.ZipFile(_Forward(into), "w", zipfile.ZIP_STORED) as out,  # type: ignore[call-overload]
            self._spool.reader() as plain,
        ):
            _pack(out, self._inside, plain, self._spool.size)


def _pack(out: zipfile.ZipFile, inside: str, file: BinaryIO, size: int) -> None:
    head = zipfile.ZipInfo(inside, (1980, 1, 1, 0, 0, 0))
    head.create_system = 3
    head.external_attr = 0o100600 << 16
    head.file_size = size
    with out.open(head, "w", force_zip64=size > 1 << 30) as to:
        while block := file.read(BLOCK):
            to.write(block)


class _Forward:
    """A file that only goes forward: ZipFile then writes sizes behind the data and never seeks."""

    def __init__(self, out: Writable) -> None:
        self._out = out

    def write(self, data: bytes, /) -> int:
        self._out.write(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing to do."""


def content_of(path: Path) -> Content:
    """How to keep what lies at `path`: a ZIP as it is; a folder or any other file packed. UsageError if it cannot be read."""
    try:
        if path.is_dir():
            files = {file.relative_to(path).as_posix(): file for file in _files_below(path)}
            return PackedContent(f"{path.resolve().name}.zip", files)
        with open_regular(path.resolve()) as file:
            whole = is_zip(file.read(64), path.name)
        return FileContent(path) if whole else PackedContent(f"{path.stem}.zip", {path.name: path})
    except OSError as why:
        raise UsageError(
            _("{path} cannot be read ({why}).").format(path=path.name, why=os.strerror(why.errno or 0)),
            _("Check its name, and whether you may read it. Nothing was changed."),
        ) from why


def _files_below(folder: Path) -> list[Path]:
    found = []
    for here, _folders, files in os.walk(folder, followlinks=False):
        for name in files:
            path = Path(here) / name
            if path.is_file() and not path.is_symlink():
                found.append(path)
    return found
