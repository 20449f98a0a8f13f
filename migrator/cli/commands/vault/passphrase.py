"""`migrate vault passphrase`: another passphrase."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.cli.asking import new_passphrase
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.i18n import _


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Choose another passphrase. Copies made earlier still open with the old one; `vault rekey` makes new keys."
        ),
        short_help=_("Change the passphrase."),
    )
    @click.option(
        "--new-passphrase-file",
        metavar="FILE",
        help=_("Read the new passphrase from the first line of FILE, - for standard input."),
    )
    @vault_options
    @shared
    def passphrase(
        session: Session, new_passphrase_file: str | None, vault: Path | None, passphrase_file: str | None
    ) -> None:
        from migrator.vault import keys

        with opened(session, vault, passphrase_file) as open_vault:
            keys.change_passphrase(open_vault, new_passphrase(session, new_passphrase_file))
            session.show(
                {"vault": str(open_vault.folder), "id": open_vault.id}, [_("The passphrase is changed.")]
            )

    return passphrase
