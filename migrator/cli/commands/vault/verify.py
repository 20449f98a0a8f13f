"""`migrate vault verify`: is everything there, and as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.session import INCOMPLETE, Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.errors import VaultDamaged
from migrator.i18n import _

if TYPE_CHECKING:
    from migrator.app.keeping.caring import Checked


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Read the whole vault and check it: each export against its hash, each file inside it, the journal, the"
            " index. Exit code 13 if anything of the vault is damaged, 3 if there is something else to say."
        ),
        short_help=_("Check that all of it is there."),
    )
    @click.option(
        "--give-up-gaps",
        is_flag=True,
        help=_("Go on without decisions whose file in the journal is lost and in no copy either."),
    )
    @vault_options
    @shared
    def verify(session: Session, give_up_gaps: bool, vault: Path | None, passphrase_file: str | None) -> int:
        from migrator.app.keeping.caring import verify

        with opened(session, vault, passphrase_file) as open_vault:
            if give_up_gaps:
                with open_vault.writing():
                    open_vault.journal.compact(giving_up=True)
            found = verify(open_vault, session.context())
        session.show(found.document(), _lines(found))
        if not found.ok:
            return VaultDamaged.exit_code
        return INCOMPLETE if found.problems else 0

    return verify


def _lines(found: Checked) -> Iterator[str]:
    yield from found.lines()
    yield (
        _("All of it is there and as it was written.")
        if found.ok
        else _("NOT WHOLE: see above. What is not named is whole.")
    )
