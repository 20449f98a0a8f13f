"""Getting the originals back out, byte for byte. What is damaged is left out and named; the rest is restored."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import BinaryIO

import msgspec

from migrator.errors import UsageError, VaultDamaged
from migrator.events import Finished, Problem, Progressed, Report, Started, quiet
from migrator.i18n import N_, _
from migrator.text import on_disk, storable
from migrator.vault import disk
from migrator.vault.handle import Vault
from migrator.vault.hashing import hashing
from migrator.vault.lacks import lacks
from migrator.vault.originals import BLOCK, Original, all_originals, open_original

RESTORING = N_("restoring")
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')  # what some file system refuses, or a path separator
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """One file that was written. `packed`: it is the ZIP that we made of loose files, not a file that existed before."""

    path: Path
    original: Original

    @property
    def packed(self) -> bool:
        """See the class."""
        return self.original.packed


@disk.guarded(disk.THE_VAULT)
def restore(
    vault: Vault, out: Path, report: Report = quiet, *, force: bool = False
) -> tuple[list[Restored], list[Problem]]:
    """Write every original into the folder `out`, which is made if need be; each is hash-checked before it gets its name.

    UsageError, before anything is written, if a file of that name is there and `force` is not given. Needs no lock.
    """
    originals = all_originals(vault)
    places = _places(originals, out)
    there = [path.name for path in places.values() if path.exists()]
    if there and not force:
        raise UsageError(
            _("{count} of the files to restore are in {out} already.").format(count=len(there), out=out),
            _("Name another folder with --out, or say --force to replace them. Nothing was written."),
        )
    with disk.guarded(str(out), ours=False):
        out.mkdir(parents=True, exist_ok=True)
    report(Started(phase=RESTORING, total=sum(original.size for original in originals)))
    done, restored, problems = 0, list[Restored](), list[Problem]()
    for original in originals:
        try:
            _write(vault, original, places[original.hex], report, done)
            restored.append(Restored(path=places[original.hex], original=original))
        except VaultDamaged as why:
            problems.append(
                Problem(
                    kind="original-damaged",
                    where=f"originals/{original.hex}.age",
                    what=why.message,
                    incomplete=True,
                )
            )
        done += original.size
    report(Finished(phase=RESTORING))
    return restored, [*problems, *lacks(vault)]


def _write(vault: Vault, original: Original, path: Path, report: Report, done: int) -> None:
    try:
        with (
            hashing() as digest,
            open_original(vault, original) as plain,
            disk.guarded(str(path), ours=False),
            disk.new_part(path) as part,
        ):
            out = disk.Whole(part)
            while block := _block(plain, original):
                digest.update(block)
                out.write(block)
                done += len(block)
                report(Progressed(phase=RESTORING, done=done))
            disk.sync(part)
            sha256 = digest.hexdigest()
        _check(original, sha256)
        with disk.guarded(str(path), ours=False):
            disk.part_of(path).replace(path)
            disk.sync_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            disk.part_of(path).unlink(missing_ok=True)
        raise


def _block(plain: BinaryIO, original: Original) -> bytes:
    with disk.guarded(f"originals/{original.hex}.age"):
        return plain.read(BLOCK)


def _check(original: Original, sha256: str) -> None:
    if sha256 != original.sha256:
        raise VaultDamaged(
            _("{name} is whole, but is not what was added.").format(name=f"originals/{original.hex}.age"),
            _("Restore it from a copy of the vault."),
        )


def _places(originals: list[Original], out: Path) -> dict[str, Path]:
    """A path for each original: its own name made fit for any file system, numbered if two are the same."""
    taken: set[str] = set()
    places: dict[str, Path] = {}
    for original in originals:
        name = _UNFIT.sub("_", storable(original.name)).strip(" .")[:120] or "original"
        if _RESERVED.fullmatch(name):
            name = f"_{name}"
        stem, dot, ending = name.rpartition(".")
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem or ending} ({number}){dot + ending if stem else ''}"
        taken.add(name.casefold())
        places[original.hex] = out / on_disk(name)
    return places
