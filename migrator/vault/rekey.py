"""New keys for everything, in steps of which each can be the last before a stop; running it again goes on.

1. Slots with both identities, the new one first: the recovery code's (a new code), then the passphrase's. Device slots go.
   From here to the end whatever else is written is sealed for both identities, since a stop can leave a slot with one.
2. Originals, parts and journal are sealed anew one by one, each checked before it replaces the old file.
3. The index is made again under its new key, or removed: it is derived.
4. Slots with the new identity alone.

A file that is damaged or missing cannot be sealed anew. It is named, left as it is, and the earlier identity stays in the
slots behind the new one, so that what is sound in it, or a sound file from an older copy, can still be read. The first
rekey that finds everything sound lets the earlier identities go.

At every point in between the passphrase opens all of it. A copy made before keeps its old slots and opens with the old
secrets: nothing can change that from here, and the faces say so.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from migrator.errors import VaultDamaged, WrongSecret
from migrator.events import Finished, Problem, Progressed, Report, Started, quiet
from migrator.i18n import N_, _
from migrator.seal.age import open_sealed, sealing
from migrator.seal.keys import Identity
from migrator.vault import device, disk, layout, secret, slots
from migrator.vault.handle import Vault
from migrator.vault.hashing import hashing
from migrator.vault.journal import journal_files
from migrator.vault.keytext import KeyText
from migrator.vault.kinds import Import
from migrator.vault.originals import BLOCK

_HEX = re.compile(r"[0-9a-f]{32}")
RESEALING = N_("sealing with the new key")


class Rekeyed(msgspec.Struct, frozen=True, kw_only=True):
    """What was done.

    `files`: how many have the new key. `devices`: how many computers no longer open the vault by themselves. `kept`: what
    could not be read and so did not get the new key; it lies untouched, and its earlier key is kept for it.
    """

    files: int
    devices: int
    kept: tuple[Problem, ...] = ()


@disk.guarded(disk.THE_VAULT)
def rekey(
    vault: Vault,
    passphrase: str,
    recovery_code: str,
    report: Report = quiet,
    *,
    rebuild_index: Callable[[Vault], None] | None = None,
) -> Rekeyed:
    """Give the vault new keys. `vault` was opened with `passphrase`; `recovery_code` is a new one, already written down.

    Also finishes a rekey that was stopped (`vault.keys.changing`), then with whatever code is given now. WrongSecret,
    before anything is changed, if the passphrase is not the vault's. `rebuild_index` makes the index under the key that
    the vault has then, and puts it into place (`vault.keys.former_index` opens the one that is there); without it the
    index is removed.
    """
    text = secret.passphrase(passphrase)
    with vault.writing():
        slots.open_slot(vault.layout, slots.PASSPHRASE, text, layout.read_marker(vault.layout))
        both = vault.keys if vault.keys.changing else _with_new_identity(vault.keys)
        slots.write_slots(vault.layout, both, {slots.RECOVERY: recovery_code})
        slots.write_slots(vault.layout, both, {slots.PASSPHRASE: text})
        _switch(vault, both)
        disk.step("rekey.both")
        devices = _drop_devices(vault)
        disk.step("rekey.devices")
        files, kept = _reseal_all(vault, report)
        disk.step("rekey.sealed")
        alone = _alone(both, keep_earlier=bool(kept))
        _switch(vault, alone)
        if rebuild_index is not None:
            rebuild_index(vault)
        else:
            _remove_index(vault)
        alone.former_index = None
        disk.step("rekey.index")
        slots.write_slots(vault.layout, alone, {slots.RECOVERY: recovery_code})
        slots.write_slots(vault.layout, alone, {slots.PASSPHRASE: text})
        disk.step("rekey.alone")
    return Rekeyed(files=files, devices=devices, kept=tuple(kept))


def _with_new_identity(keys: KeyText) -> KeyText:
    identities = (Identity.new(), *keys.identities)
    return KeyText(
        keys.vault,
        keys.created,
        identities,
        os.urandom(32),
        earlier=keys.earlier,
        former_index=keys.index_key,
    )


def _alone(both: KeyText, *, keep_earlier: bool) -> KeyText:
    identities = both.identities if keep_earlier else both.identities[:1]
    return KeyText(
        both.vault,
        both.created,
        identities,
        both.index_key,
        earlier=len(identities) - 1,
        former_index=both.former_index,
    )


def _switch(vault: Vault, keys: KeyText) -> None:
    vault.use(keys)


def _drop_devices(vault: Vault) -> int:
    names = [name for name in vault.layout.slots() if name.startswith(slots.DEVICE)]
    for name in names:
        slots.remove_slot(vault.layout, name, vault.keys)
        device.delete(vault.id, name)
    return len(names)


def _remove_index(vault: Vault) -> None:
    with disk.guarded("index.db"):
        for ending in ("-wal", "-shm", ""):
            vault.layout.index.with_name(vault.layout.index.name + ending).unlink(missing_ok=True)


def _reseal_all(vault: Vault, report: Report) -> tuple[int, list[Problem]]:
    """How many files have the new key now, and those of the vault that cannot get it: damaged, or not there."""
    with disk.guarded(str(vault.folder)):
        files = [
            *sorted(vault.layout.originals.glob("*.age")),
            *sorted(vault.layout.parts.glob("*.age")),
            *journal_files(vault.layout),
        ]
        sizes = [path.stat().st_size for path in files]
    report(Started(phase=RESEALING, total=sum(sizes)))
    done, sealed = 0, 0
    kept = [*_missing(vault, files), *vault.journal.problems]
    for path, size in zip(files, sizes, strict=True):
        try:
            if not _has_new_key_alone(vault, path):
                _reseal(vault, path)
            sealed += 1
        except VaultDamaged:
            if _readable(
                vault, path
            ):  # what was read is sound: it is the new file that the disk does not take
                raise
            kept += _left(vault, path)
        done += size
        report(Progressed(phase=RESEALING, done=done))
    report(Finished(phase=RESEALING))
    return sealed, kept


def _missing(vault: Vault, files: list[Path]) -> list[Problem]:
    here = {path.stem for path in files}
    return [_kept(f"originals/{key}.age") for key in vault.journal.all(Import) if key not in here]


def _left(vault: Vault, path: Path) -> list[Problem]:
    """A damaged file, if it holds something that exists nowhere else; a part is removed, what is not the vault's is left."""
    if path.parent == vault.layout.parts:
        path.unlink(missing_ok=True)
        return []
    if path.parent == vault.layout.journal:  # the journal names it itself
        return []
    if vault.journal.get(Import, path.stem) is None and _foreign(vault, path):
        return []
    return [_kept(f"originals/{path.name}")]


def _kept(where: str) -> Problem:
    return Problem(
        kind="not-rekeyed",
        where=where,
        what=_("It is damaged or missing, and so could not get the new key; its earlier key is kept for it."),
        incomplete=True,
    )


def _foreign(vault: Vault, path: Path) -> bool:
    """Whether a file that the journal does not know is somebody else's: by its name, or sealed for another key."""
    if not _HEX.fullmatch(path.stem):
        return True
    try:
        with disk.guarded(path.name):
            open_sealed(path.open("rb"), vault.keys.identities, name=path.name).close()
    except WrongSecret:
        return True
    except VaultDamaged:
        pass
    return False


def _readable(vault: Vault, path: Path) -> bool:
    try:
        with (
            disk.guarded(path.name),
            open_sealed(path.open("rb", buffering=0), vault.keys.identities, name=path.name) as plain,
        ):
            while plain.read(BLOCK):
                pass
    except (VaultDamaged, WrongSecret):
        return False
    return True


def _has_new_key_alone(vault: Vault, path: Path) -> bool:
    """Whether the new identity opens the file and no other does; between two runs files are sealed for both."""
    new, others = vault.keys.identities[:1], vault.keys.identities[1:]
    return _opens(path, new) and not _opens(path, others)


def _opens(path: Path, identities: Sequence[Identity]) -> bool:
    try:
        with disk.guarded(path.name):
            open_sealed(path.open("rb"), identities, name=path.name).close()
    except WrongSecret:
        return False
    return True


def _reseal(vault: Vault, path: Path) -> None:
    try:
        with disk.guarded(path.name), hashing() as digest, _removed_on_error(disk.part_of(path)):
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


@contextlib.contextmanager
def _removed_on_error(part: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _check(vault: Vault, part: Path, sha256: str) -> None:
    with (
        hashing() as digest,
        open_sealed(part.open("rb", buffering=0), vault.keys.identities[:1], name=part.name) as plain,
    ):
        while block := plain.read(BLOCK):
            digest.update(block)
        found = digest.hexdigest()
    if found != sha256:
        raise VaultDamaged(
            _("What was written into the vault reads back differently."), _("The disk may be failing.")
        )
