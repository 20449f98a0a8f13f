"""Opening the person's vault: where it lies if nobody says, and which ways in are tried.

A vault that this computer remembers (a device slot in the keychain) opens without a question.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import platformdirs

from migrator.errors import MigratorError
from migrator.seal.private import forbid_core_dumps, sweep
from migrator.vault import keys
from migrator.vault.handle import Vault, unlock
from migrator.vault.layout import find


def default_folder() -> Path:
    """The vault's place under this system's folder for application data."""
    return Path(platformdirs.user_data_dir("migrator", appauthor=False)) / "vault"


def opened(folder: Path | None, secret: Callable[[], str], *, typed: bool = False) -> Vault:
    """The vault in `folder` (None: the default), with the keychain's key if there is one, else with what `secret` gives.

    `typed`: a secret is at hand, so the keychain is not asked. Errors are those of `vault.handle.unlock`.
    """
    shielded()
    place = folder or default_folder()
    layout = find(place)
    if not typed and any(name.startswith("device-") for name in layout.slots()):
        try:
            return keys.unlock_here(place)
        except MigratorError:
            pass  # the keychain is locked or gone: the passphrase still opens
    return unlock(place, secret())


def shielded() -> None:
    """Before anything is unsealed: no memory of this process goes into a core dump, and what a crash left is swept away."""
    forbid_core_dumps()
    with contextlib.suppress(MigratorError, OSError):
        sweep()
