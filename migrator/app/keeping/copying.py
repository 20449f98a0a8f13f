"""A second copy of the vault, and a note of what its files were like when they were checked by hash."""

from __future__ import annotations

from pathlib import Path

from migrator.app.context import Context
from migrator.app.keeping import sighting
from migrator.vault import copy as storage
from migrator.vault.copy import Copy
from migrator.vault.handle import Vault
from migrator.vault.layout import Layout
from migrator.vault.originals import all_originals

__all__ = ["Copy", "copy"]


def copy(vault: Vault, to: Path, context: Context, *, force: bool = False) -> Copy:
    """Copy the vault into the folder `to` and record that; `Copy.same_device` None: it cannot be told. Errors of `vault.copy`."""
    names = [one.hex for one in all_originals(vault)]
    before = sighting.stamps(vault.layout, names)
    done = storage.copy(vault, to, context.report, force=force)
    if not done.problems:
        sighting.note(vault, str(to.resolve()), sighting.stamps(Layout(to), names))
        if sighting.stamps(vault.layout, names) == before:
            sighting.note(vault, sighting.THE_VAULT, before)
    return done
