"""`migrate leave links`: shared links, and with --check whether each still opens."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.i18n import _


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_("List the links that you shared. --check asks chatgpt.com whether each still opens.")
    )
    @click.option(
        "--check",
        is_flag=True,
        help=_("Look whether each link still opens. Needs the network, and asks first."),
    )
    @click.option(
        "--allow-host", multiple=True, metavar="HOST", help=_("Allow this host without asking, for this run.")
    )
    @vault_options
    @shared
    def links(
        session: Session,
        check: bool,
        allow_host: tuple[str, ...],
        vault: Path | None,
        passphrase_file: str | None,
    ) -> None:
        from migrator.app.leaving import links as shared_links
        from migrator.app.leaving.book import VaultBook
        from migrator.cli.commands.leave import text

        def ask(host: str) -> bool:
            session.diagnostics.note(
                _(
                    "Your computer would ask {host} for each of your links, one after another, and for nothing else."
                ).format(host=host)
            )
            session.diagnostics.note(
                _("{host} then sees your network address and which links were asked for.").format(host=host)
            )
            return click.confirm(_("Go ahead?"), default=False, err=True)

        with opened(session, vault, passphrase_file) as held:
            book = VaultBook(held)
            if check:
                told = shared_links.check(
                    book,
                    session.context(),
                    allowed=allow_host,
                    ask=None if session.no_input else ask,
                    keep=shared_links.keeper(held),
                )
            else:
                told = shared_links.listed(book, session.context())
        session.show(told.document(), text.said(text.links(told)))

    return links
