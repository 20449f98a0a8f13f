"""Making a vault: fresh keys, two ways in, and a README that tells how to open it without us."""

from __future__ import annotations

import uuid
from pathlib import Path

from migrator.errors import UsageError
from migrator.i18n import _
from migrator.vault import disk, lock, readme, secret, slots
from migrator.vault.handle import Vault
from migrator.vault.keytext import KeyText
from migrator.vault.layout import Layout, refuse_links


@disk.guarded(disk.THE_VAULT)
def create(folder: Path, passphrase: str, recovery_code: str) -> Vault:
    """A new, empty vault in `folder`, which is made if need be and has to be empty or hold an unfinished vault.

    `recovery_code` is one that `secret.new_recovery_code` gave and that the person has written down. Both slots are
    there before vault.json is, and a folder without vault.json is no vault: a crash leaves either none or a whole one.
    UsageError if something is in the folder. `passphrases.judge` is the caller's affair.
    """
    layout = fit(folder)
    layout.make()
    keys = KeyText.new(str(uuid.uuid4()))
    with lock.held(layout.lock):
        disk.write_whole(layout.readme, readme.text(keys).encode("utf-8"), "readme")
        slots.write_slots(
            layout, keys, {slots.RECOVERY: recovery_code, slots.PASSPHRASE: secret.passphrase(passphrase)}
        )
        return Vault(layout, keys)


@disk.guarded(disk.THE_VAULT)
def fit(folder: Path) -> Layout:
    """Whether a vault can be made in `folder`, asked before a person is given anything to write down. UsageError if not."""
    layout = Layout(folder)
    refuse_links(layout)
    with disk.guarded(str(folder)):
        if folder.exists() and not folder.is_dir():
            raise UsageError(
                _("{folder} is a file, not a folder.").format(folder=folder),
                _("Name another folder with --vault."),
            )
        unfinished = {"README.txt", "lock", "keys", "originals", "parts", "journal"}
        here = {path.name.removesuffix(disk.PART) for path in folder.iterdir()} if folder.exists() else set()
        if layout.marker.exists():
            raise UsageError(
                _("There is a vault in {folder} already.").format(folder=folder),
                _("Add to it with “migrate vault add”, or name another folder with --vault."),
            )
        if here - unfinished - {"vault.json"} or any(
            path for name in ("originals", "journal") for path in (folder / name).glob("*.age")
        ):
            raise UsageError(
                _("The folder {folder} is not empty.").format(folder=folder),
                _("Name a new or an empty one with --vault. Nothing was written."),
            )
    return layout
