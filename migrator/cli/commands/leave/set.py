"""`migrate leave set`: say something about your situation, or what you saw instead of a fact."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.cli.commands.leave.book import tell, writing
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import vault_options
from migrator.i18n import _


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Say something about your situation: migrate leave set plan=plus payer=apple region=turkiye."
            " `migrate leave show questions` lists what can be set. fact:ID=TEXT notes what you saw instead of a fact."
        ),
    )
    @click.argument("words", nargs=-1, required=True, metavar="KEY=VALUE...")
    @vault_options
    @shared
    def choose(
        session: Session, words: tuple[str, ...], vault: Path | None, passphrase_file: str | None
    ) -> None:
        from migrator.app.leaving import change

        with writing(session, vault, passphrase_file) as book:
            tell(session, change.choose(book, words, session.context()))

    return choose
