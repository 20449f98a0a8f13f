"""`migrate profile show`: instructions, facts, decisions, oddities."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.commands.profile.text import entry_lines, state_word, summary
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.cli.wording import table
from migrator.i18n import _

if TYPE_CHECKING:
    from migrator.profile.review import Profile


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        "show",
        help=_("Show your instructions and every fact: id, day, what you decided, what is odd about it."),
        short_help=_("Show what is known."),
    )
    @vault_options
    @shared
    def show(session: Session, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app import profiling

        with opened(session, vault, passphrase_file) as open_vault:
            held = profiling.profile(open_vault, session.context())
        session.show(profiling.show_document(held), _lines(held))

    return show


def _lines(held: Profile) -> Iterator[str]:
    from migrator.shape import times
    from migrator.shape.facts.flags import visible

    current = held.current
    if current is not None:
        yield _("Your custom instructions:")
        for heading, text in (
            (_("About me"), current.about_me),
            (_("How to answer"), current.how_to_answer),
        ):
            if text.strip():
                yield f"  {heading}"
                yield from (f"    {line}" for line in visible(text).splitlines())
        yield ""
    if held.instructions:
        yield _("All versions, the newest first:")
        rows = [
            (
                f"  {one.id}",
                times.iso(one.version.first)[:10] if one.version.first else _("no date"),
                times.iso(one.version.last)[:10] if one.version.last else _("no date"),
                state_word(one.state),
            )
            for one in held.instructions
        ]
        yield from table(rows)
        yield ""
    for entry in held.facts:
        yield from entry_lines(entry)
    yield from summary(held)
