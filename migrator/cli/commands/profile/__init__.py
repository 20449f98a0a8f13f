"""`migrate profile …`: what the old assistant knew about the person. One file per verb, as in `vault`."""

from __future__ import annotations

import importlib

import click

from migrator.i18n import _

# the order of `migrate profile --help`
VERBS = ("show", "add", "review", "pack")


class _Profile(click.Group):
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
    """The group in the language in use."""
    return _Profile(
        "profile",
        help=_(
            "What ChatGPT knew about you: your custom instructions over time, and the traces of its memory. No export"
            " holds the memory list itself; copy it from ChatGPT's settings by hand and add it."
        ),
        short_help=_("Look over what ChatGPT knew about you, and take it along."),
    )
