"""`migrate vault search WORDS`: messages by their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.session import INCOMPLETE, Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.i18n import _, ngettext

if TYPE_CHECKING:
    from migrator.vault.index.search import Hit


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Find messages that hold all the words, the best first. Upper and lower case, accents, the vowel marks of"
            " Arabic and the dots of Turkish letters make no difference."
        ),
        short_help=_("Find messages by their words."),
    )
    @click.argument("words", nargs=-1, required=True)
    @click.option(
        "--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help=_("How many to show.")
    )
    @vault_options
    @shared
    def search(
        session: Session, words: tuple[str, ...], limit: int, vault: Path | None, passphrase_file: str | None
    ) -> int:
        from migrator.app.keeping.reading import library, search_document
        from migrator.vault.lacks import lacks

        with (
            opened(session, vault, passphrase_file) as open_vault,
            library(open_vault, session.context()) as chats,
        ):
            hits, total = chats.search(" ".join(words), limit=limit)
            whole = not lacks(open_vault)
        session.show(search_document(hits, total), _lines(hits, total))
        return 0 if whole else INCOMPLETE

    return search


def _lines(hits: Sequence[Hit], total: int) -> Iterator[str]:
    for hit in hits:
        title = " ".join((hit.title or _("Untitled")).split())
        yield f"{(hit.created or '')[:10]}  {hit.conversation[:8]}  {title}"
        if hit.snippet:
            yield f"    {_marked(hit)}"
    yield ngettext("{n} message found", "{n} messages found", total).format(n=total)


def _marked(hit: Hit) -> str:
    """The snippet with what was found in brackets, since not every terminal has bold letters."""
    pieces, at = [], 0
    for start, end in sorted(hit.marks):
        if start < at:
            continue
        pieces += [hit.snippet[at:start], "[", hit.snippet[start:end], "]"]
        at = end
    return "".join([*pieces, hit.snippet[at:]])
