"""The exports inside an open vault, each opened once, read out of its sealed original and never extracted."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import BinaryIO

import msgspec

from migrator import registry
from migrator.adapter import Export
from migrator.app.context import Context
from migrator.app.opening import Opened, recognised
from migrator.errors import MigratorError, VaultDamaged
from migrator.events import Problem, quiet
from migrator.source import Entry, Source, open_zip, unfold
from migrator.vault.handle import Vault
from migrator.vault.index.fill import unreadable
from migrator.vault.index.versions import UNREADABLE
from migrator.vault.originals import Original, all_originals, open_original
from migrator.vault.parts import open_part


class Contents:
    """The opened exports of a vault, by original. Opened when they are first asked for."""

    def __init__(
        self, vault: Vault, context: Context, stack: ExitStack, heard: Collection[str] | None = None
    ) -> None:
        """`heard`: the originals whose problems are reported, by hex name; all, if it is None."""
        self._vault = vault
        self._context = context
        self._heard = heard
        self._stack = stack
        self._readers = registry.readers(context.report)
        self._opened: dict[str, list[Opened] | MigratorError] = {}
        self._turn = threading.RLock()  # a face may open exports beside its screen while it asks for a chat

    def exports(self, original: str) -> Sequence[Export]:
        """The exports of one original, by the hex name of its file (`vault.index.versions.Exports`)."""
        return [one.export for one in self.of(original)]

    def is_heard(self, original: str) -> bool:
        """Whether the problems of an original are reported."""
        return self._heard is None or original in self._heard

    def of(self, original: str) -> list[Opened]:
        """The same with their sources and readers. One that cannot be opened is not tried again."""
        if original not in self._opened:
            known = {each.hex: each for each in all_originals(self._vault)}
            try:
                self._opened[original] = self._open(known[original])
            except UNREADABLE as fault:
                self._opened[original] = fault
        found = self._opened[original]
        if isinstance(found, MigratorError):
            raise found
        return found

    def all(self) -> list[Opened]:
        """Every export of the vault, oldest original first. One that no reader knows is reported and passed over."""
        found: list[Opened] = []
        for original in all_originals(self._vault):
            if original.what != "export":
                continue
            try:
                found += self.of(original.hex)
            except VaultDamaged:
                self._told(original, unreadable(original.hex))
            except MigratorError as fault:
                where = f"originals/{original.hex}.age"
                self._told(
                    original,
                    Problem(kind="unreadable-original", where=where, what=fault.message, incomplete=True),
                )
        return found

    def _told(self, original: Original, problem: Problem) -> None:
        if self.is_heard(original.hex):
            self._context.report(problem)

    def _open(self, original: Original) -> list[Opened]:
        outer = open_zip(open_original(self._vault, original), name=original.name)
        sources = unfold(
            outer,
            is_export=lambda source: any(reader.recognise(source).score > 0 for reader in self._readers),
            hold=lambda source, entry: self._held(original, source, entry),
        )
        for source in sources:
            self._stack.callback(source.close)
        context = self._context
        if not self.is_heard(original.hex):
            context = msgspec.structs.replace(context, listener=quiet)
        return [recognised(source, source.name, self._readers, context) for source in sources]

    def _held(self, original: Original, source: Source, entry: Entry) -> BinaryIO:
        """A ZIP that stands deflated in its container, sealed once more so that it can be read by seeking."""

        def fill(out: object) -> None:
            with source.open(entry) as plain:
                shutil.copyfileobj(plain, out, 1 << 20)  # type: ignore[arg-type]

        return open_part(self._vault, original, entry.path, fill)


@contextmanager
def contents(vault: Vault, context: Context, heard: Collection[str] | None = None) -> Iterator[Contents]:
    """The exports of an open vault; all are closed at the end. `heard` as for `Contents`."""
    with ExitStack() as stack:
        yield Contents(vault, context, stack, heard)
