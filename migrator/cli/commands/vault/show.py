"""`migrate vault show ID`: one conversation with its branches, and its attachments on request."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.i18n import _, ngettext


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Show a conversation with all its branches. ID is what `vault list` shows, or the beginning of it."
            " Attachments stay sealed unless you ask for them."
        ),
        short_help=_("Show a conversation."),
    )
    @click.argument("conversation", metavar="ID")
    @click.option(
        "--save",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help=_("Write its attachments, readable, into this folder."),
    )
    @click.option(
        "--open",
        "number",
        type=click.IntRange(1),
        metavar="N",
        help=_("Open attachment N for a look, then remove it again."),
    )
    @vault_options
    @shared
    def show(
        session: Session,
        conversation: str,
        save: Path | None,
        number: int | None,
        vault: Path | None,
        passphrase_file: str | None,
    ) -> None:
        from migrator.app.keeping import transcript
        from migrator.app.keeping.reading import library, show_document

        with (
            opened(session, vault, passphrase_file) as open_vault,
            library(open_vault, session.context()) as chats,
        ):
            found = chats.conversation(conversation)
            assets = chats.attachments(found)
            if save is not None:
                written = chats.save(found, save)
                session.diagnostics.note(
                    ngettext(
                        "{n} file written, readable", "{n} files written, readable", len(written)
                    ).format(n=len(written))
                )
            if number is not None:
                _look(session, chats, found, number)
        session.show(show_document(found), transcript.lines(found, assets))

    return show


def _look(session: Session, chats: object, found: object, number: int) -> None:
    from migrator.app.keeping.reading import Library
    from migrator.errors import AnswerNeeded
    from migrator.model import Conversation

    assert isinstance(chats, Library)  # noqa: S101 - for the type checker
    assert isinstance(found, Conversation)  # noqa: S101 - for the type checker
    chats.attachment(found, number)
    if session.no_input:
        raise AnswerNeeded(_("Opening a file asks first, and nothing may be asked."), _("Use --save DIR."))
    question = _("The file will lie readable in a private folder until you are done. Open it?")
    if not click.confirm(question, err=True):
        return
    with chats.unsealed(found, number) as path:
        click.echo(_("It is here: {path}").format(path=path), err=True)
        click.launch(str(path))
        click.prompt(
            _("Press Enter when you have looked; the file is then removed"),
            default="",
            show_default=False,
            err=True,
        )
