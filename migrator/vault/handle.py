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
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from migrator.errors import VaultDamaged, WrongSecret
from migrator.vault import disk, lock, recover, slots
from migrator.vault import layout as layouts
from migrator.vault.journal import Journal
from migrator.vault.keytext import KeyText
from migrator.vault.layout import Layout


class Vault:
    """An open vault. `close`, or the end of a `with`, drops the keys. Not printed with anything secret."""

    def __init__(
        self, layout: Layout, keys: KeyText, slot: str | None = None, *, mended: tuple[str, ...] = ()
    ) -> None:
        """`slot`: the one that was opened just now. `mended`: files that were damaged and have been written anew."""
        self.mended = mended
        self.layout = layout
        self.opened_by = slot
        self._slot = slot
        self.keys = keys
        self.journal = Journal(layout, keys)
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
                self._tidy()
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1

    @disk.guarded(disk.THE_VAULT)
    def _tidy(self) -> None:
        recover.tidy(self.layout, self.keys, self.journal)
        if self._slot is not None and self.layout.slot(self._slot).exists():
            slots.mend_hint(self.layout, self.id, self._slot)
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
    try:
        layout = layouts.find(folder)
        return Vault(layout, *slots.open_typed(layout, typed, layouts.read_marker(layout)))
    except layouts.MarkerDamaged as damage:
        layout = Layout(folder)
        try:
            keys, slot = slots.open_typed(layout, typed, None)
        except (VaultDamaged, WrongSecret):
            raise damage from None
    with lock.held(layout.lock):
        slots.write_hints(layout, keys.vault, (slot,))
    return Vault(layout, keys, slot, mended=("vault.json",))
