"""A copy of the vault elsewhere: everything but the index, which can be made again, each file checked by its hash.

An older copy of the same vault is brought up to date, and never made worse: what is damaged or missing in the vault does
not replace or remove what is sound in the copy. Only what the vault gave up on purpose goes: old keys, and journal files
that a snapshot replaced. A copy that somebody worked in is not overwritten (`divergence`); one from before a rekey stays
whole under its old keys until the new set, made beside it, takes its place (`staged`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from migrator.errors import NoSpace, NoVault, UsageError, VaultDamaged, WrongSecret
from migrator.events import Finished, Problem, Progressed, Report, Started, quiet
from migrator.i18n import N_, _
from migrator.seal.age import open_sealed
from migrator.seal.keys import Identity
from migrator.vault import disk, disks, divergence, layout, lock, slots, staged
from migrator.vault.divergence import Merged
from migrator.vault.handle import Vault
from migrator.vault.kinds import Copied, Import
from migrator.vault.layout import Layout
from migrator.vault.originals import BLOCK, all_originals, intact

COPYING = N_("copying")
# Originals first and vault.json last: a folder without it is no vault, so that a copy that stopped is not taken for one.
# Onto a copy under the same keys the slots come first, since they open all that is there.
_ORDER = ("originals", "parts", "journal", "keys")


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """What was copied.

    `same_device`: it lies on the same disk, which does not protect against the loss of that disk; None: the system does
    not tell.
    `problems`: what is damaged or missing in the vault itself; of these the copy keeps what it had.
    """

    folder: Path
    files: int
    size: int
    same_device: bool | None
    problems: tuple[Problem, ...] = ()


@disk.guarded(disk.THE_VAULT)
def copy(vault: Vault, to: Path, report: Report = quiet, *, force: bool = False) -> Copy:
    """Copy the vault into the folder `to`, which is new, empty, or an older copy of this vault; and record that.

    Every original is read and hashed first; the record names those that were right. UsageError if something else is in the
    folder or if it lies inside the vault; Diverged if it has exports or decisions of its own, unless `force` gives them up.
    Stopped anywhere, the folder holds what it held or the new state, and the same call goes on. The copy opens with the
    same passphrase and recovery code. Holds the locks of both.
    """
    target = Layout(to)
    layout.refuse_links(target)
    disks.refuse_same_place(vault.folder, to)
    with vault.writing():
        _check_target(vault, target)
        with disk.guarded(str(to), ours=False):
            to.mkdir(mode=0o700, parents=True, exist_ok=True)
        staged.finish(to)
        with lock.held(target.lock):
            held = {original.hex: original for original in all_originals(vault)}
            right = {name: original.sha256 for name, original in held.items() if intact(vault, original)}
            problems = [*_damaged_originals(held.keys() - right.keys()), *vault.journal.problems]
            bad = {f"originals/{name}.age" for name in held.keys() - right.keys()} | _bad_files(vault)
            found = divergence.own(vault, target, bad)
            if found and not force:
                raise divergence.diverged(to, found)
            files, size = _brought_up(vault, target, report, bad, found)
        same = disks.same_disk(to, vault.folder)
        now = dt.datetime.now(dt.UTC)
        record = Copied(where=str(to.resolve()), same_device=same, originals=right, at=now)
        vault.journal.put({now.isoformat(): record})
    return Copy(folder=to, files=files, size=size, same_device=same, problems=tuple(problems))


def _brought_up(
    vault: Vault, target: Layout, report: Report, bad: set[str], found: divergence.Own
) -> tuple[int, int]:
    """In place if the vault's keys open all that lies there, else beside it and exchanged at the end."""
    if not _in_place(vault, target):
        fresh = Layout(staged.place(target.folder))
        try:
            done = copy_files(vault.layout, fresh, report, bad=bad)
            _carried_over(vault, target, fresh, bad)
        except NoSpace:
            staged.give_up(target.folder)
            raise
        staged.commit(target.folder)
        return done
    staged.give_up(target.folder)
    coming = {
        f"{file}{slots.NEW}": now
        for file, now in slots.hashes(vault.layout).items()
        if f"keys/{file}" not in bad
    }
    slots.announce(target, coming)
    done = copy_files(vault.layout, target, report, bad=bad, first="keys")
    _remove_given_up(vault, target, bad, found)
    return done


def _in_place(vault: Vault, target: Layout) -> bool:
    """Whether every file can be added to the target as it is: whatever opens the vault then opens all of it, at any stop."""
    files = [path for name in ("journal", "originals") for path in (target.folder / name).glob("*.age")]
    if not files:
        return True
    newest = vault.keys.identities[:1]
    return not vault.keys.changing and all(_readable(path, newest) for path in files)


def _readable(path: Path, identities: Sequence[Identity]) -> bool:
    try:
        with disk.guarded(path.name, ours=False):
            open_sealed(path.open("rb"), identities, name=path.name).close()
    except WrongSecret:
        return False
    except VaultDamaged:
        return True  # damaged, whatever the key
    return True


def _carried_over(vault: Vault, target: Layout, fresh: Layout, bad: set[str]) -> None:
    """What is damaged in the vault and sound in the copy goes along into the new set."""
    for name in sorted(bad):
        if name.startswith(("originals/", "journal/")):
            for path in target.folder.glob(f"{name.removesuffix('.age')}*.age"):
                if divergence.opens(vault, path):
                    _copy_file(path, fresh.folder / path.relative_to(target.folder))


def copy_files(
    source: Layout,
    target: Layout,
    report: Report,
    *,
    bad: set[str] | None = None,
    marker: bool = True,
    first: str = "originals",
) -> tuple[int, int]:
    """Copy every file but the index, each hash-checked; how many there are, and their size in bytes.

    Those of `bad` (paths inside the vault) never replace what is in the target. vault.json comes last, or not at all
    without `marker`. `first`: the folder to begin with; the keys, where they open what is in the target already. The
    caller holds the lock.
    """
    files = _files(source, marker=marker, first=first)
    with disk.guarded(str(source.folder)):
        sizes = [path.stat().st_size for path in files]
    report(Started(phase=COPYING, total=sum(sizes)))
    target.make()
    done = 0
    behind = any(name.startswith(("journal/", "keys/")) for name in bad or ())
    for path, size in zip(files, sizes, strict=True):
        if path == source.state and behind and target.state.exists():
            continue  # it would speak of what the copy does not get
        inside = path.relative_to(source.folder)
        if inside.as_posix() not in (bad or set()) or not (target.folder / inside).exists():
            _copy_file(path, target.folder / inside)
        done += size
        report(Progressed(phase=COPYING, done=done))
    report(Finished(phase=COPYING))
    return len(files), sum(sizes)


def _damaged_originals(names: set[str]) -> list[Problem]:
    return [
        Problem(
            kind="original-damaged",
            where=f"originals/{name}.age",
            what=_("It is damaged or missing in the vault, and was not copied over what the copy has."),
            incomplete=True,
        )
        for name in sorted(names)
    ]


def _bad_files(vault: Vault) -> set[str]:
    """Journal files that cannot be read, and slots that are not as they were written."""
    changed = {f"keys/{name}" for name in slots.changed(vault.layout, vault.keys)}
    return changed | {problem.where for problem in vault.journal.problems}


def _check_target(vault: Vault, target: Layout) -> None:
    to = target.folder.resolve()
    if to == vault.folder.resolve() or vault.folder.resolve() in to.parents:
        raise UsageError(
            _("{folder} is inside the vault itself.").format(folder=target.folder),
            _("Name a folder elsewhere, best on another disk."),
        )
    if not target.folder.exists():
        return
    with disk.guarded(str(target.folder), ours=False):
        names = {path.name for path in target.folder.iterdir()}
    if not _is_copy(vault, target, names):
        raise UsageError(
            _("{folder} is not empty and is not a copy of this vault.").format(folder=target.folder),
            _("Name a new folder. Nothing was written."),
        )


def _is_copy(vault: Vault, target: Layout, names: set[str]) -> bool:
    try:
        layout.find(target.folder)
        return layout.read_marker(target).id == vault.id
    except NoVault:
        return names <= set(_ORDER) | {
            "README.txt",
            "lock",
            "state.age",
            staged.NEW,
        }  # empty, or a copy that stopped before its last file
    except VaultDamaged:
        return {"keys", "originals"} <= names


def _files(source: Layout, *, marker: bool, first: str) -> list[Path]:
    order = (first, *(name for name in _ORDER if name != first))
    with disk.guarded(str(source.folder)):
        found = [path for name in order for path in sorted((source.folder / name).glob("*.age"))]
        return [
            *found,
            *(path for path in (source.state, source.readme) if path.exists()),
            *([source.marker] if marker else []),
        ]


def _remove_given_up(vault: Vault, target: Layout, bad: set[str], found: divergence.Own) -> None:
    """Remove what the vault gave up: slots, and journal files that a snapshot replaced, unless one is missing.

    So goes what was the target's own and is given up or was taken into the vault; an export only if it was taken in.
    """
    source = vault.layout
    hints = layout.read_marker(source).slots
    merged = {name for one in vault.journal.all(Merged).values() for name in one.originals}
    with disk.guarded(str(target.folder), ours=False):
        for path in target.keys.iterdir():
            if path.name not in hints and not (source.keys / path.name).exists():
                path.unlink()
        known = vault.journal.all(Import)
        for path in target.originals.iterdir():
            if path.stem in merged and path.stem not in known and not bad:
                path.unlink()
        for path in found.journal:
            path.unlink()
        if any(name.startswith("journal/") for name in bad):
            return
        for path in target.journal.iterdir():
            if not (source.journal / path.name).exists():
                path.unlink()


def _copy_file(source: Path, to: Path) -> None:
    wanted = _hash(source)
    if to.exists() and _hash(to, ours=False) == wanted:
        return
    with disk.guarded(to.name, ours=False), disk.new_part(to) as part:
        out = disk.Whole(part)
        with disk.guarded(source.name):
            file = source.open("rb", buffering=0)
        with file:
            while block := _block(file, source.name):
                out.write(block)
        disk.sync(part)
    disk.step("copy.written")
    if _hash(disk.from_disk(disk.part_of(to)), ours=False) != wanted:
        disk.part_of(to).unlink(missing_ok=True)
        raise VaultDamaged(
            _("{name} reads back differently from the copy.").format(name=source.name),
            _("The disk of the copy may be failing; use another one. The vault itself is as it was."),
        )
    with disk.guarded(to.name, ours=False):
        disk.part_of(to).replace(to)
        disk.sync_folder(to.parent)
    disk.step("copy.renamed")


def _block(file: BinaryIO, name: str) -> bytes:
    with disk.guarded(name):
        return file.read(BLOCK)


def _hash(path: Path, *, ours: bool = True) -> str:
    with disk.guarded(path.name, ours=ours), path.open("rb", buffering=0) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
