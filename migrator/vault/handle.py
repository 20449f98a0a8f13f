"""An open vault: where it lies, its keys, its journal, and the right to write for the length of one operation.

    vault = unlock(folder, typed)          # or create.create(...), session.session()
    with vault.writing():                  # the lock; what a crash left half done is finished first
        vault.journal.put({...})

Borders inside `migrator.vault`: `handle`, `layout`, `disk`, `lock`, `slots`, `keytext`, `secret`, `journal`, `kinds`,
`originals`, `parts` are storage and know nothing of conversations. The index stands on top of them and is derived:
it takes its key from `vault.keys.index_key`, its content from `originals.all_originals(vault)` / `originals.open_original`, and
the person's decisions from `vault.journal`. Nothing in storage imports the index.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from migrator.errors import KeysChanged, MigratorError, VaultDamaged, WrongSecret
from migrator.i18n import _
from migrator.seal.age import open_sealed
from migrator.vault import disk, lock, recover, slots
from migrator.vault import layout as layouts
from migrator.vault.journal import Journal
from migrator.vault.keytext import KeyText
from migrator.vault.layout import Layout


class Vault:
    """An open vault. `close`, or the end of a `with`, drops the keys. Not printed with anything secret."""

    def __init__(
        self,
        layout: Layout,
        keys: KeyText,
        slot: str | None = None,
        *,
        mended: tuple[str, ...] = (),
        seen: dict[str, str] | None = None,
    ) -> None:
        """`slot`: the one that was opened just now. `mended`: files that were damaged and have been written anew.

        `seen`: the hashes of the slots from before it was opened (`slots.hashes`); None: as they are now.
        """
        self.mended = mended
        self._seen = slots.hashes(layout) if seen is None else seen
        self.layout = layout
        self.opened_by = slot
        self._slot = slot
        self.keys = keys
        self.journal = Journal(layout, keys, self.check_keys)
        self._turn = threading.RLock()
        self._depth = 0

    @property
    def id(self) -> str:
        """The vault's id, a UUID; the same in all copies."""
        return self.keys.vault

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.layout.folder

    @property
    def read_only(self) -> bool:
        """Whether it lies on a medium that cannot be written, such as a card with its switch set."""
        return not os.access(self.layout.folder, os.W_OK)

    @contextlib.contextmanager
    def writing(self, wait: float = 1.0) -> Iterator[None]:
        """Hold the vault's lock for one operation; may be nested, and threads take turns. VaultBusy after `wait` seconds.

        Before anything else, what a crash left half done is finished or cleared away. Never held while a person thinks.
        """
        with self._turn:
            if self._depth:
                yield
                return
            with lock.held(self.layout.lock, wait):
                self.check_keys()
                self._tidy()
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1
                    with contextlib.suppress(MigratorError):  # a folder that is gone is noticed the next time
                        self._seen = slots.hashes(self.layout)

    def check_keys(self) -> None:
        """KeysChanged unless the slots are those that were there when this was opened, or that it wrote itself.

        The keys stand in the slots alone, so that nobody changes them without changing a slot. `writing` asks this
        before the first byte: what is sealed for a key that no slot holds any more is lost.
        """
        if self._depth:  # what this handle itself is changing
            return
        try:
            now = slots.hashes(self.layout)
        except VaultDamaged:  # one was taken away while they were read
            now = {}
        if now != self._seen:
            raise KeysChanged(
                _("The keys of this vault, or its ways in, were changed by another program meanwhile."),
                _("Open the vault again, then repeat this. Nothing was written."),
            )

    def use(self, keys: KeyText) -> None:
        """Go on with these keys, which the caller has just put into the slots."""
        self.keys = keys
        self.journal = Journal(self.layout, keys, self.check_keys)

    @disk.guarded(disk.THE_VAULT)
    def _tidy(self) -> None:
        slots.settle(self.layout, self.keys)
        recover.tidy(self.layout, self.keys, self.journal)
        if self._slot is not None and self.layout.slot(self._slot).exists():
            slots.mend_hints(self.layout, self.keys, self._slot)
        self._slot = None

    def close(self) -> None:
        """Drop the keys. Python cannot wipe them from memory; dropping them is what can be done."""
        del self.keys
        del self.journal

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Vault {self.layout.folder}>"


@disk.guarded(disk.THE_VAULT)
def unlock(folder: Path, typed: str) -> Vault:
    """Open the vault in `folder` with a passphrase or a recovery code, whichever was typed.

    If vault.json is missing or damaged, which costs nothing but the hints, it is written anew from the key text and
    `mended` says so. NoVault, Refused (a link), TooNew, WrongSecret, VaultDamaged (another slot may still open it).
    """
    layout = layouts.find(folder)
    seen = slots.hashes(layout)
    while True:
        keys, slot, damage = _opened(layout, typed)
        before, seen = seen, slots.hashes(layout)
        if (
            before == seen
        ):  # else another program was changing them just now: what was opened may be gone already
            break
    if damage is not None:
        _write_marker_anew(layout, keys, slot)
    return Vault(layout, keys, slot, mended=("vault.json",) if damage is not None else (), seen=seen)


def _opened(layout: Layout, typed: str) -> tuple[KeyText, str, VaultDamaged | None]:
    """The keys, the slot, and what is wrong with vault.json if that stands against a slot that opens."""
    damage: VaultDamaged
    try:
        marker = layouts.read_marker(layout)
        return *slots.open_typed(layout, typed, marker), None
    except layouts.MarkerDamaged as why:
        damage = why
    except slots.NamesAnother as why:
        damage = why
    try:
        keys, slot = slots.open_typed(layout, typed, None)
    except (VaultDamaged, WrongSecret):
        raise (damage.newer if isinstance(damage, layouts.MarkerDamaged) else None) or damage from None
    if isinstance(damage, slots.NamesAnother) and not _opens_something(layout, keys):
        raise damage
    return keys, slot, damage


def _opens_something(layout: Layout, keys: KeyText) -> bool:
    """Whether something sealed here is sealed for these keys: then the slot is this vault's, and vault.json is wrong."""
    for folder in (layout.journal, layout.originals):
        for path in sorted(folder.glob("*.age")):
            with contextlib.suppress(MigratorError, OSError):
                open_sealed(path.open("rb"), keys.identities, name=path.name).close()
                return True
    return False


def _write_marker_anew(layout: Layout, keys: KeyText, slot: str) -> None:
    """From the key text and the slots; on a medium that cannot be written the vault opens all the same."""
    with contextlib.suppress(MigratorError), lock.held(layout.lock):
        slots.write_hints(layout, keys.vault, (slot,))
        slots.mend_hints(layout, keys, slot)
