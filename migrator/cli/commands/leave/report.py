"""`migrate leave report`: what was said, saved, done and noted, as a document of the person's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.i18n import _, ngettext

if TYPE_CHECKING:
    from migrator.app.leaving.papers import Report


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Write down what was done and when: your situation, the archive with its hashes, each step with your note. It lies readable."
        ),
    )
    @click.option(
        "--out",
        type=click.Path(path_type=Path),
        metavar="FILE",
        required=True,
        help=_("The Markdown file to write; it must not exist."),
    )
    @vault_options
    @shared
    def report(session: Session, out: Path, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app.leaving import papers
        from migrator.app.leaving.book import VaultBook
        from migrator.app.serving.telling import paragraphs

        with opened(session, vault, passphrase_file) as held:
            told = papers.report(VaultBook(held), out, session.context(), list(paragraphs(held)))
        session.show(told.document(), _lines(told))

    return report


def _lines(told: Report) -> Iterator[str]:
    yield ngettext("{n} step, {done} of them done", "{n} steps, {done} of them done", told.steps).format(
        n=told.steps, done=told.done
    )
    yield _("Written to {folder}").format(folder=told.out)
