"""`migrate leave letter LAW`: a letter that asks for a copy, for erasure and for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.commands.leave.book import reading
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import vault_options
from migrator.i18n import _
from migrator.text import safe

if TYPE_CHECKING:
    from migrator.app.leaving.letter import Letter


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Write a letter that asks for a copy of your data, for erasure and for an answer. LAW: gdpr, uk-gdpr, ccpa,"
            " kvkk (in Turkish), ksa-pdpl or general. You send it yourself. It lies readable."
        ),
        short_help=_("Write a letter that asks for erasure."),
    )
    @click.argument("law", metavar="LAW")
    @click.option(
        "--out",
        type=click.Path(path_type=Path),
        metavar="FILE",
        required=True,
        help=_("The text file to write; it must not exist."),
    )
    @click.option("--name", default="", help=_("Your name; left out, there is a place to fill in."))
    @click.option("--account", default="", help=_("The account's e-mail address, likewise."))
    @click.option(
        "--address", multiple=True, help=_("A line of the address to write to, instead of the known one.")
    )
    @vault_options
    @shared
    def letter(
        session: Session,
        law: str,
        out: Path,
        name: str,
        account: str,
        address: tuple[str, ...],
        vault: Path | None,
        passphrase_file: str | None,
    ) -> None:
        from migrator.app.leaving.letter import letter as write

        with reading(session, vault, passphrase_file) as book:
            told = write(book, law, out, session.context(), name=name, account=account, to=address)
        session.show(told.document(), _lines(told))

    return letter


def _lines(told: Letter) -> Iterator[str]:
    yield _("Written to {folder}").format(folder=told.out)
    yield from told.notes
    yield from ("  " + safe(line, one_line=True) for line in told.to)
