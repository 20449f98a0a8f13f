"""`migrate vault list`: the conversations of the vault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.session import INCOMPLETE, Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.i18n import _, in_use, ngettext

if TYPE_CHECKING:
    from migrator.vault.index.browse import Listed


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_("List the conversations in the vault, the one used last first: date, messages, id, title."),
        short_help=_("List the conversations."),
    )
    @click.option(
        "--only",
        multiple=True,
        metavar="QUERY",
        help=_("Only these chats, for example 'after:2024 has:image'."),
    )
    @vault_options
    @shared
    def list_(
        session: Session, only: tuple[str, ...], vault: Path | None, passphrase_file: str | None
    ) -> int:
        from migrator.app.keeping.reading import library, list_document
        from migrator.vault.lacks import lacks

        with (
            opened(session, vault, passphrase_file) as open_vault,
            library(open_vault, session.context()) as chats,
        ):
            listed = chats.conversations(only)
            whole = not lacks(open_vault)
        session.show(list_document(listed), _lines(listed))
        return 0 if whole else INCOMPLETE

    return list_


def _lines(listed: Sequence[Listed]) -> Iterator[str]:
    for one in listed:
        day = (one.updated or one.created or "")[:10] or "          "
        title = " ".join((one.title or _("Untitled")).split())
        yield f"{day}  {in_use().number(one.messages):>5}  {one.id[:8]}  {title}"
    yield ngettext("{n} conversation", "{n} conversations", len(listed)).format(n=len(listed))
