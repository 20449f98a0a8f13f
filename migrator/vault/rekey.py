"""New keys for everything, in steps of which each can be the last before a stop; running it again goes on.

1. Slots with both identities, the new one first: the recovery code's (a new code), then the passphrase's. Device slots go.
2. Originals, parts and journal are sealed anew one by one, each checked before it replaces the old file.
3. The index is made again under its new key, or removed: it is derived.
4. Slots with the new identity alone.

At every point in between the passphrase opens all of it. A copy made before keeps its old slots and opens with the old
secrets: nothing can change that from here, and the faces say so.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from migrator.errors import VaultDamaged, WrongSecret
from migrator.events import Finished, Progressed, Report, Started, quiet
from migrator.i18n import N_, _
from migrator.seal.age import open_sealed, sealing
from migrator.seal.keys import Identity
from migrator.vault import device, disk, layout, secret, slots
from migrator.vault.handle import Vault
from migrator.vault.journal import Journal, journal_files
from migrator.vault.keytext import KeyText
from migrator.vault.kinds import Import
from migrator.vault.originals import BLOCK

RESEALING = N_("sealing with the new key")


@disk.guarded(disk.THE_VAULT)
def rekey(
    vault: Vault,
    passphrase: str,
    recovery_code: str,
    report: Report = quiet,
    *,
    rebuild_index: Callable[[Vault], None] | None = None,
) -> None:
    """Give the vault new keys. `vault` was opened with `passphrase`; `recovery_code` is a new one, already written down.

    Also finishes a rekey that was stopped (`vault.keys.changing`), then with whatever code is given now. WrongSecret,
    before anything is changed, if the passphrase is not the vault's. VaultDamaged if a file cannot be read: it is kept
    as it is, the others go on, and both keys stay in the slots. `rebuild_index` makes the index under the key that the
    vault has then, and puts it into place; without it the index is removed.
    """
    text = secret.passphrase(passphrase)
    with vault.writing():
        slots.open_slot(vault.layout, slots.PASSPHRASE, text, layout.read_marker(vault.layout))
        both = vault.keys if vault.keys.changing else _with_new_identity(vault.keys)
        slots.write_slots(vault.layout, both, {slots.RECOVERY: recovery_code})
        slots.write_slots(vault.layout, both, {slots.PASSPHRASE: text})
        _switch(vault, both)
        disk.step("rekey.both")
        _drop_devices(vault)
        disk.step("rekey.devices")
        _reseal_all(vault, report)
        disk.step("rekey.sealed")
        alone = KeyText(both.vault, both.created, both.identities[:1], both.index_key)
        _switch(vault, alone)
        if rebuild_index is not None:
            rebuild_index(vault)
        else:
            _remove_index(vault)
        disk.step("rekey.index")
        slots.write_slots(vault.layout, alone, {slots.RECOVERY: recovery_code})
        slots.write_slots(vault.layout, alone, {slots.PASSPHRASE: text})
        disk.step("rekey.alone")


def _with_new_identity(keys: KeyText) -> KeyText:
    return KeyText(keys.vault, keys.created, (Identity.new(), *keys.identities[:1]), os.urandom(32))


def _switch(vault: Vault, keys: KeyText) -> None:
    vault.keys = keys
    vault.journal = Journal(vault.layout, keys)


def _drop_devices(vault: Vault) -> None:
    for name in vault.layout.slots():
        if name.startswith(slots.DEVICE):
            slots.remove_slot(vault.layout, name, vault.id)
            device.delete(vault.id, name)


def _remove_index(vault: Vault) -> None:
    with disk.guarded("index.db"):
        for ending in ("-wal", "-shm", ""):
            vault.layout.index.with_name(vault.layout.index.name + ending).unlink(missing_ok=True)


def _reseal_all(vault: Vault, report: Report) -> None:
    with disk.guarded(str(vault.folder)):
        files = [
            *sorted(vault.layout.originals.glob("*.age")),
            *sorted(vault.layout.parts.glob("*.age")),
            *journal_files(vault.layout),
        ]
        sizes = [path.stat().st_size for path in files]
    report(Started(phase=RESEALING, total=sum(sizes)))
    done, damaged = 0, 0
    for path, size in zip(files, sizes, strict=True):
        try:
            if not _has_new_key(vault, path):
                _reseal(vault, path)
        except VaultDamaged:
            damaged += _matters(vault, path)
        done += size
        report(Progressed(phase=RESEALING, done=done))
    report(Finished(phase=RESEALING))
    if damaged:
        raise VaultDamaged(
            _("{count} files of the vault cannot be read, and so cannot get the new key.").format(
                count=damaged
            ),
            _(
                "“migrate vault verify” names them. Bring them back from a copy, then run this again; both keys open it now."
            ),
        )


def _matters(vault: Vault, path: Path) -> int:
    """1 if the file holds something that exists nowhere else; a part is removed, what is not the vault's is left."""
    if path.parent == vault.layout.parts:
        path.unlink(missing_ok=True)
        return 0
    known = path.parent == vault.layout.journal or vault.journal.get(Import, path.stem) is not None
    return int(known)


def _has_new_key(vault: Vault, path: Path) -> bool:
    try:
        with disk.guarded(path.name):
            open_sealed(path.open("rb"), vault.keys.identities[:1], name=path.name).close()
    except WrongSecret:
        return False
    return True


def _reseal(vault: Vault, path: Path) -> None:
    digest = hashlib.sha256()
    try:
        with disk.guarded(path.name):
            with (
                open_sealed(path.open("rb", buffering=0), vault.keys.identities, name=path.name) as plain,
                disk.new_part(path) as part,
            ):
                with sealing(disk.Whole(part), vault.keys.recipient) as writer:
                    while block := plain.read(BLOCK):
                        digest.update(block)
                        writer.write(block)
                disk.sync(part)
            disk.step("rekey.file")
            _check(vault, disk.part_of(path), digest.hexdigest())
            disk.part_of(path).replace(path)
            disk.step("rekey.replaced")
            disk.sync_folder(path.parent)
    except WrongSecret:
        raise VaultDamaged(_("{name} is sealed for another key.").format(name=path.name)) from None


def _check(vault: Vault, part: Path, sha256: str) -> None:
    digest = hashlib.sha256()
    with open_sealed(part.open("rb", buffering=0), vault.keys.identities[:1], name=part.name) as plain:
        while block := plain.read(BLOCK):
            digest.update(block)
    if digest.hexdigest() != sha256:
        raise VaultDamaged(
            _("What was written into the vault reads back differently."), _("The disk may be failing.")
        )
