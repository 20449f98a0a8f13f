"""Destroying a vault: the keys first, since without them the rest is noise; then everything else that is ours.

Overwriting cannot be relied on (flash memory, journaling and copying file systems, backups); destroying the keys can,
as far as no copy of a slot is left anywhere. What the program did not put into the folder stays where it is.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

import msgspec

from migrator.errors import ConditionNotMet, MigratorError, VaultDamaged
from migrator.i18n import _
from migrator.vault import device, disk, layout, lock, slots
from migrator.vault.layout import FOLDERS, Layout


class Forgotten(msgspec.Struct, frozen=True):
    """What was done. `left`: names in the folder that are not ours and were left; `keyring`: entries that stayed."""

    slots: int
    files: int
    left: tuple[str, ...]
    keyring: int


@disk.guarded(disk.THE_VAULT)
def forget(folder: Path, confirmed: str) -> Forgotten:
    """Destroy the vault in `folder`. No secret is needed: it may be the lost one that is the reason.

    `confirmed` is what the person typed: the first eight characters of the vault's id, or ConditionNotMet. Stopped on
    the way it is destroyed all the same, since the slots go first; running it again removes the rest.
    """
    at = Layout(folder)
    layout.refuse_links(at)
    vault = _vault_id(at)
    if confirmed.strip().lower() != vault[:8]:
        raise ConditionNotMet(
            _("To destroy this vault, type the first eight characters of its id: {id}.").format(id=vault[:8]),
            _("Nothing was changed. A copy elsewhere stays as it is and can be opened."),
        )
    with disk.guarded(str(folder)), lock.held(at.lock):
        names = at.slots() if at.keys.is_dir() else []
        kept = 0
        for name in names:
            if name.startswith(slots.DEVICE) and not device.delete(vault, name):
                kept += 1
            _overwrite(at.slot(name))
        if at.keys.is_dir():
            disk.sync_folder(at.keys)
        disk.step("forget.keys")
        files = _remove_rest(at)
    with contextlib.suppress(OSError):
        at.lock.unlink()
        folder.rmdir()
    left = tuple(sorted(path.name for path in folder.iterdir())) if folder.exists() else ()
    return Forgotten(len(names), files, left, kept)


def _vault_id(at: Layout) -> str:
    try:
        layout.find(at.folder)
        return layout.read_marker(at).id
    except VaultDamaged as why:
        raise MigratorError(
            why.message,
            _(
                "Open it once, which mends that; if nothing opens it any more, delete its folder, its keys first."
            ),
        ) from None


def _overwrite(path: Path) -> None:
    """Overwrite once, which helps on old disks and does no harm on others, then remove."""
    with path.open("r+b", buffering=0) as file:
        file.write(os.urandom(path.stat().st_size))
        disk.sync(file)
    path.unlink()


def _remove_rest(at: Layout) -> int:
    files = 0
    for name in FOLDERS:
        if (at.folder / name).is_dir():
            files += sum(1 for _path in (at.folder / name).iterdir())
            shutil.rmtree(at.folder / name)
    ours = [
        at.readme,
        at.state,
        *(at.index.with_name(at.index.name + ending) for ending in ("", "-wal", "-shm")),
        at.marker,
    ]
    for path in ours:
        if path.exists():
            path.unlink()
            files += 1
    return files
