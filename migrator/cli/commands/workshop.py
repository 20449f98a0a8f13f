"""`migrate workshop`: the screens on made-up chats, on a shared machine, with an end that wipes and proves it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.session import Session, shared
from migrator.errors import MigratorError, UsageError
from migrator.i18n import _, ngettext, size

if TYPE_CHECKING:
    from migrator.app.confined import Proof


def command() -> click.Command:
    """The command in the language in use."""

    @click.group(
        invoke_without_command=True,
        help=_(
            "For workshops on shared machines: open the screens on a made-up export. Nothing can be kept, written out"
            " or sent; at the end everything is wiped, and what is left is looked for and shown."
        ),
        short_help=_("Show the screens on made-up chats; leave nothing behind."),
    )
    @click.option("--plain", is_flag=True, help=_("In plain numbered lines, for screen readers."))
    @shared
    @click.pass_context
    def workshop(context: click.Context, session: Session, plain: bool) -> None:
        if context.invoked_subcommand is not None:
            if plain:
                raise UsageError(_("--plain is for the workshop itself, not for the stick."))
            return
        from migrator.app.confined import confined
        from migrator.cli.commands.tui import not_drawable, on_a_terminal
        from migrator.tui.demo import words

        if session.as_json or session.no_input:
            raise UsageError(_("A workshop is for people; it gives no JSON and has to ask."))
        if not plain and not on_a_terminal():
            raise UsageError(
                _("The screens need a terminal."), _("`migrate workshop --plain` asks in plain lines.")
            )
        sought = words()
        with confined() as sitting:
            if plain or not_drawable() is not None:
                from migrator.tui.plain.journey import run as ask_plainly

                ask_plainly(sitting.no_vault, kiosk=True)
            else:
                from migrator import stopping
                from migrator.tui import environment
                from migrator.tui.app import run

                environment.clear()
                stopping.let_go()
                run(sitting.no_vault, kiosk=True)
        proof = sitting.proof(sought)
        session.show({}, _lines(proof))
        if not proof.clean:
            raise MigratorError(
                _("Something of this workshop is left on the disk; it is named above."),
                _("The chats were made up. Remove the files by hand before the next person comes."),
            )

    workshop.add_command(_stick())
    return workshop


def _stick() -> click.Command:
    @click.command(
        "stick",
        help=_(
            "Fill a folder for a USB stick: a workshop on machines with Python and without a network. pip fetches the"
            " libraries for this kind of system, which needs a network this once."
        ),
        short_help=_("Make a folder for a USB stick that needs no network."),
    )
    @click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
    @click.option(
        "--python",
        "pythons",
        multiple=True,
        metavar="VERSION",
        help=_(
            "A version of Python that the machines have, such as 3.13; may be repeated. This one's if left out."
        ),
    )
    @shared
    def stick(session: Session, folder: Path, pythons: tuple[str, ...]) -> None:
        from migrator.app.stick import stick

        session.diagnostics.note(
            _("pip fetches the libraries from its package index now; nothing of yours is sent.")
        )
        made = stick(folder, pythons, session.context())
        session.show(
            {"path": str(made.folder), "pythons": list(made.pythons), "bytes": made.size},
            (
                _("Written to {folder}").format(folder=made.folder),
                _("For Python {versions}, {size}. Start it with: {command}").format(
                    versions=", ".join(made.pythons),
                    size=size(made.size),
                    command=f"sh {made.folder / 'start.sh'}",
                ),
            ),
        )

    return stick


def _lines(proof: Proof) -> Iterator[str]:
    if proof.clean:
        yield _("Everything was wiped. What was looked at:")
    yield "  " + ngettext(
        "{n} file or folder was written, encrypted; left of it: {left}.",
        "{n} files and folders were written, encrypted; left of them: {left}.",
        proof.written,
    ).format(n=proof.written, left=len(proof.left))
    yield from (f"    {path}" for path in proof.left)
    yield "  " + ngettext(
        "{n} other file changed in the temporary folder; with a sentence of the made-up chats in it: {found}.",
        "{n} other files changed in the temporary folder; with a sentence of the made-up chats in them: {found}.",
        proof.searched,
    ).format(n=proof.searched, found=len(proof.found))
    yield from (f"    {path}" for path in proof.found)
    if proof.unread:
        yield "  " + ngettext(
            "{n} changed file is another user's and could not be searched.",
            "{n} changed files are other users' and could not be searched.",
            proof.unread,
        ).format(n=proof.unread)
    yield "  " + _(
        "Not looked at: memory that the system wrote to its swap, and what the terminal remembers."
    )
