"""Finishing what was interrupted. Called each time the lock is taken; costs four folder listings if all is well.

A half-written file is `<name>.part`. An original whose import the journal records was complete, synced and read back
before the record was written: it is checked once more and gets its name. Every other part was never acknowledged to
anyone and is removed; its source is still where it was.
"""

from __future__ import annotations

import hashlib

from migrator.errors import VaultDamaged, WrongSecret
from migrator.seal.age import open_sealed
from migrator.vault import disk
from migrator.vault.journal import Journal
from migrator.vault.keytext import KeyText
from migrator.vault.kinds import Import
from migrator.vault.layout import FOLDERS, Layout

_BLOCK = 1 << 20


def tidy(layout: Layout, keys: KeyText, journal: Journal) -> None:
    """Finish or clear away what a crash left. The caller holds the lock."""
    with disk.guarded(str(layout.folder)):
        for folder in (layout.folder, *(layout.folder / name for name in FOLDERS)):
            left = (
                [path for path in folder.iterdir() if path.name.endswith(disk.PART)]
                if folder.is_dir()
                else []
            )
            for part in left:
                whole = part.with_name(part.name.removesuffix(disk.PART))
                record = journal.get(Import, whole.stem) if folder == layout.originals else None
                disk.step("tidy")
                if (
                    record is not None
                    and not whole.exists()
                    and _holds(layout, keys, part.name, record.sha256)
                ):
                    part.replace(whole)
                else:
                    part.unlink()
            if left:
                disk.sync_folder(folder)


def _holds(layout: Layout, keys: KeyText, name: str, sha256: str) -> bool:
    digest = hashlib.sha256()
    try:
        with open_sealed((layout.originals / name).open("rb"), keys.identities, name=name) as plain:
            while block := plain.read(_BLOCK):
                digest.update(block)
    except (VaultDamaged, WrongSecret):
        return False
    return digest.hexdigest() == sha256
