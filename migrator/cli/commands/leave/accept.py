"""`migrate leave accept`: accept a gap of the archive as it is, by typing a few words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.commands.leave.book import tell, writing
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import vault_options
from migrator.errors import AnswerNeeded
from migrator.i18n import _

if TYPE_CHECKING:
    from migrator.app.leaving.checklist import GapItem


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(help=_("Accept a gap of the archive as it is. You are asked to type a few words."))
    @click.argument("gap", metavar="ID")
    @vault_options
    @shared
    def accept(session: Session, gap: str, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app.leaving import change

        def confirm(item: GapItem, phrase: str) -> str:
            if session.no_input:
                raise AnswerNeeded(
                    _("Accepting a gap needs words that you type, and nothing may be asked."),
                    _("Run it without --no-input."),
                )
            session.diagnostics.note(f"{item.id} ({item.count}): {item.what}")
            return str(
                click.prompt(
                    _("If you want to go on without it, type: {phrase}").format(phrase=phrase), err=True
                )
            )

        with writing(session, vault, passphrase_file) as book:
            tell(session, change.accept(book, gap, confirm, session.context()))

    return accept
