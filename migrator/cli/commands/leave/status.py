"""`migrate leave status`: what to do now, what waits for which date, how far along; with `--all`, every step."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.cli.commands.leave.book import show_status
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import vault_options
from migrator.i18n import _


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_("Show what to do now, what waits for which date, and how far along you are."),
    )
    @click.option("--all", "every", is_flag=True, help=_("Show every step and how it stands."))
    @vault_options
    @shared
    def status(session: Session, vault: Path | None, passphrase_file: str | None, *, every: bool) -> None:
        show_status(session, vault, passphrase_file, every=every)

    return status
