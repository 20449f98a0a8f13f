"""What a copy holds that the vault does not: decisions and exports of its own, made when somebody worked in the copy.

A journal file that the vault never had and that no snapshot of it replaced is the copy's own, unless it holds only what
the program notes by itself (`journal.QUIET`), and so is an original that the vault's journal does not know. What was
taken into the vault meanwhile (`merge.take_in`) no longer counts.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import msgspec

from migrator.errors import UsageError, VaultDamaged, WrongSecret
from migrator.i18n import _, ngettext
from migrator.seal.age import open_sealed
from migrator.vault import disk
from migrator.vault.handle import Vault
from migrator.vault.journal import is_quiet, journal_files, random_part
from migrator.vault.kinds import Decision, Import
from migrator.vault.layout import Layout


class Merged(Decision, frozen=True, kw_only=True, omit_defaults=True):
    """Another vault, or a copy, was taken in. Key: the time.

    `originals`: hex names in that vault; `journal`: the random parts of the names of its journal files.
    """

    kind: ClassVar[str] = "merge"
    vault: str
    originals: tuple[str, ...] = ()
    journal: tuple[str, ...] = ()


class Diverged(UsageError):
    """A copy is not only an older state of the vault."""

    kind = "diverged"


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """Files of a copy: `journal` and `originals` of its own, and `only` what the vault itself cannot read any more."""

    journal: tuple[Path, ...] = ()
    originals: tuple[Path, ...] = ()
    only: tuple[Path, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.journal or self.originals or self.only)


def own(vault: Vault, target: Layout, bad: set[str]) -> Own:
    """What `target`, a copy of `vault`, holds of its own. `bad`: files of the vault that are damaged or missing."""
    taken_in = vault.journal.all(Merged).values()
    journal_known = {name for merged in taken_in for name in merged.journal} | vault.journal.replaced
    known = {*vault.journal.all(Import), *(name for merged in taken_in for name in merged.originals)}
    here = {path.name for path in journal_files(vault.layout)}
    lost = {name.removeprefix("journal/")[:8] for name in bad if name.startswith("journal/")}
    with disk.guarded(str(target.folder), ours=False):
        theirs = journal_files(target) if target.journal.is_dir() else []
        originals = sorted(target.originals.glob("*.age")) if target.originals.is_dir() else []
    return Own(
        journal=tuple(
            path
            for path in theirs
            if path.name not in here
            and not is_quiet(path.name)
            and random_part(path.name) not in journal_known
            and path.name[:8] not in lost
        ),
        originals=tuple(
            path
            for path in originals
            if path.stem not in known and not (vault.layout.originals / path.name).exists()
        ),
        only=tuple(
            path
            for path in (*theirs, *originals)
            if f"{path.parent.name}/{path.name}" in bad and not opens(vault, path)
        ),
    )


def opens(vault: Vault, path: Path) -> bool:
    """Whether the vault's keys open a sealed file."""
    try:
        with disk.guarded(path.name):
            open_sealed(path.open("rb"), vault.keys.identities, name=path.name).close()
    except WrongSecret:
        return False
    except VaultDamaged:
        return True  # it is damaged, so nothing is lost with it
    return True


def diverged(folder: Path, found: Own) -> Diverged:
    """The error that names what would be lost."""
    what = []
    if found.originals:
        n = len(found.originals)
        what.append(ngettext("{n} export of its own", "{n} exports of its own", n).format(n=n))
    if found.journal:
        n = len(found.journal)
        what.append(
            ngettext("{n} file of decisions of its own", "{n} files of decisions of its own", n).format(n=n)
        )
    if found.only:
        n = len(found.only)
        what.append(
            ngettext(
                "{n} sound file that is damaged in the vault, under earlier keys",
                "{n} sound files that are damaged in the vault, under earlier keys",
                n,
            ).format(n=n)
        )
    return Diverged(
        _("The copy in {folder} is in part newer than this vault. It has: {what}.").format(
            folder=folder, what="; ".join(what)
        ),
        _(
            "Take that into this vault with `migrate vault add {folder}` and copy again, name a new folder, or say --force"
            " to give it up. Nothing was written."
        ).format(folder=folder),
    )
