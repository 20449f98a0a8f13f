"""`migrate leave show`: one step in full, or a table."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.cli.commands.leave.book import reading
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import vault_options
from migrator.i18n import _


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Show one step in full: why, how, what to note, and who says so. ID may also be alternatives, laws,"
            " questions or corrections."
        ),
    )
    @click.argument("step", metavar="ID")
    @vault_options
    @shared
    def show(session: Session, step: str, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app.leaving import checklist, tables
        from migrator.cli.commands.leave import text

        if step == "alternatives":
            document = tables.alternatives(session.context())
            session.show(document, text.said(text.alternatives(document)))
            return
        with reading(session, vault, passphrase_file) as book:
            if step == "laws":
                document = tables.laws(book, session.context())
                session.show(document, text.said(text.laws(document)))
            elif step == "questions":
                document = tables.questions(book)
                session.show(document, text.said(text.questions(document)))
            elif step == "corrections":
                patch = tables.corrections_patch(book)
                session.show({"patch": patch}, patch.splitlines() or [_("You have noted no corrections.")])
            else:
                told = checklist.show(book, step, session.context())
                session.show(told.document(), text.said(text.step(told)))

    return show
