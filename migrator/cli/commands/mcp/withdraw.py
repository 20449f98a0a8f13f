"""`migrate mcp withdraw NAME`: a grant ends."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.i18n import _


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "End a grant. It holds from the next question on, in servers that run as well. What a client was given before"
            " stays in its own files."
        ),
        short_help=_("End a grant."),
    )
    @click.argument("name", metavar="NAME")
    @vault_options
    @shared
    def withdraw(session: Session, name: str, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app.serving import grants

        with opened(session, vault, passphrase_file) as open_vault:
            gone = grants.withdraw(open_vault, name)
        session.show(
            gone.document(),
            [
                _("“{name}” is withdrawn: nothing is answered by it any more.").format(name=name),
                _("What was answered before stays with the clients; `migrate mcp log` lists it."),
            ],
        )

    return withdraw
