"""`migrate mcp …`: the archive answers programs of other assistants. Alone, with a client at the other end, it serves."""

from __future__ import annotations

import sys

import click

from migrator.cli.group import Folder
from migrator.i18n import _

# the order of `migrate mcp --help`
VERBS = ("serve", "grant", "grants", "withdraw", "log", "connect")


class Serving(Folder):
    """`migrate mcp` without a verb is `migrate mcp serve`, unless a person typed it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What was typed, with the verb that is meant."""
        bare = not args and not (sys.stdin is not None and sys.stdin.isatty())
        options = bool(args) and args[0].startswith("-") and not {"-h", "--help", "--lang"} & set(args)
        if not ctx.resilient_parsing and (bare or (options and not set(VERBS) & set(args))):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


def command() -> click.Command:
    """The group in the language in use."""
    return Serving(
        "mcp",
        __name__,
        VERBS,
        help=_(
            "Let another assistant's program look things up in your vault, over the Model Context Protocol (MCP). It can"
            " only read, only what you granted, and each answer is recorded in the vault before it leaves."
        ),
        short_help=_("Let another assistant look things up in your vault."),
    )
