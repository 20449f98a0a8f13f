"""`migrate completion SHELL`: a script that lets a shell complete commands and options."""

from __future__ import annotations

import click

from migrator.cli import output
from migrator.cli.session import Session, shared
from migrator.i18n import _

SHELLS = ("bash", "zsh", "fish")


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Print a script for SHELL that completes commands and options. To use it, for example in bash:"
            " migrate completion bash > ~/.local/share/bash-completion/completions/migrate"
        ),
        short_help=_("A completion script for your shell."),
    )
    @click.argument("shell", type=click.Choice(SHELLS), metavar="SHELL")
    @shared
    def completion(session: Session, shell: str) -> None:
        script = _script(shell)
        if session.as_json:
            output.write_json({"shell": shell, "script": script})
        else:
            output.write_exact(script)

    return completion


def _script(shell: str) -> str:
    from click.shell_completion import get_completion_class

    from migrator.cli.program import program

    made = get_completion_class(shell)
    assert made is not None  # noqa: S101 - SHELLS holds click's own
    complete = made(program(), {}, "migrate", "_MIGRATE_COMPLETE")
    return complete.source_template % complete.source_vars()
