"""What the verbs of `migrate leave` share: the book they read or write, and how a change is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.cli.session import Session
from migrator.cli.vault_access import opened
from migrator.errors import NoVault
from migrator.i18n import _

if TYPE_CHECKING:
    from migrator.app.leaving.book import Book
    from migrator.app.leaving.change import Changed


def show_status(
    session: Session, vault: Path | None, passphrase_file: str | None, *, every: bool = False
) -> None:
    """What matters today, or `every` step, for `status` and for `migrate leave` alone. The document is the same."""
    from migrator.app.leaving.checklist import status
    from migrator.cli.commands.leave import text

    with reading(session, vault, passphrase_file) as book:
        told = status(book, session.context())
    session.show(told.document(), text.said(text.whole(told) if every else text.today(told)))


@contextmanager
def reading(session: Session, vault: Path | None, passphrase_file: str | None) -> Iterator[Book]:
    """The book of the vault, or an empty one if there is no vault in the usual place."""
    from migrator.app.leaving.book import NoBook, VaultBook

    with ExitStack() as stack:
        book: Book = NoBook()
        try:
            book = VaultBook(stack.enter_context(opened(session, vault, passphrase_file)))
        except NoVault:
            if vault is not None or passphrase_file is not None:
                raise
            session.diagnostics.note(
                _("There is no vault yet; this is the list as it begins. Make one: migrate vault init")
            )
        yield book


@contextmanager
def writing(session: Session, vault: Path | None, passphrase_file: str | None) -> Iterator[Book]:
    """The book of the vault; NoVault if there is none."""
    from migrator.app.leaving.book import VaultBook

    with opened(session, vault, passphrase_file) as held:
        yield VaultBook(held)


def tell(session: Session, told: Changed) -> None:
    """What was changed, and what comes next."""
    from migrator.cli.commands.leave import text

    session.show(told.document(), text.said(text.changed(told)))
