"""`migrate leave calendar`: the dates that are ahead, as a file for any calendar program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.i18n import _, when

if TYPE_CHECKING:
    from migrator.app.leaving.papers import Calendar


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Write the dates that are ahead into a calendar file (iCalendar). Programs that go by an entry's id move what"
            " moved when they take it in again; in others, remove the old entries first."
        ),
    )
    @click.option(
        "--out",
        type=click.Path(path_type=Path),
        metavar="FILE",
        required=True,
        help=_("The file to write; it must not exist."),
    )
    @vault_options
    @shared
    def calendar(session: Session, out: Path, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app.leaving import papers
        from migrator.app.leaving.book import VaultBook

        with opened(session, vault, passphrase_file) as held:
            told = papers.calendar(VaultBook(held), held.id[:8], out, session.context())
        session.show(told.document(), _lines(told))

    return calendar


def _lines(told: Calendar) -> Iterator[str]:
    for date in told.dates:
        # a wait that is over from a day on, or something to be done by one
        text = _("from {day}: {title}") if date.kind == "from" else _("by {day}: {title}")
        yield text.format(day=when.day(date.when.isoformat()), title=date.title)
    yield _("Written to {folder}").format(folder=told.out)
    yield _("A calendar that lives on a company's server shows it these titles.")
