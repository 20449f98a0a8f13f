"""`migrate adapters new NAME`: the skeleton of a new target."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from migrator.cli.group import Group
from migrator.cli.session import Session, shared
from migrator.i18n import _

if TYPE_CHECKING:
    from migrator.app.skeleton import Skeleton


def command() -> click.Command:
    """The command in the language in use."""

    @click.group(
        cls=Group,
        help=_("For people who add an assistant. CONTRIBUTING.md has the steps."),
        short_help=_("Add an assistant."),
    )
    def adapters() -> None:
        pass

    @adapters.command(
        help=_("Write the skeleton of a target called NAME into this checkout of the project."),
        short_help=_("The skeleton of a new target."),
    )
    @click.argument("name")
    @click.option(
        "--pack",
        is_flag=True,
        help=_("For an assistant in the cloud: one TOML file in the family of packs, registered, no code."),
    )
    @shared
    def new(session: Session, name: str, pack: bool) -> None:
        from migrator.app.skeleton import new_adapter, new_pack

        made = (new_pack if pack else new_adapter)(name, Path())
        session.show(msgspec.to_builtins(made), _lines(made))

    return adapters


def _lines(made: Skeleton) -> Iterator[str]:
    yield _("Written:")
    for path in made.files:
        yield f"  {path}"
    yield ""
    yield _("What is left to do:")
    for number, line in enumerate(made.next, 1):
        yield f"  {number}. {line}"
