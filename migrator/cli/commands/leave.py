"""`migrate leave …`: the checklist for leaving, in the right order.

Each verb is a function that makes its command; `VERBS` is the order of the help. The text that is printed is made in
`leave_text`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from migrator.cli import vault_access
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import vault_options
from migrator.errors import NoVault, UsageError
from migrator.i18n import _

if TYPE_CHECKING:
    from migrator.app.leaving.book import Book
    from migrator.app.leaving.checklist import GapItem

TABLES = ("alternatives", "laws", "questions", "corrections")


def command() -> click.Command:
    """The group in the language in use; without a verb it shows the status."""

    @click.group(
        invoke_without_command=True,
        help=_(
            "Leave ChatGPT in the right order: save, check, move, stop paying, clean up, delete. You choose how far to"
            " go, and everything you say stays in your vault."
        ),
        short_help=_("Leave in the right order."),
    )
    @vault_options
    @shared
    @click.pass_context
    def leave(
        context: click.Context, session: Session, vault: Path | None, passphrase_file: str | None
    ) -> None:
        if context.invoked_subcommand is None:
            _show_status(session, vault, passphrase_file)
            return
        given = [p.opts[0] for p in context.command.params if p.name and _was_given(context, p.name)]
        if given:
            raise UsageError(
                _("{option} stands before “{verb}”, where it would be lost.").format(
                    option=given[0], verb=context.invoked_subcommand
                ),
                _("Write it after the verb: migrate leave {verb} … {option}").format(
                    option=given[0], verb=context.invoked_subcommand
                ),
            )

    for make in VERBS:
        leave.add_command(make())
    return leave


def _was_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) not in {None, click.core.ParameterSource.DEFAULT}


def _show_status(session: Session, vault: Path | None, passphrase_file: str | None) -> None:
    from migrator.app.leaving.checklist import status
    from migrator.cli.commands import leave_text

    with _reading(session, vault, passphrase_file) as book:
        told = status(book, session.context())
    session.show(told.document(), leave_text.status(told))


def _status() -> click.Command:
    @click.command("status", help=_("Show every step and how it stands."))
    @vault_options
    @shared
    def status(session: Session, vault: Path | None, passphrase_file: str | None) -> None:
        _show_status(session, vault, passphrase_file)

    return status


def _next() -> click.Command:
    @click.command("next", help=_("Show what to do next, what has a date first."))
    @vault_options
    @shared
    def following(session: Session, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app.leaving.checklist import show, status
        from migrator.cli.commands import leave_text

        with _reading(session, vault, passphrase_file) as book:
            told = status(book, session.context())
            steps = [show(book, step, session.context()) for step in told.next]
        document = {"next": [s.document() for s in steps], "ready_to_delete": told.ready_to_delete}
        session.show(document, leave_text.following(told, steps))

    return following


def _show() -> click.Command:
    @click.command(
        "show",
        help=_(
            "Show one step in full: why, how, what to note, and who says so. ID may also be alternatives, laws,"
            " questions or corrections."
        ),
    )
    @click.argument("step", metavar="ID")
    @vault_options
    @shared
    def show(session: Session, step: str, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app.leaving import checklist, tables
        from migrator.cli.commands import leave_text

        if step == "alternatives":
            document = tables.alternatives(session.context())
            session.show(document, leave_text.alternatives(document))
            return
        with _reading(session, vault, passphrase_file) as book:
            if step == "laws":
                document = tables.laws(book, session.context())
                session.show(document, leave_text.laws(document))
            elif step == "questions":
                document = tables.questions(book)
                session.show(document, leave_text.questions(document))
            elif step == "corrections":
                patch = tables.corrections_patch(book)
                session.show({"patch": patch}, patch.splitlines() or [_("You have noted no corrections.")])
            else:
                told = checklist.show(book, step, session.context())
                session.show(told.document(), leave_text.step(told))

    return show


def _done() -> click.Command:
    @click.command(
        "done", help=_("Tick a step that you have done. --proof keeps a note with it, in the vault.")
    )
    @click.argument("step", metavar="ID")
    @click.option(
        "--proof", default="", metavar="TEXT", help=_("A note for yourself: a date, a number, what you saw.")
    )
    @vault_options
    @shared
    def done(
        session: Session, step: str, proof: str, vault: Path | None, passphrase_file: str | None
    ) -> None:
        from migrator.app.leaving import change

        with _writing(session, vault, passphrase_file) as book:
            _tell(session, change.done(book, step, proof, session.context()))

    return done


def _undo() -> click.Command:
    @click.command("undo", help=_("Take back a tick, or the acceptance of a gap."))
    @click.argument("step", metavar="ID")
    @vault_options
    @shared
    def undo(session: Session, step: str, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app.leaving import change

        with _writing(session, vault, passphrase_file) as book:
            _tell(session, change.undo(book, step, session.context()))

    return undo


def _accept() -> click.Command:
    @click.command(
        "accept", help=_("Accept a gap of the archive as it is. You are asked to type a few words.")
    )
    @click.argument("gap", metavar="ID")
    @vault_options
    @shared
    def accept(session: Session, gap: str, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app.leaving import change

        def confirm(item: GapItem, phrase: str) -> str:
            if session.no_input:
                raise UsageError(
                    _("Accepting a gap needs words that you type, and nothing may be asked."),
                    _("Run it without --no-input."),
                )
            session.diagnostics.note(f"{item.id} ({item.count}): {item.what}")
            return str(
                click.prompt(
                    _("If you want to go on without it, type: {phrase}").format(phrase=phrase), err=True
                )
            )

        with _writing(session, vault, passphrase_file) as book:
            _tell(session, change.accept(book, gap, confirm, session.context()))

    return accept


def _set() -> click.Command:
    @click.command(
        "set",
        help=_(
            "Say something about your situation: migrate leave set plan=plus payer=apple region=turkiye."
            " `migrate leave show questions` lists what can be set. fact:ID=TEXT notes what you saw instead of a fact."
        ),
    )
    @click.argument("words", nargs=-1, required=True, metavar="KEY=VALUE...")
    @vault_options
    @shared
    def choose(
        session: Session, words: tuple[str, ...], vault: Path | None, passphrase_file: str | None
    ) -> None:
        from migrator.app.leaving import change

        with _writing(session, vault, passphrase_file) as book:
            _tell(session, change.choose(book, words, session.context()))

    return choose


def _links() -> click.Command:
    @click.command(
        "links", help=_("List the links that you shared. --check asks chatgpt.com whether each still opens.")
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
        from migrator.cli.commands import leave_text

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

        with vault_access.opened(session, vault, passphrase_file) as held:
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
        session.show(told.document(), leave_text.links(told))

    return links


def _checkup() -> click.Command:
    @click.command(
        "checkup",
        help=_(
            "A few questions about the incident of November 2025 and about false mail, answered on this computer. With"
            " --mail it looks at a pasted sender, link or message; it opens nothing and sends nothing."
        ),
    )
    @click.option(
        "--answer",
        multiple=True,
        metavar="ID=yes|no|unsure",
        help=_("Answer a question without being asked."),
    )
    @click.option(
        "--mail", metavar="FILE", help=_("Look at the sender, link or message in FILE, - for standard input.")
    )
    @shared
    def checkup(session: Session, answer: tuple[str, ...], mail: str | None) -> None:
        from migrator.app.leaving import exposure
        from migrator.cli.commands import leave_text

        text = _pasted(mail) if mail is not None else None
        answers = exposure.read(answer)
        if text is None and not answers:
            if session.no_input:
                raise UsageError(
                    _("The check-up asks questions, and nothing may be asked."),
                    _("Add --answer ID=yes for each answer, or --mail FILE."),
                )
            answers = {q.id: _asked(q.question) for q in exposure.questions()}
            text = str(
                click.prompt(
                    _("A sender or link to look at (empty: none)"), default="", show_default=False, err=True
                )
            )
        told = exposure.checkup(answers, text or None, session.context())
        session.show(told.document(), leave_text.checkup(told))

    return checkup


def _asked(question: str) -> str:
    words = {"y": "yes", "n": "no", "?": "unsure"}
    said = click.prompt(question, type=click.Choice(list(words)), err=True)
    return words[str(said)]


def _pasted(file: str) -> str:
    from migrator.leave.sender import LONGEST

    if file == "-":
        data = sys.stdin.buffer.read(4 * LONGEST)
    else:
        with Path(file).open("rb") as stream:
            data = stream.read(4 * LONGEST)
    return data.decode("utf-8", "replace")


@contextmanager
def _reading(session: Session, vault: Path | None, passphrase_file: str | None) -> Iterator[Book]:
    """The book of the vault, or an empty one if there is no vault in the usual place."""
    from migrator.app.leaving.book import NoBook, VaultBook

    with ExitStack() as stack:
        book: Book = NoBook()
        try:
            book = VaultBook(stack.enter_context(vault_access.opened(session, vault, passphrase_file)))
        except NoVault:
            if vault is not None or passphrase_file is not None:
                raise
            session.diagnostics.note(
                _("There is no vault yet; this is the list as it begins. Make one: migrate vault init")
            )
        yield book


@contextmanager
def _writing(session: Session, vault: Path | None, passphrase_file: str | None) -> Iterator[Book]:
    from migrator.app.leaving.book import VaultBook

    with vault_access.opened(session, vault, passphrase_file) as held:
        yield VaultBook(held)


def _tell(session: Session, told: Any) -> None:
    from migrator.cli.commands import leave_text

    session.show(told.document(), leave_text.changed(told))


VERBS: tuple[Callable[[], click.Command], ...] = (
    _status,
    _next,
    _show,
    _done,
    _undo,
    _accept,
    _set,
    _links,
    _checkup,
)
