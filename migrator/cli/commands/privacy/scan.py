"""`migrate privacy scan`: what is in the chats, masked, with counts."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Literal

import click

from migrator.cli.chats import chats_options
from migrator.cli.session import INCOMPLETE, Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.errors import UsageError
from migrator.i18n import _

_SHOWN = 40  # findings; all of them are in the JSON


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        "scan",
        help=_(
            "Look for personal data and secrets in an export or in your vault: how many of each kind, in how many chats, and"
            " where. Values are masked. Nothing is changed, and nothing is sent."
        ),
        short_help=_("How much of what kind, and where."),
    )
    @chats_options
    @click.option(
        "--words",
        type=click.Path(),
        metavar="FILE",
        help=_("Look for these names and words of your own as well, one a line."),
    )
    @vault_options
    @shared
    def scan(
        session: Session,
        sources: tuple[str, ...],
        only: tuple[str, ...],
        branches: Literal["all", "head"],
        words: str | None,
        vault: Path | None,
        passphrase_file: str | None,
    ) -> int:
        if sources and (vault is not None or passphrase_file is not None):
            raise UsageError(
                _("One run reads exports or the vault, not both."), _("Leave out --from or --vault.")
            )
        from migrator.app import scanning
        from migrator.app.redacting import listed_words

        request = scanning.Request(
            sources=sources, only=only, branches=branches, words=listed_words(words) if words else ()
        )
        with nullcontext() if sources else opened(session, vault, passphrase_file) as kept:
            seen = scanning.scan(request, session.context(), kept)
        session.show(seen.document(), scanning.lines(seen, _SHOWN))
        return 0 if seen.complete else INCOMPLETE

    return scan
