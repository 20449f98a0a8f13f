"""`migrate mcp log`: what left the vault, when, for whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli import wording
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.i18n import _, ngettext, size

if TYPE_CHECKING:
    from migrator.app.serving.account import Log


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "List the answers that left the vault over MCP, by day, client and grant: how many, from how many chats, how many"
            " bytes. --json lists each with the ids of its chats. “Left” means that it was about to be sent: a client that"
            " cancelled may have it all the same."
        ),
        short_help=_("What other assistants were given."),
    )
    @click.option("--chats", "with_chats", is_flag=True, help=_("Name the chats, too."))
    @vault_options
    @shared
    def log(session: Session, with_chats: bool, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app.keeping.reading import library
        from migrator.app.serving import account

        titles: dict[str, str] = {}
        with opened(session, vault, passphrase_file) as open_vault:
            found = account.log(open_vault)
            if with_chats and not session.as_json and found.answers:
                with library(open_vault, session.context()) as chats:
                    titles = {one.id: one.title or _("Untitled") for one in chats.conversations()}
        session.show(found.document(), _lines(found, titles if with_chats else None))

    return log


def _lines(found: Log, titles: dict[str, str] | None) -> Iterator[str]:
    from migrator.app.serving import account

    if not found.answers:
        yield _("No answer ever left the vault over MCP.")
        return
    head = [
        _("day"),
        _("client"),
        _("grant"),
        _("answers"),
        _("chats"),
        _("messages"),
        _("about you"),
        _("bytes"),
    ]
    rows, named = [head], dict[str, None]()
    for total in account.totals(found.answers):
        rows.append(
            [
                total.day,
                total.client or _("unnamed"),
                total.grant,
                str(total.answers),
                str(len(total.chats)),
                str(total.messages),
                str(total.about_me),
                size(total.size),
            ]
        )
        named |= dict.fromkeys(sorted(total.chats))
    yield from wording.table(rows)
    if titles is not None and named:
        yield ""
        yield _("Chats that were quoted:")
        yield from (f"  {key[:8]}  {titles.get(key, '')}" for key in named)
    yield ""
    yield ngettext("{n} answer in all.", "{n} answers in all.", len(found.answers)).format(
        n=len(found.answers)
    )
    yield _(
        "What left stays in the clients' own files, in clear text, and with the companies that run their models."
    )
