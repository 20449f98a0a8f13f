"""`migrate net …`: what went over the network."""

from __future__ import annotations

import click

from migrator.cli.group import Group
from migrator.i18n import _


def command() -> click.Command:
    """The group in the language in use."""
    from migrator.cli.commands.net import log

    group = Group(
        help=_("Show what this program sent over the network: nothing unless you asked for it by name."),
        short_help=_("What went over the network."),
    )
    group.add_command(log.command(), "log")
    return group
