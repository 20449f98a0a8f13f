"""The options that say which chats: from which exports, by which query, with which branches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from migrator.i18n import _

F = TypeVar("F", bound=Callable[..., Any])


def chats_options(function: F) -> F:
    """Add --from (`sources`), --only and --branches."""
    function = click.option(
        "--branches",
        type=click.Choice(["all", "head"]),
        default="all",
        show_default=True,
        help=_("All versions of a chat, or only the one last shown."),
    )(function)
    function = click.option(
        "--only",
        multiple=True,
        metavar="QUERY",
        help=_("Take only these chats, for example 'after:2024 has:image'."),
    )(function)
    return click.option(
        "--from",
        "sources",
        multiple=True,
        metavar="SRC",
        help=_(
            "An export: a ZIP, a folder, a conversations.json, or - for standard input. Repeat it to merge."
            " Without it, your vault is read."
        ),
    )(function)


def redact_option(function: F) -> F:
    """Add --redact (`redact`)."""
    return click.option(
        "--redact",
        multiple=True,
        metavar="KINDS",
        help=_(
            "Put stand-ins such as [EMAIL-1] in place of personal data and secrets: all, or a list such as"
            " email,phone,key. --set redact-words=FILE adds names of your own, --set redact=fake writes look-alikes."
        ),
    )(function)
