"""Taking another vault's exports and decisions in: a copy that somebody worked in, or a vault of another computer.

Nothing of this vault is given up. An export that is here already stays as it is; of two decisions about the same thing
the later one holds. What was taken in is recorded, so that bringing that copy up to date later loses nothing.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from migrator.errors import VaultDamaged
from migrator.events import Problem, Report, quiet
from migrator.vault import disk
from migrator.vault.divergence import Merged
from migrator.vault.handle import Vault
from migrator.vault.journal import QUIET, Record, journal_files, random_part
from migrator.vault.kinds import Import
from migrator.vault.originals import BLOCK, Original, Writable, add, all_originals, open_original

_NOT_TAKEN = {*QUIET, Import.kind, Merged.kind}  # about files of the other vault, not decisions


class TakenIn(msgspec.Struct, frozen=True, kw_only=True):
    """What came in: the originals, how many of them are new, and how many decisions."""

    originals: tuple[Original, ...]
    new: int
    decisions: int


class _Inside:
    """An original of another vault, to be kept in this one under its own name."""

    def __init__(self, vault: Vault, original: Original) -> None:
        self._vault = vault
        self._original = original
        self.name = original.name
        self.packed = original.packed
        self.size: int | None = original.size

    def pour(self, into: Writable) -> None:
        """Write all bytes, in blocks."""
        with open_original(self._vault, self._original) as plain:
            while block := plain.read(BLOCK):
                into.write(block)


@disk.guarded(disk.THE_VAULT)
def take_in(vault: Vault, other: Vault, report: Report = quiet) -> TakenIn:
    """Add what `other` holds to `vault`. An original of it that is damaged there is reported and left out."""
    held = all_originals(other)
    kept: list[Original] = []
    new, sound = 0, []
    for original in held:
        try:
            one, is_new = add(vault, _Inside(other, original), what=original.what, report=report)
        except VaultDamaged as why:
            report(
                Problem(
                    kind="original-damaged",
                    where=f"originals/{original.hex}.age",
                    what=why.message,
                    incomplete=True,
                )
            )
            continue
        kept.append(one)
        sound.append(original.hex)
        new += is_new
    decisions = [record for record in other.journal.records() if record.kind not in _NOT_TAKEN]
    for problem in other.journal.problems:
        report(problem)
    with vault.writing():
        later = [record for record in decisions if _holds(vault, record)]
        vault.journal.append(later)
        now = dt.datetime.now(dt.UTC)
        names = tuple(random_part(path.name) for path in journal_files(other.layout))
        vault.journal.put({now.isoformat(): Merged(vault=other.id, originals=tuple(sound), journal=names)})
    return TakenIn(originals=tuple(kept), new=new, decisions=len(later))


def _holds(vault: Vault, record: Record) -> bool:
    """Whether the other vault's decision is one that this one lacks, or a later one."""
    mine = vault.journal.raw(record.kind).get(record.key)
    return mine is None or (record.value != mine.value and record.at > mine.at)
