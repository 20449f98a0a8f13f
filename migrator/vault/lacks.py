"""What an open vault lacks, as far as a glance tells: cheap enough for every command that shows or writes the archive."""

from __future__ import annotations

import re

from migrator.errors import MigratorError
from migrator.events import Problem
from migrator.i18n import _
from migrator.seal.age import open_sealed
from migrator.vault import disk
from migrator.vault.handle import Vault
from migrator.vault.kinds import Import

_ORIGINAL = re.compile(r"([0-9a-f]{32})\.age")


def lacks(vault: Vault) -> tuple[Problem, ...]:
    """Files of the journal that are damaged or missing, and sealed originals that no record of the journal lists."""
    return (*vault.journal.problems, *unlisted(vault))


def unlisted(vault: Vault) -> tuple[Problem, ...]:
    """Originals that our keys open and that the journal does not know: their record was lost."""
    known = vault.journal.all(Import)
    with disk.guarded("originals/"):
        names = sorted(path.name for path in vault.layout.originals.iterdir())
    strangers = [name for name in names if (m := _ORIGINAL.fullmatch(name)) and m[1] not in known]
    return tuple(
        Problem(
            kind="original-unlisted",
            where=f"originals/{name}",
            what=_(
                "This sealed export is in no list, so it is not shown. `migrate vault verify` lists it again."
            ),
            incomplete=True,
        )
        for name in strangers
        if _ours(vault, name)
    )


def _ours(vault: Vault, name: str) -> bool:
    try:
        open_sealed((vault.layout.originals / name).open("rb"), vault.keys.identities, name=name).close()
    except (MigratorError, OSError):
        return False
    return True
