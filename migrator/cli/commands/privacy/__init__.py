"""`migrate privacy …`: what chats hold of personal data, and values put back in place of stand-ins. One file per verb."""

from __future__ import annotations

import click

from migrator.cli.group import Folder
from migrator.i18n import _

# the order of `migrate privacy --help`
VERBS = ("scan", "restore")


def command() -> click.Command:
    """The group in the language in use."""
    return Folder(
        "privacy",
        __name__,
        VERBS,
        help=_(
            "Addresses, numbers, keys and passwords in your chats: see what is there before you hand anything over, and"
            " put the values back into an answer that came from a redacted copy. `--redact` of other commands takes them out."
        ),
        short_help=_("See what your chats hold of personal data and secrets."),
    )
