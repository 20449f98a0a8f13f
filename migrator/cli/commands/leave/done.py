"""`migrate leave done`: tick a step."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.cli.commands.leave.book import tell, writing
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import vault_options
from migrator.i18n import _


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(help=_("Tick a step that you have done. --proof keeps a note with it, in the vault."))
    @click.argument("step", metavar="ID")
    @click.option(
        "--proof", default="", metavar="TEXT", help=_("A note for yourself: a date, a number, what you saw.")
    )
    @vault_options
    @shared
    def done(
        session: Session, step: str, proof: str, vault: Path | None, passphrase_file: str | None
    ) -> None:
        from migrator.app.leaving import change

        with writing(session, vault, passphrase_file) as book:
            tell(session, change.done(book, step, proof, session.context()))

    return done
