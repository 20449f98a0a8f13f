"""Looking at the files of a vault, or of a copy of it, now: whether they are there and what they were.

What a record says about a file is never believed. Each sealed original is opened, which proves that our keys open it
and that its end is the one that was sealed, and its size is compared. A file that was written to since it was last read
in full (its size or times differ from those noted then) is read in full again. All of that takes milliseconds for
what nobody touched.
"""

from __future__ import annotations

import io
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO, ClassVar

import msgspec

from migrator.app.context import Context
from migrator.errors import MigratorError, NoVault, WrongSecret
from migrator.events import Finished, Report, Started, quiet
from migrator.leave.seen import Trouble
from migrator.seal.age import open_sealed
from migrator.seal.errors import NoMatch, SealBroken
from migrator.vault import disks, divergence, kinds, layout, slots
from migrator.vault.handle import Vault
from migrator.vault.journal import Journal
from migrator.vault.layout import Layout
from migrator.vault.originals import Original, all_originals, read_hash
from migrator.vault.verify import CHECKING

THE_VAULT = ""
"""The key under which the vault's own files are noted; a copy's is its place."""

TYPED = (slots.PASSPHRASE, slots.RECOVERY)
_ORIGINAL = re.compile(r"[0-9a-f]{32}\.age")
Stamp = tuple[int, int, int]
"""Size, and the times of the last write and of the last change, in nanoseconds."""


class Sighted(kinds.Decision, frozen=True, kw_only=True, omit_defaults=True):
    """Originals that were read in full and found right, with their stamps then. Key: the copy's place, or ""."""

    kind: ClassVar[str] = "sighted"
    files: dict[str, Stamp]


def stamps(folder: Layout, names: Iterable[str]) -> dict[str, Stamp]:
    """The stamps of originals, by hex name; what is no regular file has none."""
    found = {}
    for name in names:
        stamp = _stamp(folder.originals / f"{name}.age")
        if stamp is not None:
            found[name] = stamp
    return found


def note(vault: Vault, place: str, seen: Mapping[str, Stamp]) -> None:
    """Keep that these originals were just read in full. If that cannot be kept, they are read again next time."""
    if not seen or _noted(vault, place) == seen:
        return
    try:
        with vault.writing():
            vault.journal.put({place: Sighted(files=dict(seen))})
    except (MigratorError, OSError):
        pass


def damaged(vault: Vault, context: Context) -> int:
    """How many files of the vault itself are not there as they were: originals, unknown ones among them, and ways in."""
    originals = all_originals(vault)
    known = {f"{one.hex}.age" for one in originals}
    try:
        present = {path.name for path in vault.layout.originals.iterdir() if _ORIGINAL.fullmatch(path.name)}
        hints, now = layout.read_marker(vault.layout).slots, slots.hashes(vault.layout)
    except (MigratorError, OSError):
        return max(1, len(originals))
    typed = [f"{name}.age" for name in TYPED]
    ways = sum(hints.get(name) != now.get(name) for name in typed if name in hints or name in now)
    lost = not any(name in now for name in typed) and bool(hints)
    bad = _unlike(vault, vault.layout, THE_VAULT, originals, context)
    return len(present - known) + ways + lost + sum(bool(trouble) for trouble in bad.values())


def trouble(vault: Vault, place: str, context: Context) -> Trouble:
    """What is wrong with the copy in `place`, looked at now."""
    folder = Path(place)
    there = Layout(folder)
    try:
        if not stat.S_ISDIR(folder.lstat().st_mode):
            return "away"
        layout.refuse_links(there)
        if layout.read_marker(there).id != vault.id:
            return "away"  # another vault stands where the copy was
        found = _kept_in(vault, there, place, context)
        if found:
            return found
        if disks.is_same_place(folder, vault.folder):
            return "same-place"
        same = disks.same_disk(folder, vault.folder)
    except NoVault:
        return "away"
    except MigratorError:
        return "damaged" if _holds_something(folder) else "away"
    except FileNotFoundError:
        return "away"
    except OSError:
        return "damaged"
    return "same-disk" if same else "unknown-disk" if same is None else ""


def _holds_something(folder: Path) -> bool:
    """Whether anything of a vault is there; the place where a stick was mounted is an empty folder."""
    return any((folder / name).exists() for name in ("vault.json", *layout.FOLDERS))


def _kept_in(vault: Vault, there: Layout, place: str, context: Context) -> Trouble:
    """Whether a copy holds all of the vault and nothing else, under the keys in force."""
    for name in vault.layout.slots():
        if name in TYPED and there.slot(name).read_bytes() != vault.layout.slot(name).read_bytes():
            return "keys"
    if not any(name in TYPED for name in there.slots()):
        return "keys"
    journal = Journal(there, vault.keys)
    if journal.problems:
        return "damaged"
    originals = all_originals(vault)
    kept = {key: record.sha256 for key, record in journal.all(kinds.Import).items()}
    wanted = {one.hex: one.sha256 for one in originals}
    if any(kept.get(key) != sha256 for key, sha256 in wanted.items()):
        return "lacking"
    if divergence.own(vault, there, set()):
        return "diverged"
    found = _unlike(vault, there, place, originals, context)
    return next((bad for bad in found.values() if bad), "")


def _unlike(
    vault: Vault, there: Layout, place: str, originals: Iterable[Original], context: Context
) -> dict[str, Trouble]:
    """What is wrong with each original, by hex name; those that changed since are read in full, and noted if right."""
    before, now = _noted(vault, place), dict[str, Stamp]()
    found: dict[str, Trouble] = {}
    began = False
    for one in originals:
        path = there.originals / f"{one.hex}.age"
        stamp = _stamp(path)
        if stamp is None:
            found[one.hex] = "lacking"
            continue
        changed = before.get(one.hex) != stamp
        if changed and not began:
            context.report(Started(phase=CHECKING, total=None))
            began = True
        bad = _wrong(vault, path, one, context.report if changed else quiet, whole=changed)
        if bad:
            found[one.hex] = bad
        else:
            now[one.hex] = stamp
    if began:
        context.report(Finished(phase=CHECKING))
    note(vault, place, now)
    return found


def _wrong(vault: Vault, path: Path, one: Original, report: Report, *, whole: bool) -> Trouble:
    try:
        plain: BinaryIO = open_sealed(path.open("rb", buffering=0), vault.keys.identities, name=path.name)
        with plain:
            if plain.seek(0, io.SEEK_END) != one.size:
                return "damaged"
            plain.seek(0)
            return "damaged" if whole and read_hash(plain, report) != one.sha256 else ""
    except (NoMatch, WrongSecret):
        return "keys"
    except (SealBroken, MigratorError, OSError):
        return "damaged"


def _noted(vault: Vault, place: str) -> dict[str, Stamp]:
    try:
        noted = vault.journal.get(Sighted, place)
    except msgspec.ValidationError:
        return {}
    return dict(noted.files) if noted is not None else {}


def _stamp(path: Path) -> Stamp | None:
    try:
        seen = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(seen.st_mode):
        return None
    return seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns
