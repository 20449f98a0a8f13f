"""Checking the whole vault. Nothing is trusted because it was right before.

Every original is read in full, from the disk rather than from memory where the system lets us, and hashed, every member of its ZIP is read and its CRC compared, the journal's numbers
and the slots' hashes are looked at.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
from pathlib import Path

import msgspec

from migrator.errors import NotRecognised, Refused, VaultDamaged
from migrator.events import Finished, Problem, Progressed, Report, Started, quiet
from migrator.i18n import N_, _
from migrator.source.zip_source import ZipSource, open_zip
from migrator.vault import disk, parts, slots, state, surroundings
from migrator.vault.handle import Vault
from migrator.vault.kinds import Import, Verified
from migrator.vault.originals import BLOCK, Original, all_originals, open_file, open_original, read_hash

_STRANGE = {
    "unknown-file": N_("The journal does not know this file."),
    "original-found": N_(
        "The journal had lost the record of this original. It has one again; its name is not known."
    ),
}
_HEX = re.compile(r"[0-9a-f]{32}")
# None of these says that something of the vault was lost.
_HARMLESS = {"export-damaged", "readme-changed", "foreign-file", "part-damaged", *_STRANGE}
CHECKING = N_("checking the archive")


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. `ok` is false if anything of the vault is not as it was written.

    An export that was already damaged when it was added (`export-damaged`), a file that is not the vault's
    (`unknown-file`) and an original whose record was lost (`original-found`) are named among the problems, and leave
    `ok` true.
    """

    ok: bool
    originals: int
    members: int
    problems: tuple[Problem, ...]


@disk.guarded(disk.THE_VAULT)
def verify(vault: Vault, report: Report = quiet, *, record: bool = True) -> Outcome:
    """Check everything; the outcome is kept in the journal if `record`. Holds the vault's lock.

    On a medium that cannot be written it is checked all the same, and nothing is kept.
    """
    record = record and not vault.read_only
    with contextlib.nullcontext() if vault.read_only else vault.writing():
        originals = all_originals(vault)
        report(Started(phase=CHECKING, total=sum(original.size for original in originals)))
        problems = [
            *vault.journal.problems,
            *_state(vault),
            *_slots(vault),
            *_strangers(vault, originals, record=record),
            *surroundings.check_readme(vault, mend=record),
            *surroundings.foreign(vault),
            *parts.check(vault),
        ]
        right: dict[str, str] = {}
        members, done = 0, 0
        for original in originals:
            found = _original(vault, original)
            if found is not None:
                problems.append(found)
            else:
                right[original.hex] = original.sha256
                count, more = _members(vault, original)
                members += count
                problems.extend(more)
            done += original.size
            report(Progressed(phase=CHECKING, done=done))
        ok = all(problem.kind in _HARMLESS for problem in problems)
        if record:
            now = dt.datetime.now(dt.UTC)
            entry = Verified(ok=ok, originals=right, members=members, problems=len(problems), at=now)
            vault.journal.put({now.isoformat(): entry})
        report(Finished(phase=CHECKING))
    return Outcome(ok=ok, originals=len(originals), members=members, problems=tuple(problems))


def _state(vault: Vault) -> list[Problem]:
    try:
        if state.read(vault.layout, vault.keys) is not None or not vault.journal.marked:
            return []
        what = _("It is missing, so whether the newest decisions are there is not known. It is written anew.")
    except VaultDamaged as why:
        what = why.message
    return [Problem(kind="state-damaged", where="state.age", what=what, incomplete=True)]


def _slots(vault: Vault) -> list[Problem]:
    return [
        Problem(
            kind="slot-changed",
            where=f"keys/{name}",
            what=_("This way to open the vault is missing or is not as it was written; set it anew."),
            incomplete=True,
        )
        for name in slots.changed(vault.layout, vault.keys)
    ]


def _strangers(vault: Vault, originals: list[Original], *, record: bool) -> list[Problem]:
    """Files that the journal does not know.

    One that our key opens and whose bytes are nowhere else is an original that lost its record: it gets a new one,
    under a name that says so, and counts from the next check on.
    """
    problems = []
    hashes = {original.sha256 for original in originals}
    known = {f"{original.hex}.age" for original in originals}
    for path in sorted(vault.layout.originals.glob("*.age")):
        if path.name in known:
            continue
        found = _adopted(vault, path, hashes) if record and _HEX.fullmatch(path.stem) else None
        if found is not None:
            hashes.add(found)
        kind = "unknown-file" if found is None else "original-found"
        problems.append(Problem(kind=kind, where=f"originals/{path.name}", what=_(_STRANGE[kind])))
    return problems


def _adopted(vault: Vault, path: Path, hashes: set[str]) -> str | None:
    """The hash of a file that was given a record, None if it was not."""
    try:
        with open_file(vault, path.name, lambda: path.open("rb", buffering=0)) as plain:
            size = plain.seek(0, io.SEEK_END)
            plain.seek(0)
            sha256 = read_hash(plain)
    except VaultDamaged:
        return None
    if sha256 in hashes:
        return None
    now = dt.datetime.now(dt.UTC)
    vault.journal.put(
        {path.stem: Import(name=f"recovered-{path.stem[:8]}.zip", size=size, sha256=sha256, at=now)}
    )
    return sha256


def _original(vault: Vault, original: Original) -> Problem | None:
    where = f"originals/{original.hex}.age"
    path = vault.layout.originals / f"{original.hex}.age"
    if path.is_symlink():
        what = _("It is a link to another place, not a file of the vault.")
        return Problem(kind="original-damaged", where=where, what=what, incomplete=True)
    disk.from_disk(path)
    try:
        if read_hash(open_original(vault, original)) == original.sha256:
            return None
        what = _("It is whole, but is not what was added.")
    except VaultDamaged as why:
        what = why.message
    return Problem(kind="original-damaged", where=where, what=what, incomplete=True)


def _members(vault: Vault, original: Original) -> tuple[int, list[Problem]]:
    """How many files the original's ZIP holds, one ZIP inside it included, and those that fail their checksum."""
    if original.what != "export":
        return 0, []
    try:
        with open_zip(open_original(vault, original), name=original.hex) as source:
            return _read_members(source, original)
    except (NotRecognised, Refused):  # what was added cannot be read as a ZIP at all
        return 0, [_export_damaged(original, "")]


def _read_members(source: ZipSource, original: Original, inside: str = "") -> tuple[int, list[Problem]]:
    count, problems = 0, list[Problem]()
    for number, entry in enumerate(source.entries):
        pointer = f"{inside}#/{number}"
        try:
            inner = source.inner(entry) if not inside and entry.name.lower().endswith(".zip") else None
            if inner is not None:
                more, found = _read_members(inner, original, pointer)
                count += more
                problems.extend(found)
                continue
            count += 1
            with source.open(entry) as member:
                while member.read(BLOCK):
                    pass
        except (NotRecognised, Refused):
            problems.append(_export_damaged(original, pointer))
    return count, problems


def _export_damaged(original: Original, pointer: str) -> Problem:
    return Problem(
        kind="export-damaged",
        where=f"originals/{original.hex}.age{pointer}",
        what=_(
            "A file inside this export fails its checksum; it was so when it was added. Download the export again."
        ),
        incomplete=True,
    )
