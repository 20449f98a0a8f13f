"""`migrate leave next`: what to do next."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.cli.commands.leave.book import reading
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import vault_options
from migrator.i18n import _


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(help=_("Show what to do next, what has a date first."))
    @vault_options
    @shared
    def following(session: Session, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app.leaving.checklist import show, status
        from migrator.cli.commands.leave import text

        with reading(session, vault, passphrase_file) as book:
            told = status(book, session.context())
            steps = [show(book, step, session.context()) for step in told.next]
        document = {"next": [s.document() for s in steps], "ready_to_delete": told.ready_to_delete}
        session.show(document, text.said(text.following(told, steps)))

    return following
