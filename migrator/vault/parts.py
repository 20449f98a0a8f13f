"""Parts: inner ZIPs that stood deflated in their container, sealed again on their own so that they can be read by seeking.

They are derived and may be removed at any time. A part's name follows from the original's secret hash and the member's
path, so that it needs no record, says nothing to an outsider, and stays the same when the key changes. The same name, and
the size of what comes before it, stand at the end of what is sealed: a part in the place of another one is not believed.
One that is not as it was sealed is thrown away and made anew, also if that comes out in the middle of reading.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from migrator.errors import VaultDamaged
from migrator.events import Problem
from migrator.i18n import _
from migrator.seal.age import sealing
from migrator.seal.spool import Spool
from migrator.seal.stream import Writable
from migrator.vault import disk
from migrator.vault.handle import Vault
from migrator.vault.originals import BLOCK, Original, open_file

_NAME = 32  # hexadecimal digits
_END = _NAME + 16  # bytes behind the part itself: its name and its size in hexadecimal digits

Fill = Callable[[Writable], None]


@disk.guarded(disk.THE_VAULT)
def open_part(vault: Vault, original: Original, member: str, fill: Fill) -> BinaryIO:
    """The plain bytes of the part for `member` (a path inside the original), seekable.

    If it is not there or not as it was sealed, `fill` is called to write it anew; that takes the vault's lock. On a
    medium that cannot be written it is held in a spool instead.
    """
    name = _name(original, member)
    if vault.read_only:
        with contextlib.suppress(VaultDamaged):
            return io.BufferedReader(_Part(vault, name, None))
        spool = Spool()
        fill(spool)
        return spool.reader()
    return io.BufferedReader(_Part(vault, name, fill), BLOCK)


@disk.guarded(disk.THE_VAULT)
def check(vault: Vault) -> list[Problem]:
    """Read every part; those that are not as they were sealed are named, and removed if the vault can be written."""
    found = []
    for path in sorted(vault.layout.parts.glob("*.age")):
        try:
            part = _Part(vault, path.stem, None)
            with part:
                while part.read(BLOCK):
                    pass
        except VaultDamaged:
            what = _(
                "This piece, a copy made for speed, is not as it was sealed. It is thrown away and made anew."
            )
            found.append(Problem(kind="part-damaged", where=f"parts/{path.name}", what=what))
            if not vault.read_only:
                with disk.guarded("parts/"):
                    path.unlink(missing_ok=True)
    return found


class _Part(io.RawIOBase):
    """A part without its end. What turns out to be damaged is made anew, once, and reading goes on."""

    def __init__(self, vault: Vault, name: str, fill: Fill | None) -> None:
        self._vault = vault
        self._path = vault.layout.parts / f"{name}.age"
        self._fill = fill
        self._at = 0
        try:
            self._plain, self._size = self._opened()
        except VaultDamaged:
            self._again()

    def _opened(self) -> tuple[BinaryIO, int]:
        plain = open_file(self._vault, self._path.name, lambda: self._path.open("rb", buffering=0))
        try:
            size = plain.seek(0, io.SEEK_END) - _END
            plain.seek(max(size, 0))
            if plain.read(_END) != _end(self._path.stem, size):
                raise VaultDamaged(  # noqa: TRY301
                    _("{name} is another part than its name says.").format(name=self._path.name)
                )
        except BaseException:
            plain.close()
            raise
        return plain, size

    def _again(self) -> None:
        fill, self._fill = self._fill, None
        if fill is None:
            raise VaultDamaged(
                _("{name} is missing or not as it was sealed.").format(name=self._path.name),
                _("It is made anew when it is next needed."),
            )
        with self._vault.writing(), disk.guarded("parts/"):
            _write(self._vault, self._path, fill)
        self._plain, self._size = self._opened()

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go there."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("before the beginning")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        """Where it is."""
        return self._at

    def readinto(self, into: memoryview, /) -> int:  # type: ignore[override]
        """The next bytes."""
        try:
            data = self._read(len(into))
        except VaultDamaged:
            self._plain.close()
            self._again()
            data = self._read(len(into))
        into[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _read(self, count: int) -> bytes:
        self._plain.seek(self._at)
        return self._plain.read(max(0, min(count, self._size - self._at)))

    def close(self) -> None:
        """Close the file below."""
        if not self.closed and hasattr(self, "_plain"):
            self._plain.close()
        super().close()


class _Counted:
    """Counts what goes through."""

    def __init__(self, out: Writable) -> None:
        self._out = out
        self.size = 0

    def write(self, data: bytes, /) -> int:
        self._out.write(data)
        self.size += len(data)
        return len(data)


def _write(vault: Vault, path: Path, fill: Fill) -> None:
    with disk.new_part(path) as part:
        with sealing(disk.Whole(part), vault.keys.recipients) as writer:
            counted = _Counted(writer)
            fill(counted)
            writer.write(_end(path.stem, counted.size))
        disk.sync(part)
    disk.step("part.sealed")
    disk.part_of(path).replace(path)
    disk.sync_folder(path.parent)


def _end(name: str, size: int) -> bytes:
    return f"{name}{max(size, 0):016x}".encode("ascii")


def _name(original: Original, member: str) -> str:
    return hmac.digest(
        bytes.fromhex(original.sha256), member.encode("utf-8", "surrogatepass"), hashlib.sha256
    ).hex()[:_NAME]
