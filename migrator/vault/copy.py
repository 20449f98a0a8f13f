"""A copy of the vault elsewhere: everything but the index, which can be made again, each file checked by its hash.

An older copy of the same vault is brought up to date: files that are equal stay, what the vault no longer holds goes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import msgspec

from migrator.errors import NoVault, UsageError, VaultDamaged
from migrator.events import Finished, Progressed, Report, Started, quiet
from migrator.i18n import N_, _
from migrator.vault import disk, layout
from migrator.vault.disks import same_disk
from migrator.vault.handle import Vault
from migrator.vault.kinds import Copied
from migrator.vault.layout import Layout
from migrator.vault.originals import BLOCK, all_originals

COPYING = N_("copying")
# Original files first and vault.json last: a folder without it is no vault, so that a copy that stopped is not taken for one.
_ORDER = ("originals", "parts", "journal", "keys")


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """What was copied. `same_device`: it lies on the same disk, which does not protect against the loss of that disk."""

    folder: Path
    files: int
    size: int
    same_device: bool


@disk.guarded(disk.THE_VAULT)
def copy(vault: Vault, to: Path, report: Report = quiet) -> Copy:
    """Copy the vault into the folder `to`, which is new, empty, or an older copy of this vault; and record that.

    UsageError if something else is there or the folder lies inside the vault. Stopped anywhere, it goes on when it is
    run again. The copy opens with the same passphrase and recovery code. Holds the vault's lock.
    """
    target = Layout(to)
    layout.refuse_links(target)
    _check_target(vault, target)
    with vault.writing():
        files, size = copy_files(vault.layout, target, report)
        same = same_disk(to, vault.folder)
        now = dt.datetime.now(dt.UTC)
        held = {original.hex: original.sha256 for original in all_originals(vault)}
        record = Copied(where=str(to.resolve()), same_device=same, originals=held, at=now)
        vault.journal.put({now.isoformat(): record})
    return Copy(folder=to, files=files, size=size, same_device=same)


def copy_files(source: Layout, target: Layout, report: Report, *, marker: bool = True) -> tuple[int, int]:
    """Copy every file but the index, each hash-checked; how many there are, and their size in bytes.

    vault.json comes last, or not at all without `marker`. The caller holds the lock.
    """
    files = _files(source, marker=marker)
    with disk.guarded(str(source.folder)):
        sizes = [path.stat().st_size for path in files]
    report(Started(phase=COPYING, total=sum(sizes)))
    target.make()
    done = 0
    for path, size in zip(files, sizes, strict=True):
        if path == source.marker:
            _remove_stale(source, target)
        _copy_file(path, target.folder / path.relative_to(source.folder))
        done += size
        report(Progressed(phase=COPYING, done=done))
    report(Finished(phase=COPYING))
    return len(files), sum(sizes)


def _check_target(vault: Vault, target: Layout) -> None:
    to = target.folder.resolve()
    if to == vault.folder.resolve() or vault.folder.resolve() in to.parents:
        raise UsageError(
            _("{folder} is inside the vault itself.").format(folder=target.folder),
            _("Name a folder elsewhere, best on another disk."),
        )
    if not target.folder.exists():
        return
    with disk.guarded(str(target.folder)):
        names = {path.name for path in target.folder.iterdir()}
    try:
        if names and layout.find(target.folder).folder and layout.read_marker(target).id == vault.id:
            return
    except NoVault:
        if names <= set(_ORDER) | {"README.txt", "lock"}:  # a copy that stopped before its last file
            return
    except VaultDamaged:
        if {"keys", "originals"} <= names:
            return
    if names:
        raise UsageError(
            _("{folder} is not empty and is not a copy of this vault.").format(folder=target.folder),
            _("Name a new folder. Nothing was written."),
        )


def _files(source: Layout, *, marker: bool) -> list[Path]:
    with disk.guarded(str(source.folder)):
        found = [path for name in _ORDER for path in sorted((source.folder / name).glob("*.age"))]
        return [
            *found,
            *([source.readme] if source.readme.exists() else []),
            *([source.marker] if marker else []),
        ]


def _remove_stale(source: Layout, target: Layout) -> None:
    with disk.guarded(str(target.folder)):
        for name in _ORDER:
            for path in (target.folder / name).iterdir():
                if not (source.folder / name / path.name).exists():
                    path.unlink()


def _copy_file(source: Path, to: Path) -> None:
    with disk.guarded(source.name), source.open("rb", buffering=0) as file:
        wanted = _hash(source)
        if to.exists() and _hash(to) == wanted:
            return
        with disk.new_part(to) as part:
            out = disk.Whole(part)
            while block := file.read(BLOCK):
                out.write(block)
            disk.sync(part)
    disk.step("copy.written")
    if _hash(disk.part_of(to)) != wanted:
        disk.part_of(to).unlink(missing_ok=True)
        raise VaultDamaged(
            _("{name} reads back differently from the copy.").format(name=source.name),
            _("The disk of the copy may be failing; use another one. The vault itself is as it was."),
        )
    with disk.guarded(to.name):
        disk.part_of(to).replace(to)
        disk.sync_folder(to.parent)
    disk.step("copy.renamed")


def _hash(path: Path) -> str:
    with disk.guarded(path.name), path.open("rb", buffering=0) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
