"""The key slots: each is an ordinary age passphrase file around the same key text, and any one of them opens the vault.

Wrong secret and damage are told apart by one rule: if a slot does not open and its hash is not the one that vault.json
names, it is damaged and another slot is to be tried; if the hash agrees, the secret is wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from migrator.errors import MigratorError, VaultDamaged, WrongSecret
from migrator.i18n import _
from migrator.seal.age import open_bytes, seal_bytes
from migrator.seal.errors import NoMatch, SealBroken
from migrator.seal.keys import Passphrase
from migrator.vault import disk, secret
from migrator.vault.keytext import KeyText
from migrator.vault.layout import FORMAT, Layout, Marker, read_marker, write_marker

PASSPHRASE = "passphrase"  # noqa: S105 - the name of a slot
RECOVERY = "recovery"
DEVICE = "device-"
TYPED_WORK_FACTOR = 18  # for what a person types
DEVICE_WORK_FACTOR = 10  # for the 130 random bits that the keyring keeps: stretching them adds nothing
_LARGEST = 64 * 1024  # bytes; a slot has about 400


def open_typed(layout: Layout, typed: str, marker: Marker | None) -> tuple[KeyText, str]:
    """The key text, and the slot that a passphrase or a recovery code opened; either may be given.

    `marker` is what vault.json says, None if it cannot be read.

    WrongSecret if the slot is intact, VaultDamaged if it is not or is missing; a mistyped code is said at once.
    """
    mistyped: WrongSecret | None = None
    code: str | None = None
    try:
        code = secret.recovery_code(typed)
    except WrongSecret as why:
        mistyped = why  # it may still be a passphrase that looks like a code
    tries = [(PASSPHRASE, secret.passphrase(typed))]
    if code is not None:
        tries.insert(0, (RECOVERY, code))
    failures: list[MigratorError] = []
    for name, text in tries:
        try:
            return open_slot(layout, name, text, marker), name
        except (WrongSecret, VaultDamaged) as why:
            failures.append(why)
    if mistyped is not None and all(isinstance(why, WrongSecret) for why in failures):
        raise mistyped
    damaged = [why for why in failures if isinstance(why, VaultDamaged)]
    raise (damaged or failures)[0]


def open_slot(layout: Layout, name: str, text: str, marker: Marker | None) -> KeyText:
    """The key text in one slot. WrongSecret, or VaultDamaged if the slot is damaged, missing, or another vault's.

    A slot that vault.json does not name either was taken away on purpose: what was typed opens nothing any more.
    """
    path = layout.slot(name)
    if not path.exists():
        if marker is not None and marker.slots and path.name not in marker.slots:
            raise _wrong()
        raise VaultDamaged(
            _("The key slot {name} is missing.").format(name=path.name),
            _("Try another way in: the passphrase, the recovery code, or a copy of the vault."),
        )
    with disk.guarded(path.name), path.open("rb") as file:
        sealed = file.read(_LARGEST)
    try:
        keys = KeyText.parse(open_bytes(sealed, Passphrase(text), name=path.name))
    except SealBroken:
        raise _damaged(path.name) from None
    except NoMatch:
        if marker is None or marker.slots.get(path.name) != hashlib.sha256(sealed).hexdigest():
            raise _damaged(path.name) from None
        raise _wrong() from None
    if marker is not None and keys.vault != marker.id:
        raise VaultDamaged(
            _("The file vault.json names another vault than the key slot {name} does.").format(
                name=path.name
            ),
            _("Bring both back from the same copy of the vault. Nothing was changed."),
        )
    return keys


def write_slots(layout: Layout, keys: KeyText, secrets: Mapping[str, str]) -> None:
    """Seal `keys` for each slot name and secret, then put the hashes into vault.json. Each slot is whole or as before.

    The caller holds the lock. A slot that is replaced no longer opens with its old secret; copies of it do.
    """
    for name, text in secrets.items():
        factor = DEVICE_WORK_FACTOR if name.startswith(DEVICE) else TYPED_WORK_FACTOR
        disk.write_whole(
            layout.slot(name), seal_bytes(keys.text(), Passphrase(text, factor)), f"slot.{name.split('-')[0]}"
        )
    write_hints(layout, keys.vault, secrets)


def remove_slot(layout: Layout, name: str, vault: str) -> None:
    """Take a slot away for good. The caller holds the lock and has made sure that another way in remains."""
    with disk.guarded(f"{name}.age"):
        layout.slot(name).unlink(missing_ok=True)
        disk.sync_folder(layout.keys)
    disk.step("slot.removed")
    write_hints(layout, vault, ())


def write_hints(layout: Layout, vault: str, fresh: Collection[str]) -> None:
    """Write vault.json with the hashes of the slots named in `fresh` as they are now, and of the others as they were.

    Only a slot that was just written or just opened is fresh: a damaged one must not be called right by its own hash.
    """
    try:
        before = read_marker(layout).slots if layout.marker.exists() else {}
    except VaultDamaged:  # it is being replaced
        before = {}
    now = hashes(layout)
    kept = {file: hint for file, hint in before.items() if file in now}
    write_marker(layout, Marker(FORMAT, vault, kept | {f"{name}.age": now[f"{name}.age"] for name in fresh}))


def mend_hint(layout: Layout, vault: str, name: str) -> None:
    """Set the hint of a slot that was just opened, if a stop between the slot and vault.json left the old one."""
    if read_marker(layout).slots.get(f"{name}.age") != hashes(layout).get(f"{name}.age"):
        write_hints(layout, vault, (name,))


def hashes(layout: Layout) -> dict[str, str]:
    """SHA-256 of each slot's file, by file name."""
    with disk.guarded("keys/"):
        return {
            f"{name}.age": hashlib.sha256(layout.slot(name).read_bytes()).hexdigest()
            for name in layout.slots()
        }


def _wrong() -> WrongSecret:
    return WrongSecret(
        _("That is not the passphrase or the recovery code of this vault."),
        _("Mind capital letters and the keyboard's language. Nothing was changed."),
    )


def _damaged(name: str) -> VaultDamaged:
    return VaultDamaged(
        _("The key slot {name} is damaged; the vault itself is not affected by that.").format(name=name),
        _("Open it another way, with the recovery code or the passphrase, and then set this one anew."),
    )
