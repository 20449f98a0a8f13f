"""The key slots: each is an ordinary age passphrase file around the same key text, and any one of them opens the vault.

Wrong secret and damage are told apart by one rule: if a slot does not open and its hash is not one that vault.json
names, it is damaged and another slot is to be tried; if the hash agrees, the secret is wrong. A change is announced in
vault.json before it is made (`<slot>.new` with the hash to come, `<slot>.gone`), so that the rule holds after a stop, too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

import msgspec

from migrator.errors import MigratorError, VaultDamaged, WrongSecret
from migrator.i18n import _
from migrator.seal.age import open_bytes, seal_bytes
from migrator.seal.errors import NoMatch, SealBroken, TooMuchWork
from migrator.seal.keys import Passphrase
from migrator.vault import disk, secret, state
from migrator.vault.keytext import KeyText
from migrator.vault.layout import FORMAT, Layout, Marker, read_marker, write_marker

PASSPHRASE = "passphrase"  # noqa: S105 - the name of a slot
RECOVERY = "recovery"
DEVICE = "device-"
TYPED_WORK_FACTOR = 18  # for what a person types
DEVICE_WORK_FACTOR = 10  # for the 130 random bits that the keyring keeps: stretching them adds nothing
NEW = ".new"  # behind a slot's name in vault.json: the hash of the file that is about to take its place
GONE = ".gone"  # the slot is about to be removed
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
        hints = marker.slots if marker is not None else {}
        if hints and (path.name not in hints or path.name + GONE in hints):
            raise _wrong(text)
        raise VaultDamaged(
            _("The key slot {name} is missing.").format(name=path.name),
            _("Try another way in: the passphrase, the recovery code, or a copy of the vault."),
        )
    with disk.guarded(path.name), path.open("rb") as file:
        sealed = file.read(_LARGEST)
    try:
        keys = KeyText.parse(open_bytes(sealed, Passphrase(text), name=path.name))
    except TooMuchWork:
        raise
    except SealBroken:
        raise _damaged(path.name) from None
    except NoMatch:
        if marker is None or hashlib.sha256(sealed).hexdigest() not in written(marker, path.name):
            raise _damaged(path.name) from None
        raise _wrong(text) from None
    if marker is not None and keys.vault != marker.id:
        raise NamesAnother(
            _("The file vault.json names another vault than the key slot {name} does.").format(
                name=path.name
            ),
            _("Bring both back from the same copy of the vault. Nothing was changed."),
        )
    return keys


class NamesAnother(VaultDamaged):
    """vault.json has another id than the key text: one of the two is damaged, or the slot belongs to another vault."""


def written(marker: Marker, file: str) -> set[str]:
    """The hashes that a slot's file may have: of what was written, and of what was about to take its place."""
    return {hint for name in (file, file + NEW) if (hint := marker.slots.get(name))}


def write_slots(layout: Layout, keys: KeyText, secrets: Mapping[str, str]) -> None:
    """Seal `keys` for each slot name and secret, then put the hashes into vault.json. Each slot is whole or as before.

    The caller holds the lock. A slot that is replaced no longer opens with its old secret; copies of it do.
    """
    sealed = {}
    for name, text in secrets.items():
        factor = DEVICE_WORK_FACTOR if name.startswith(DEVICE) else TYPED_WORK_FACTOR
        sealed[name] = seal_bytes(keys.text(), Passphrase(text, factor))
    announce(layout, {f"{name}.age{NEW}": hashlib.sha256(data).hexdigest() for name, data in sealed.items()})
    for name, data in sealed.items():
        disk.write_whole(layout.slot(name), data, f"slot.{name.split('-')[0]}")
    _remember(layout, keys, fresh=secrets)
    write_hints(layout, keys.vault, secrets)


def remove_slot(layout: Layout, name: str, keys: KeyText) -> None:
    """Take a slot away for good. The caller holds the lock and has made sure that another way in remains."""
    announce(layout, {f"{name}.age{GONE}": "gone"})
    with disk.guarded(f"{name}.age"):
        layout.slot(name).unlink(missing_ok=True)
        disk.sync_folder(layout.keys)
    disk.step("slot.removed")
    _remember(layout, keys, gone=(name,))
    write_hints(layout, keys.vault, ())


def removal_begun(layout: Layout, name: str) -> bool:
    """Whether the removal of a slot was announced and not finished."""
    try:
        return f"{name}.age{GONE}" in read_marker(layout).slots
    except VaultDamaged:
        return False


def announce(layout: Layout, coming: dict[str, str]) -> None:
    """Say in vault.json what is about to happen; a vault that is being made has none yet and stays unfinished."""
    if not layout.marker.exists():
        return
    try:
        marker = read_marker(layout)
    except VaultDamaged:
        return  # it is written anew at the end
    write_marker(layout, Marker(FORMAT, marker.id, marker.slots | coming))


def _remember(
    layout: Layout, keys: KeyText, *, fresh: Collection[str] = (), gone: Collection[str] = ()
) -> None:
    """Put what became of these slots into `state.age`, once there is one; before the announcement is taken back."""
    try:
        before = state.read(layout, keys)
    except VaultDamaged:
        return  # `verify` says so
    if before is not None:
        now = hashes(layout)
        kept = {file: was for file, was in before.slots.items() if file.removesuffix(".age") not in gone}
        kept |= {f"{name}.age": now[f"{name}.age"] for name in fresh}
        state.write(layout, keys, msgspec.structs.replace(before, slots=kept))


def settle(layout: Layout, keys: KeyText) -> None:
    """Finish a change of the slots that was announced and stopped. The caller holds the lock."""
    try:
        marker = read_marker(layout)
    except VaultDamaged:
        return
    announced = [name for name in marker.slots if name.endswith((NEW, GONE))]
    if not announced:
        return
    with disk.guarded("keys/"):
        for name in announced:
            if name.endswith(GONE):
                (layout.keys / name.removesuffix(GONE)).unlink(missing_ok=True)
        disk.sync_folder(layout.keys)
    now = hashes(layout)
    came = [
        file.removesuffix(".age")
        for file, hash_now in now.items()
        if marker.slots.get(file + NEW) == hash_now
    ]
    gone = [name.removesuffix(f".age{GONE}") for name in announced if name.endswith(GONE)]
    _remember(layout, keys, fresh=came, gone=gone)
    write_hints(layout, keys.vault, came)


def write_hints(layout: Layout, vault: str, fresh: Collection[str]) -> None:
    """Write vault.json with the hashes of the slots named in `fresh` as they are now, and of the others as they were.

    Only a slot that was just written or just opened is fresh: a damaged one must not be called right by its own hash.
    """
    try:
        before = read_marker(layout).slots if layout.marker.exists() else {}
    except VaultDamaged:  # it is being replaced
        before = {}
    now = hashes(layout)
    kept = {
        file: hint for file, hint in before.items() if file in now
    }  # announcements go: they have happened
    write_marker(layout, Marker(FORMAT, vault, kept | {f"{name}.age": now[f"{name}.age"] for name in fresh}))


def mend_hints(layout: Layout, keys: KeyText, opened: str) -> None:
    """Put the hints right that do not fit: of every slot that `state.age` knows as it is, else of the one just opened.

    A slot that `state.age` knows otherwise keeps its odd hint: somebody may have put an older one back.
    """
    hints, now = read_marker(layout).slots, hashes(layout)
    remembered = state.known(layout, keys).slots
    right = {file for file, hash_now in now.items() if remembered.get(file) == hash_now}
    if f"{opened}.age" in now and f"{opened}.age" not in remembered:
        right.add(f"{opened}.age")
    wrong = [file for file in right if hints.get(file) != now[file]]
    if wrong:
        write_hints(layout, keys.vault, [file.removesuffix(".age") for file in wrong])


def changed(layout: Layout, keys: KeyText) -> list[str]:
    """The files of slots that are missing or not as they were written, as far as `state.age` and vault.json know."""
    try:
        hints = {file: hint for file, hint in read_marker(layout).slots.items() if file.endswith(".age")}
    except VaultDamaged:
        hints = {}
    hints |= state.known(layout, keys).slots
    now = hashes(layout)
    return sorted(file for file in hints.keys() | now.keys() if hints.get(file) != now.get(file))


def hashes(layout: Layout) -> dict[str, str]:
    """SHA-256 of each slot's file, by file name."""
    with disk.guarded("keys/"):
        return {
            f"{name}.age": hashlib.sha256(layout.slot(name).read_bytes()).hexdigest()
            for name in layout.slots()
        }


def _wrong(typed: str) -> WrongSecret:
    """A blank at either end counts and is not seen, on a screen or in a passphrase file: the hint names it."""
    hint = _("Mind capital letters and the keyboard's language. Nothing was changed.")
    if typed != typed.strip():
        hint = _("It begins or ends with a blank, which counts: try it without. Nothing was changed.")
    return WrongSecret(_("That is not the passphrase or the recovery code of this vault."), hint)


def _damaged(name: str) -> VaultDamaged:
    return VaultDamaged(
        _("The key slot {name} is damaged; the vault itself is not affected by that.").format(name=name),
        _("Open it another way, with the recovery code or the passphrase, and then set this one anew."),
    )
