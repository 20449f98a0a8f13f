"""`migrate vault rebuild`: the index anew from the originals."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.i18n import _, ngettext


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Make the index anew from the sealed exports and the journal. Nothing of yours is in the index alone."
        ),
        short_help=_("Make the index anew."),
    )
    @vault_options
    @shared
    def rebuild(session: Session, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app.keeping.caring import rebuild

        with opened(session, vault, passphrase_file) as open_vault:
            counts = rebuild(open_vault, session.context())
        n = counts["conversations"]
        session.show(dict(counts), [ngettext("{n} conversation", "{n} conversations", n).format(n=n)])

    return rebuild
