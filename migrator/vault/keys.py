"""The ways into a vault: seeing them, changing the passphrase, adding and removing others. No data is written again.

An older copy of the vault's folder keeps the slots that it had: what was removed here still opens that copy. Only
`rekey` makes new keys, and even that does not reach copies.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Literal

import msgspec

from migrator.errors import ConditionNotMet, UsageError
from migrator.i18n import _
from migrator.vault import device, disk, layout, secret, slots
from migrator.vault.handle import Vault
from migrator.vault.layout import Layout


class Slot(msgspec.Struct, frozen=True):
    """One way in. `intact`: its file is the one that was written, as far as vault.json knows."""

    name: str
    kind: Literal["passphrase", "recovery", "device"]
    intact: bool


@disk.guarded(disk.THE_VAULT)
def all_slots(at: Layout) -> list[Slot]:
    """The slots of a vault; it need not be open. The passphrase first, then the recovery code, then devices."""
    marker = layout.read_marker(at)
    return [
        Slot(name, _kind(name), now in slots.written(marker, file))
        for file, now in slots.hashes(at).items()
        if (name := file[:-4])
    ]


@disk.guarded(disk.THE_VAULT)
def change_passphrase(vault: Vault, new: str) -> None:
    """The vault opens with `new` from now on. `passphrases.objection` is the caller's affair."""
    with vault.writing():
        slots.write_slots(vault.layout, vault.keys, {slots.PASSPHRASE: secret.passphrase(new)})


@disk.guarded(disk.THE_VAULT)
def replace_recovery(vault: Vault, code: str) -> None:
    """The vault opens with this recovery code from now on; the old sheet opens older copies only."""
    with vault.writing():
        slots.write_slots(vault.layout, vault.keys, {slots.RECOVERY: code})


@disk.guarded(disk.THE_VAULT)
def add_device(vault: Vault) -> tuple[str, str]:
    """Let this computer's keyring open the vault; the slot's name and what the keyring is called.

    KeyringUnavailable, with nothing changed, if there is no keyring of the operating system or it does not keep secrets.
    """
    name, text = f"{slots.DEVICE}{secrets.token_hex(4)}", device.new_secret()
    with vault.writing():
        keyring = device.store(vault.id, name, text)
        try:
            slots.write_slots(vault.layout, vault.keys, {name: text})
        except BaseException:
            device.delete(vault.id, name)
            raise
    return name, keyring


@disk.guarded(disk.THE_VAULT)
def unlock_here(folder: Path) -> Vault:
    """Open the vault with this computer's keyring. KeyringUnavailable if that is not possible: ask for the passphrase."""
    at = layout.find(folder)
    names = [name for name in at.slots() if name.startswith(slots.DEVICE)]
    if not names:
        raise device.KeyringUnavailable(
            _("This vault has no key in a keyring."), _("Open it with the passphrase or the recovery code.")
        )
    marker, seen = layout.read_marker(at), slots.hashes(at)
    for name in names:
        try:
            text = device.load(marker.id, name)
        except device.KeyringUnavailable:
            if name == names[-1]:
                raise
            continue  # the slot of another computer
        return Vault(at, slots.open_slot(at, name, text, marker), name, seen=seen)
    raise AssertionError


@disk.guarded(disk.THE_VAULT)
def remove(vault: Vault, name: str) -> None:
    """Take one way in away. UsageError if there is none of that name, ConditionNotMet if it is the last that can be typed."""
    begun = slots.removal_begun(vault.layout, name)
    with vault.writing():  # which finishes a removal that was stopped
        names = vault.layout.slots()
        if begun and name not in names:
            return
        if name not in names:
            raise UsageError(
                _("This vault has no key slot of that name."),
                _("“migrate vault keys list” shows those that it has."),
            )
        typed = [other for other in names if not other.startswith(slots.DEVICE)]
        if typed == [name]:
            raise ConditionNotMet(
                _("This is the last way in that does not depend on this computer."),
                _("Set a passphrase or a recovery code first, then remove this one."),
            )
        slots.remove_slot(vault.layout, name, vault.keys)
        if name.startswith(slots.DEVICE):
            device.delete(vault.id, name)


def _kind(name: str) -> Literal["passphrase", "recovery", "device"]:
    if name == slots.PASSPHRASE:
        return "passphrase"
    return "recovery" if name == slots.RECOVERY else "device"
