"""`migrate mcp connect CLIENT`: how another program starts the server, shown or put into its settings."""

from __future__ import annotations

import difflib
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.session import Session, shared
from migrator.cli.vault_access import vault_options
from migrator.errors import ConditionNotMet
from migrator.i18n import _
from migrator.text import safe

if TYPE_CHECKING:
    from migrator.app.serving.connect import Change


def command() -> click.Command:
    """The command in the language in use."""
    from migrator.app.serving.clients import clients

    @click.command(
        help=_(
            "Show what to add to the settings of another program so that it finds your vault; with --write, add it. CLIENT is"
            " one of: {names}. No key is needed, and nothing is granted."
        ).format(names=", ".join(clients())),
        short_help=_("How another program finds your vault."),
    )
    @click.argument("client", metavar="CLIENT")
    @click.option("--grant", metavar="NAME", help=_("The grant it uses; needed if there are several."))
    @click.option(
        "--as",
        "name",
        default="migrator",
        show_default=True,
        metavar="NAME",
        help=_("What the entry is called."),
    )
    @click.option(
        "--write",
        "wanted",
        is_flag=True,
        help=_("Add the entry to the program's settings, after showing the change."),
    )
    @click.option("--yes", is_flag=True, help=_("With --write: do not ask."))
    @vault_options
    @shared
    def connect(
        session: Session,
        client: str,
        grant: str | None,
        name: str,
        wanted: bool,
        yes: bool,
        vault: Path | None,
        passphrase_file: str | None,
    ) -> None:
        from migrator.app.serving import clients, connect

        kind = clients.client(client)
        made = connect.change(kind, connect.command(vault, grant, passphrase_file), name=name)
        kept: Path | None = None
        written = False
        if wanted:
            _writable(made)
            if made.after is not None:
                _shown(session, made, yes=yes)
                kept, written = connect.write(made), True
        session.show(
            _document(made, written=written, kept=kept),
            _lines(made, wanted=wanted, written=written, kept=kept),
        )

    return connect


def _writable(made: Change) -> None:
    if made.file is None:
        raise ConditionNotMet(
            _("{title} keeps no settings on this system that could be written.").format(
                title=made.kind.title
            ),
            _("Without --write the command shows what to do by hand."),
        )


def _shown(session: Session, made: Change, *, yes: bool) -> None:
    """The change, line by line; whoever sits at a terminal is asked, a script has said it with --write."""
    before, after = (made.before or "").splitlines(), (made.after or "").splitlines()
    click.echo(_("This is added to {file}:").format(file=made.file), err=True)
    for line in difflib.unified_diff(before, after, lineterm="", n=2):
        if not line.startswith(("---", "+++")):
            click.echo(f"  {safe(line)}", err=True)
    if yes or session.no_input or sys.stdin is None or not sys.stdin.isatty():
        return
    if not click.confirm(_("Write it?"), default=False, err=True):
        raise ConditionNotMet(_("Nothing was changed."))


def _document(made: Change, *, written: bool, kept: Path | None) -> dict[str, object]:
    kind = made.kind
    return {
        "client": kind.name,
        "title": kind.title,
        "command": list(made.command),
        "entry": made.text if kind.key or kind.entry else None,
        "file": str(made.file) if made.file else None,
        "already_there": made.is_there,
        "written": written,
        "copy": str(kept) if kept else None,
        "proof": kind.proof,
        "sources": [{"url": kind.source, "seen": kind.seen.isoformat()}],
    }


def _lines(made: Change, *, wanted: bool, written: bool, kept: Path | None) -> Iterator[str]:
    from migrator.app.serving import telling

    kind = made.kind
    if written:
        yield _("The entry was added to {file}.").format(file=made.file)
        if kept is not None:
            yield _("The file as it was is {file}.").format(file=kept)
    elif made.is_there:
        yield _("The entry is in {file} already.").format(file=made.file)
    elif kind.key or kind.entry:
        if made.file is not None:
            yield _("Add this to {file}:").format(file=made.file)
        else:
            yield _("The entry for {title}:").format(title=kind.title)
        yield ""
        yield made.text.rstrip("\n")
        yield ""
        if made.file is not None and not wanted:
            yield _("Or let it be added for you: the same command with --write.")
    for step in (*kind.steps, *kind.notes):
        yield "• " + _(step).replace("{command}", shlex.join(made.command))
    yield _("Source: {url}, seen {day}. Tried: {proof}.").format(
        url=kind.source, day=kind.seen.isoformat(), proof=kind.proof
    )
    yield ""
    yield from telling.before_a_grant()
