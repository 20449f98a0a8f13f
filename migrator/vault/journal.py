"""The journal: what the person decided, one sealed file a change or batch, never edited.

A file is `journal/<number>-<hex>.age`; it holds records `{v, at, kind, key, value}`, one JSON object a line, the first of
which says the file's own number, so that a file cannot stand in for another one. It is synced and renamed before
`put` returns. Numbers have no gaps: one that is missing is reported, also at the end, since `state.age` knows how far they went. `compact` writes one snapshot of what holds, then
removes what that replaces; records of a kind that this version does not know go along untouched.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from migrator.errors import TooNew, VaultDamaged
from migrator.events import Problem
from migrator.i18n import _
from migrator.seal.age import open_sealed, seal_bytes
from migrator.seal.errors import NoMatch, SealBroken
from migrator.vault import disk, slots, state
from migrator.vault.keytext import KeyText
from migrator.vault.kinds import Decision
from migrator.vault.layout import Layout

VERSION = 1
COMPACT_AT = 512  # files; reading that many takes about a tenth of a second
_FILE = "journal-file"  # the kind of the first record of each file
_NAME = re.compile(r"(\d{8})-([0-9a-f]{16})\.age")
QUIET = frozenset({"verify", "copy", "survey", "sighted"})
"""Kinds that the program notes by itself about the files that are here: no decision of the person's."""
_QUIET_MARK = (
    "00"  # how the random part of a name begins if the file holds nothing but those; no other one begins so
)
D = TypeVar("D", bound=Decision)


class RecordTooNew(TooNew, VaultDamaged):
    """A record whose value this version does not know: a later one wrote it, since a changed byte would not open at all."""


class Record(msgspec.Struct, frozen=True):
    """One decision as it is stored. `value` None takes the decision back."""

    v: int
    at: dt.datetime
    kind: str
    key: str
    value: Any


class _Head(msgspec.Struct, frozen=True):
    """The value of the first record: whether the file is a snapshot that replaces all lower numbers.

    `replaces`: the files that it, and the snapshots before it, made superfluous, by the random part of their names.
    `marked`: `state.age` was written after it, so that one that is missing was lost.
    """

    snapshot: bool = False
    replaces: tuple[str, ...] = ()
    marked: bool = False


class Journal:
    """The journal of an open vault. Reading needs no lock; `put` and `compact` are called while it is held."""

    def __init__(self, layout: Layout, keys: KeyText, check: Callable[[], None] = lambda: None) -> None:
        """`check` raises if `keys` are no longer the vault's."""
        self._check = check
        self._layout = layout
        self._keys = keys
        self._seen: dict[str, list[Record]] = {}
        self._broken: set[str] = set()
        self._now: dict[str, dict[str, Record]] = {}
        self._problems: tuple[Problem, ...] = ()
        self._begun = False
        self._replaced: frozenset[str] = frozenset()
        self._marked = False

    # ------------------------------------------------------------------------------------------- reading

    def all(self, kind: type[D]) -> dict[str, D]:
        """The decisions of one kind that hold now, by key, in the order in which they were first made."""
        found = self.raw(kind.kind)
        try:
            return {key: msgspec.convert(record.value, kind) for key, record in found.items()}
        except msgspec.ValidationError:
            raise RecordTooNew(
                _("The journal holds a record of kind {kind} that this version cannot read.").format(
                    kind=kind.kind
                ),
                _("Update the program. The record is kept as it is."),
            ) from None

    def get(self, kind: type[D], key: str) -> D | None:
        """The decision about `key`, or None."""
        record = self.raw(kind.kind).get(key)
        return None if record is None else msgspec.convert(record.value, kind)

    def raw(self, kind: str) -> Mapping[str, Record]:
        """The records of a kind that hold now, by key, kinds of later versions included."""
        self.refresh()
        return self._now.get(kind, {})

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Files that are missing or cannot be read. The other decisions hold all the same."""
        self.refresh()
        return self._problems

    @property
    def last(self) -> int:
        """The highest number there is or was, 0 for an empty journal."""
        there = max((number for number, _name in self._files()), default=0)
        return max(there, state.known(self._layout, self._keys).last)

    @property
    def replaced(self) -> frozenset[str]:
        """The random parts of the names of all files that snapshots made superfluous."""
        self.refresh()
        return self._replaced

    @property
    def marked(self) -> bool:
        """Whether `state.age` was there when this journal was last written to."""
        self.refresh()
        return self._marked

    @disk.guarded(disk.THE_VAULT)
    def refresh(self) -> None:
        """Read what other processes added. Cheap if nothing was."""
        while True:
            names = {name for _number, name in self._files()}
            if self._begun and names == self._seen.keys() | self._broken:
                return
            reached = state.known(self._layout, self._keys).last  # before the files: it is written after them
            files = self._files()
            names = {name for _number, name in files}
            self._seen = {name: records for name, records in self._seen.items() if name in names}
            self._broken &= names
            try:
                for number, name in files:
                    if name not in self._seen and name not in self._broken:
                        self._load(number, name)
            except FileNotFoundError:
                continue  # another process compacted the journal meanwhile: look again
            self._replay(files, reached)
            self._begun = True
            return

    def _files(self) -> list[tuple[int, str]]:
        with disk.guarded("journal/"):
            found = [_NAME.fullmatch(path.name) for path in self._layout.journal.iterdir()]
        return sorted((int(name[1]), name[0]) for name in found if name)

    def _load(self, number: int, name: str) -> None:
        """Read one file. What it holds may be damaged; a disk that fails to answer is another matter and an error."""
        try:
            self._seen[name] = self._read(self._layout.journal / name, number)
        except NoMatch:
            self._check()
            self._broken.add(name)
        except (SealBroken, msgspec.DecodeError, ValueError):
            self._broken.add(name)

    def _read(self, path: Path, number: int) -> list[Record]:
        with open_sealed(path.open("rb"), self._keys.identities, name=f"journal/{path.name}") as plain:
            records = [msgspec.json.decode(line, type=Record) for line in plain.read().splitlines()]
        if not records or records[0].kind != _FILE or records[0].key != str(number):
            raise ValueError
        return records

    def _replay(self, files: Sequence[tuple[int, str]], reached: int) -> None:
        problems = [_damaged(name) for name in sorted(self._broken)]
        start, now = 1, dict[str, dict[str, Record]]()
        replaced, marked = frozenset[str](), False
        present = {number for number, _name in files}
        for number, name in files:
            records = self._seen.get(name)
            if records is None:
                continue
            head = msgspec.convert(records[0].value, _Head)
            marked = marked or head.marked
            if head.snapshot:
                start, now, replaced = number, {}, frozenset(head.replaces)
            for record in records[1:]:
                of_kind = now.setdefault(record.kind, {})
                if record.value is None:
                    of_kind.pop(record.key, None)
                else:
                    of_kind[record.key] = record
        last = max(reached, max(present, default=0))
        missing = [n for n in range(start, last + 1) if n not in present]
        problems.extend(_missing(number) for number in missing)
        self._now, self._problems = now, tuple(problems)
        self._replaced, self._marked = replaced, marked

    # ------------------------------------------------------------------------------------------- writing

    @disk.guarded(disk.THE_VAULT)
    def put(self, decisions: Mapping[str, D], *, at: dt.datetime | None = None) -> None:
        """Keep one decision or a batch of one kind. On the disk for good when this returns."""
        self._write(
            [_record(value.kind, key, msgspec.to_builtins(value), at) for key, value in decisions.items()]
        )

    @disk.guarded(disk.THE_VAULT)
    def append(self, records: Sequence[Record]) -> None:
        """Keep records as they are, with their times, in one file; nothing if there are none."""
        self._write(records)

    def records(self) -> list[Record]:
        """All records that hold now, of every kind."""
        self.refresh()
        return [record for of_kind in self._now.values() for record in of_kind.values()]

    @disk.guarded(disk.THE_VAULT)
    def take_back(self, kind: type[Decision], key: str) -> None:
        """The decision about `key` no longer holds."""
        self._write([_record(kind.kind, key, None, None)])

    @disk.guarded(disk.THE_VAULT)
    def compact(self, *, giving_up: bool = False) -> None:
        """Write one snapshot of what holds, then remove what it replaces.

        Nothing is done while a file is damaged or missing, unless the person gives that up, having no copy with it.
        """
        if self.problems and not giving_up:
            return
        old = [name for _number, name in self._files()]
        held = self.records()
        self._write(held, snapshot=True)
        with disk.guarded("journal/"):
            for name in old:
                (self._layout.journal / name).unlink(missing_ok=True)
                disk.step("journal.removed")
            disk.sync_folder(self._layout.journal)
        self.refresh()

    def _write(self, records: Sequence[Record], *, snapshot: bool = False) -> None:
        if not records and not snapshot:
            return
        number = self.last + 1
        gone = {random_part(name) for _number, name in self._files()} | self._replaced if snapshot else ()
        about = _Head(snapshot=snapshot, replaces=tuple(sorted(gone)), marked=True)
        head = _record(_FILE, str(number), msgspec.to_builtins(about), None)
        data = b"".join(msgspec.json.encode(record) + b"\n" for record in (head, *records))
        quiet = not snapshot and all(record.kind in QUIET for record in records)
        name = f"{number:08d}-{_random(quiet=quiet)}.age"
        self._check()
        disk.write_whole(self._layout.journal / name, seal_bytes(data, self._keys.recipients), "journal")
        before = state.known(self._layout, self._keys)
        now = state.State(
            last=number,
            slots=before.slots or slots.hashes(self._layout),
            readme=before.readme or state.readme_hash(self._layout),
        )
        state.write(self._layout, self._keys, now)
        self.refresh()
        if not snapshot and len(self._seen) > COMPACT_AT:
            self.compact()


def random_part(name: str) -> str:
    """What tells a file of the journal from another one of the same number, by its file name."""
    return name[9:25]


def is_quiet(name: str) -> bool:
    """Whether a file of the journal, by its name, holds only what the program notes by itself (`QUIET`)."""
    return random_part(name).startswith(_QUIET_MARK)


def _random(*, quiet: bool) -> str:
    while True:
        part = secrets.token_hex(8)
        if quiet:
            return _QUIET_MARK + part[2:]
        if not part.startswith(_QUIET_MARK):
            return part


def journal_files(layout: Layout) -> list[Path]:
    """The sealed files of the journal, in order."""
    with disk.guarded("journal/"):
        return sorted(path for path in layout.journal.iterdir() if _NAME.fullmatch(path.name))


def _record(kind: str, key: str, value: Any, at: dt.datetime | None) -> Record:
    return Record(VERSION, at or dt.datetime.now(dt.UTC), kind, key, value)


def _damaged(name: str) -> Problem:
    return Problem(
        kind="journal-damaged",
        where=f"journal/{name}",
        what=_("This file of the journal cannot be read; the decisions in it are missing."),
        incomplete=True,
    )


def _missing(number: int) -> Problem:
    return Problem(
        kind="journal-gap",
        where=f"journal/{number:08d}",
        what=_("This file of the journal is missing; the decisions in it are lost unless a copy has them."),
        incomplete=True,
    )
