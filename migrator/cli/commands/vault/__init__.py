"""`migrate vault …`: the encrypted archive. One file per verb; a new verb is a file with `command()` and a line here."""

from __future__ import annotations

import click

from migrator.cli.group import Folder
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


def command() -> click.Command:
    """The group in the language in use."""
    return Folder(
        "vault",
        __name__,
        VERBS,
        help=_(
            "Keep your exports encrypted on this computer, look things up in them, and get them back byte for byte."
            " The vault opens with your passphrase or recovery code, and without this program too: its README.txt"
            " says how."
        ),
        short_help=_("Keep your exports encrypted, and find things in them."),
    )
