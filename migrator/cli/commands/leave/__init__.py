"""`migrate leave …`: the checklist for leaving. One file per verb; a new verb is a file with `command()` and a line here."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from migrator.cli.session import Session, shared
from migrator.cli.vault_access import vault_options
from migrator.errors import UsageError
from migrator.i18n import _

# the order of `migrate leave --help`
VERBS = (
    "status",
    "next",
    "show",
    "done",
    "undo",
    "accept",
    "set",
    "links",
    "checkup",
    "letter",
    "calendar",
    "report",
)


class _Leave(click.Group):
    """Makes its verbs when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        made: click.Command = importlib.import_module(f"{__name__}.{cmd_name}").command()
        made.name = cmd_name
        return made


def command() -> click.Command:
    """The group in the language in use; without a verb it shows the status."""

    @click.group(
        cls=_Leave,
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
        verb = context.invoked_subcommand
        if verb is None:
            from migrator.cli.commands.leave.book import show_status

            show_status(session, vault, passphrase_file)
            return
        given = [p.opts[0] for p in context.command.params if p.name and _was_given(context, p.name)]
        if given:
            raise UsageError(
                _("{option} stands before “{verb}”, where it would be lost.").format(
                    option=given[0], verb=verb
                ),
                _("Write it after the verb: migrate leave {verb} … {option}").format(
                    option=given[0], verb=verb
                ),
            )

    return leave


def _was_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) not in {None, click.core.ParameterSource.DEFAULT}
