"""The originals: each export sealed once, byte for byte, as an ordinary age file, and read by random access.

`add` is safe against a stop at any point. In order: the bytes are sealed into `<hex>.age.part` while their SHA-256 is
taken; the part is synced; it is opened again, every byte is read back and hashed; the journal records name, size and
SHA-256; the part gets its name; the folder is synced. Only then does `add` return, and only from the sealed copy is
anything parsed. A stop before the record leaves nothing, a stop after it is finished by the next operation (`recover`).
The source is only ever read. Adding the same bytes again changes nothing; adding them when their sealed file was lost
or damaged brings it back.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

import msgspec

from migrator.errors import MigratorError, VaultDamaged, WrongSecret
from migrator.events import Finished, Progressed, Report, Started, quiet
from migrator.i18n import N_, _
from migrator.seal.age import open_sealed, sealing
from migrator.vault import disk
from migrator.vault.handle import Vault
from migrator.vault.hashing import Hashing, hashing
from migrator.vault.kinds import Import

BLOCK = 1 << 20
HASHING = N_("reading the export")
SEALING = N_("sealing")
CHECKING = N_("reading back")


class Original(msgspec.Struct, frozen=True, kw_only=True):
    """One sealed original. `hex` names its file; `packed` says that it is a ZIP that we made of loose files."""

    hex: str
    name: str
    size: int
    sha256: str
    added: dt.datetime | None = None
    packed: bool = False
    what: Literal["export", "memories"] = "export"


class Writable(Protocol):
    """What `Content` pours into."""

    def write(self, data: bytes, /) -> object:
        """Take all of `data`."""


class Content(Protocol):
    """Something to keep: it can be poured out more than once, the same bytes each time."""

    name: str
    packed: bool
    size: int | None  # None if it is not known before pouring

    def pour(self, into: Writable) -> None:
        """Write all bytes, in blocks."""


def all_originals(vault: Vault) -> list[Original]:
    """What the vault holds, oldest first, as the journal records it. Whether the files are right, `verify` tells."""
    return [
        Original(
            hex=key,
            name=record.name,
            size=record.size,
            sha256=record.sha256,
            added=record.at,
            packed=record.packed,
            what=record.what,
        )
        for key, record in vault.journal.all(Import).items()
    ]


@disk.guarded(disk.THE_VAULT)
def open_original(vault: Vault, original: Original) -> BinaryIO:
    """The plain bytes, seekable; nothing is written anywhere. VaultDamaged if the file is missing or not as sealed."""
    path = vault.layout.originals / f"{original.hex}.age"
    return open_file(vault, path.name, lambda: path.open("rb", buffering=0))


def open_file(vault: Vault, name: str, opened: Callable[[], BinaryIO]) -> BinaryIO:
    """A sealed file of this vault. A file that is sealed for another key is damage here, not a wrong secret.

    KeysChanged if the reason is that another program changed the keys meanwhile.
    """
    try:
        with disk.guarded(name):
            return open_sealed(opened(), vault.keys.identities, name=name)
    except WrongSecret:
        vault.check_keys()
        raise VaultDamaged(
            _("{name} is not sealed for this vault's key.").format(name=name),
            _(
                "If the key was changed meanwhile, open the vault again; else bring the file back from a copy."
            ),
        ) from None


@disk.guarded(disk.THE_VAULT)
def add(
    vault: Vault,
    content: Content,
    *,
    what: Literal["export", "memories"] = "export",
    report: Report = quiet,
) -> tuple[Original, bool]:
    """Seal `content`; the original, and whether it is new. Errors leave the vault as it was and never touch the source.

    Steps for tests: `original.sealed`, `.checked`, `.recorded`, `.renamed`, `.synced` (and those of the journal).
    """
    with vault.writing():
        known = {original.sha256: original for original in all_originals(vault)}
        if content.size is None or any(original.size == content.size for original in known.values()):
            same = known.get(_poured(content, None, report, HASHING).sha256)
            if same is not None and intact(vault, same, report):
                return same, False
        return _sealed(vault, content, what, known, report), True


def _sealed(
    vault: Vault,
    content: Content,
    what: Literal["export", "memories"],
    known: dict[str, Original],
    report: Report,
) -> Original:
    name = secrets.token_hex(16)
    path = vault.layout.originals / f"{name}.age"
    try:
        with disk.guarded("originals/"), disk.new_part(path) as part:
            with sealing(disk.Whole(part), vault.keys.recipients) as writer:
                sink = _poured(content, writer, report, SEALING)
            disk.sync(part)
        disk.step("original.sealed")
        _read_back(vault, path, sink, report)
        disk.step("original.checked")
    except BaseException:
        with contextlib.suppress(OSError):
            disk.part_of(path).unlink(missing_ok=True)
        raise
    original = Original(
        hex=name,
        name=content.name,
        size=sink.size,
        sha256=sink.sha256,
        added=dt.datetime.now(dt.UTC),
        packed=content.packed,
        what=what,
    )
    earlier = known.get(original.sha256)
    if earlier is None:
        _record(vault, original)
    place = (
        path if earlier is None else path.with_name(f"{earlier.hex}.age")
    )  # lost or damaged: its record stands
    with disk.guarded("originals/"):
        disk.part_of(path).replace(place)
        disk.step("original.renamed")
        disk.sync_folder(path.parent)
    disk.step("original.synced")
    return earlier or original


def _record(vault: Vault, original: Original) -> None:
    record = Import(
        name=original.name,
        size=original.size,
        sha256=original.sha256,
        packed=original.packed,
        what=original.what,
        at=original.added,
    )
    vault.journal.put({original.hex: record})
    disk.step("original.recorded")


class _Sink:
    """Takes what the source gives: counts, hashes, reports, and passes on. Its own disk errors are told from the source's."""

    def __init__(self, out: Writable | None, report: Report, phase: str, what: str, digest: Hashing) -> None:
        self._out, self._report, self._phase, self._what = out, report, phase, what
        self._digest = digest
        self.size = 0
        self.sha256 = ""  # once all of it was poured

    def write(self, data: bytes, /) -> int:
        self._digest.update(data)
        if self._out is not None:
            try:
                self._out.write(data)
            except OSError as why:
                raise disk.explained(why, self._what) from why
        self.size += len(data)
        self._report(Progressed(phase=self._phase, done=self.size))
        return len(data)


def _poured(content: Content, out: Writable | None, report: Report, phase: str) -> _Sink:
    report(Started(phase=phase, total=content.size))
    try:
        with hashing() as digest:
            sink = _Sink(out, report, phase, "originals/", digest)
            content.pour(sink)
            sink.sha256 = digest.hexdigest()
    except OSError as why:
        raise MigratorError(
            _("The export could not be read to its end ({why}).").format(why=os.strerror(why.errno or 0)),
            _(
                "It was not changed, and nothing of it was added. Check the disk it lies on, or download it again."
            ),
        ) from why
    report(Finished(phase=phase))
    return sink


def _read_back(vault: Vault, path: Path, sink: _Sink, report: Report) -> None:
    report(Started(phase=CHECKING, total=sink.size))
    part = disk.part_of(path)
    if read_hash(open_file(vault, part.name, lambda: part.open("rb", buffering=0)), report) != sink.sha256:
        raise VaultDamaged(
            _("What was written into the vault reads back differently."),
            _("The disk may be failing. Your export was not touched; use another disk for the vault."),
        )
    report(Finished(phase=CHECKING))


def read_hash(plain: BinaryIO, report: Report = quiet) -> str:
    """SHA-256 of everything in `plain`, which is closed."""
    done = 0
    with plain, disk.guarded("originals/"), hashing() as digest:
        while block := plain.read(BLOCK):
            digest.update(block)
            done += len(block)
            report(Progressed(phase=CHECKING, done=done))
        return digest.hexdigest()


def intact(vault: Vault, original: Original, report: Report = quiet) -> bool:
    """Whether the sealed file holds exactly what was added; reads all of it."""
    try:
        return read_hash(open_original(vault, original), report) == original.sha256
    except VaultDamaged:
        return False
