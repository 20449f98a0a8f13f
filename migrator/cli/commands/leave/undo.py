"""`migrate leave undo`: take back a tick or an acceptance."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.cli.commands.leave.book import tell, writing
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import vault_options
from migrator.i18n import _


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(help=_("Take back a tick, or the acceptance of a gap."))
    @click.argument("step", metavar="ID")
    @vault_options
    @shared
    def undo(session: Session, step: str, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app.leaving import change

        with writing(session, vault, passphrase_file) as book:
            tell(session, change.undo(book, step, session.context()))

    return undo
