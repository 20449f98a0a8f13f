"""`migrate mcp serve`: the server that a client starts."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.cli.session import Session, shared
from migrator.cli.vault_access import first_line, vault_options
from migrator.errors import UsageError
from migrator.i18n import _


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Answer the client at the other end of standard input and output. Clients start this themselves:"
            " `migrate mcp connect` says how. Without --passphrase-file the system's keychain opens the vault."
        ),
        short_help=_("Serve a client; clients start this themselves."),
    )
    @click.option("--grant", metavar="NAME", help=_("What may be read; needed if there are several grants."))
    @click.option(
        "--idle",
        type=click.FloatRange(0, 24 * 60),
        default=15,
        show_default=True,
        metavar="MINUTES",
        help=_("Drop the key after so long without a question; 0 keeps it."),
    )
    @vault_options
    @shared
    def serve(
        session: Session, grant: str | None, idle: float, vault: Path | None, passphrase_file: str | None
    ) -> None:
        from migrator.app.serving import serve as serving

        del session
        if passphrase_file == "-":  # noqa: S105 - not a secret
            raise UsageError(
                _("Standard input belongs to the client here; the passphrase cannot come from it."),
                _("Name a file, or let the keychain open the vault: migrate vault keys add"),
            )
        file = passphrase_file
        serving.serve(vault, None if file is None else lambda: first_line(file), grant, idle_minutes=idle)

    return serve
