"""`migrate vault …`: the encrypted archive. One file per verb; a new verb is a file with `command()` and a line here."""

from __future__ import annotations

import importlib

import click

from migrator.i18n import _

# the order of `migrate vault --help`
VERBS = (
    "init",
    "add",
    "list",
    "search",
    "show",
    "verify",
    "restore",
    "rebuild",
    "copy",
    "passphrase",
    "keys",
    "rekey",
    "forget",
)


class _Vault(click.Group):
    """Makes its verbs when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return [*VERBS]  # `list` is a verb here

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        made: click.Command = importlib.import_module(f"{__name__}.{cmd_name}").command()
        made.name = cmd_name
        return made


def command() -> click.Command:
    """The group in the language in use."""
    return _Vault(
        "vault",
        help=_(
            "Keep your exports encrypted on this computer, look things up in them, and get them back byte for byte."
            " The vault opens with your passphrase or recovery code, and without this program too: its README.txt"
            " says how."
        ),
        short_help=_("Keep your exports encrypted, and find things in them."),
    )
