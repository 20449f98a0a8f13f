"""`migrate profile …`: what the old assistant knew about the person. One file per verb, as in `vault`."""

from __future__ import annotations

import click

from migrator.cli.group import Folder
from migrator.i18n import _

# the order of `migrate profile --help`
VERBS = ("show", "add", "review", "pack")


def command() -> click.Command:
    """The group in the language in use."""
    return Folder(
        "profile",
        __name__,
        VERBS,
        help=_(
            "What ChatGPT knew about you: your custom instructions over time, and the traces of its memory. No export"
            " holds the memory list itself; copy it from ChatGPT's settings by hand and add it."
        ),
        short_help=_("Look over what ChatGPT knew about you, and take it along."),
    )
