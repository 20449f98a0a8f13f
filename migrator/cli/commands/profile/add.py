"""`migrate profile add FILE`: a list of memories, copied by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.errors import UsageError
from migrator.i18n import _, ngettext

if TYPE_CHECKING:
    from migrator.app.profiling import Listed


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        "add",
        help=_(
            "Take in a list of memories that you copied by hand: a text file with one memory a line, - for standard"
            " input. It is sealed in the vault like an export."
        ),
        short_help=_("Take in a list that you copied by hand."),
    )
    @click.argument("file", metavar="FILE")
    @vault_options
    @shared
    def add(session: Session, file: str, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app import profiling

        if [file, passphrase_file].count("-") > 1:
            raise UsageError(_("Standard input can be named once only."))
        with opened(session, vault, passphrase_file) as open_vault:
            listed = profiling.add(open_vault, file, session.context())
        session.show(listed.document(), _added(listed))

    return add


def _added(listed: Listed) -> Iterator[str]:
    yield ngettext("{n} fact in the list", "{n} facts in the list", listed.facts).format(n=listed.facts)
    if not listed.is_new:
        yield _("The vault held this already. Nothing was changed.")
    yield _("Next: migrate profile review")
