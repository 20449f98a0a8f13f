"""`migrate leave checkup`: questions about an old incident, and a look at a pasted sender or link."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from migrator.cli.session import Session, shared
from migrator.errors import AnswerNeeded
from migrator.i18n import _


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
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
        from migrator.cli.commands.leave import text

        pasted = _pasted(mail) if mail is not None else None
        answers = exposure.read(answer)
        if pasted is None and not answers:
            if session.no_input:
                raise AnswerNeeded(
                    _("The check-up asks questions, and nothing may be asked."),
                    _("Add --answer ID=yes for each answer, or --mail FILE."),
                )
            answers = {q.id: _asked(q.question) for q in exposure.questions()}
            pasted = str(
                click.prompt(
                    _("A sender or link to look at (empty: none)"), default="", show_default=False, err=True
                )
            )
        told = exposure.checkup(answers, pasted or None, session.context())
        session.show(told.document(), text.said(text.checkup(told)))

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
