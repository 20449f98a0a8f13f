"""`migrate mcp grants`: what programs of other assistants may read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.i18n import _

if TYPE_CHECKING:
    from migrator.app.serving.grants import Given


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_("List what programs of other assistants may read, and what they could read before.")
    )
    @vault_options
    @shared
    def grants(session: Session, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app.serving import grants as use

        with opened(session, vault, passphrase_file) as open_vault:
            found = use.given(open_vault, withdrawn=True)
        session.show({"grants": [one.document() for one in found]}, _lines(found))

    return grants


def _lines(found: list[Given]) -> Iterator[str]:
    from migrator.app.serving import telling

    if not found:
        yield _("No other program may read anything: there is no grant.")
    for one in found:
        yield from telling.given(one)
