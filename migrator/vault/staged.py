"""Putting a whole new set of files in the place of an old one, for a copy whose keys are others now.

The new set is made in `copy.new` inside the copy's folder, while the old one stays as it is and opens as before. When it
is whole, a mark is written; from then on the change is only renames, and whoever comes next finishes them: a copy is the
old set or the new one, never a mixture that no secret opens.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from migrator.vault import disk, lock

FOLDERS = ("originals", "parts", "journal", "keys")
_FILES = ("README.txt", "state.age", "vault.json")
NEW, OLD = "copy.new", "copy.old"
_WHOLE = "whole"


def place(folder: Path) -> Path:
    """Where the new set is made."""
    return folder / NEW


def commit(folder: Path) -> None:
    """The new set is whole and on the disk: it takes the place of the old one. The caller holds the copy's lock."""
    disk.write_whole(place(folder) / _WHOLE, b"", "staged")
    _renamed(folder)


def give_up(folder: Path) -> None:
    """Remove a new set that was not finished."""
    shutil.rmtree(place(folder), ignore_errors=True)


def finish(folder: Path) -> None:
    """Finish what `commit` began, if it was stopped. Takes the lock; cheap if there is nothing to do."""
    if (place(folder) / _WHOLE).exists():
        with lock.held(folder / "lock"):
            _renamed(folder)


@disk.guarded(disk.THE_VAULT)
def _renamed(folder: Path) -> None:
    new, old = place(folder), folder / OLD
    if not (new / _WHOLE).exists():
        return
    old.mkdir(mode=0o700, exist_ok=True)
    for name in FOLDERS:
        if not (new / name).exists():
            continue  # it is in its place already
        if (folder / name).exists():
            shutil.rmtree(old / name, ignore_errors=True)
            (folder / name).rename(old / name)
            disk.step("staged.old")
        (new / name).rename(folder / name)
        disk.step("staged.new")
    for name in _FILES:
        if (new / name).exists():
            (new / name).replace(folder / name)
            disk.step("staged.file")
    for ending in ("", "-wal", "-shm"):  # an index under the old keys shows nothing that cannot be made again
        (folder / f"index.db{ending}").unlink(missing_ok=True)
    disk.sync_folder(folder)
    disk.step("staged.synced")
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(new, ignore_errors=True)
    disk.sync_folder(folder)
