"""`migrate mcp grant NAME`: what programs of other assistants may read from now on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.errors import ConditionNotMet
from migrator.i18n import _


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Let programs of other assistants read your chats over MCP, all of them or those that --only chooses, until"
            " you withdraw it. Nothing can be read without a grant."
        ),
        short_help=_("Let other assistants read chats that you choose."),
    )
    @click.argument("name", metavar="NAME")
    @click.option(
        "--only",
        multiple=True,
        metavar="QUERY",
        help=_("Only chats that the query chooses; several add up. docs/how-to/choose-what-to-take.md"),
    )
    @click.option(
        "--redact",
        multiple=True,
        metavar="KINDS",
        help=_(
            "Replace personal data of these kinds on the way out, with commas between; `all` is every kind."
        ),
    )
    @click.option(
        "--attachments/--no-attachments",
        default=True,
        help=_("Whether the names of attachments are told; their content never is."),
    )
    @click.option(
        "--about-me",
        type=click.Choice(["all", "chosen", "none"]),
        help=_(
            "Memories and instructions: all of them, those that stand in the chats chosen with --only, or none."
            " Without it: chosen if there is --only, else all."
        ),
    )
    @click.option(
        "--yes",
        is_flag=True,
        help=_("You know what the assistant's company gets to see; say nothing and do not ask."),
    )
    @vault_options
    @shared
    def grant(
        session: Session,
        name: str,
        only: tuple[str, ...],
        redact: tuple[str, ...],
        attachments: bool,
        about_me: Literal["all", "chosen", "none"] | None,
        yes: bool,
        vault: Path | None,
        passphrase_file: str | None,
    ) -> None:
        from migrator.app.serving import grants, telling
        from migrator.privacy.kinds import chosen
        from migrator.privacy.selection import check

        check(only)
        chosen(redact)
        if not yes:
            _agreed(session, telling.before_a_grant())
        with opened(session, vault, passphrase_file) as open_vault:
            made = grants.give(
                open_vault,
                name,
                session.context(),
                only=only,
                redact=redact,
                attachments=attachments,
                about_me=about_me,
            )
        session.show(made.document(), telling.given(made))

    return grant


def _agreed(session: Session, told: list[str]) -> None:
    """Say what it means, and ask whoever sits at a terminal; a script has said it by naming the command."""
    for line in told:
        click.echo(line, err=True)
    click.echo(err=True)
    if session.no_input or sys.stdin is None or not sys.stdin.isatty():
        return
    if not click.confirm(_("Make this grant?"), default=False, err=True):
        raise ConditionNotMet(_("No grant was made; nothing can be read that could not be read before."))
