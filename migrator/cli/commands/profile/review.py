"""`migrate profile review`: approve, edit or drop, one by one on a terminal or by options."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.commands.profile.text import entry_lines, summary
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.errors import UsageError
from migrator.i18n import _, ngettext

if TYPE_CHECKING:
    from migrator.profile.review import Profile, Ruling
    from migrator.vault.handle import Vault


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        "review",
        help=_(
            "Decide about each fact: approve it, edit it, or drop it. On a terminal you are asked one by one; with the"
            " options nothing is asked. What is odd goes into a pack only if you approve or edit it."
        ),
        short_help=_("Approve, edit or drop each fact."),
    )
    @click.option("--approve", multiple=True, metavar="ID", help=_("Take this along, odd or not."))
    @click.option("--drop", multiple=True, metavar="ID", help=_("Leave this out."))
    @click.option("--edit", multiple=True, metavar="ID=TEXT", help=_("Take this along in these words."))
    @vault_options
    @shared
    def review(
        session: Session,
        approve: tuple[str, ...],
        drop: tuple[str, ...],
        edit: tuple[str, ...],
        vault: Path | None,
        passphrase_file: str | None,
    ) -> None:
        from migrator.app import profiling

        rulings = _rulings(approve, drop, edit)
        if not rulings and (session.no_input or session.as_json or not sys.stdin.isatty()):
            raise UsageError(
                _("There is nobody to ask, and no decision was given."),
                "migrate profile review --approve ID --drop ID --edit ID=TEXT",
            )
        with opened(session, vault, passphrase_file) as open_vault:
            held = profiling.profile(open_vault, session.context())
            if rulings:
                changed = list(profiling.decide(open_vault, held, rulings))
            else:
                session.diagnostics.close()
                changed = _asked(open_vault, held)
            held = profiling.profile(open_vault, session.context()) if changed else held
        session.show({"changed": changed, **profiling.show_document(held)}, _decided(changed, held))

    return review


def _rulings(approve: Sequence[str], drop: Sequence[str], edit: Sequence[str]) -> dict[str, Ruling]:
    from migrator.profile.review import Ruling

    found = [(key, Ruling("kept")) for key in approve] + [(key, Ruling("left-out")) for key in drop]
    for each in edit:
        key, equals, text = each.partition("=")
        if not equals:
            raise UsageError(_("--edit wants ID=TEXT."), "--edit 1a2b3c=…")
        found.append((key, Ruling("edited", text)))
    if len(dict(found)) < len(found):
        raise UsageError(_("One id is named twice."), _("Decide one thing about each."))
    return dict(found)


def _asked(vault: Vault, held: Profile) -> list[str]:
    """Ask about each fact that was not decided upon, and keep each answer at once; Ctrl-C is an end like another."""
    changed: list[str] = []
    with suppress(click.Abort, KeyboardInterrupt):
        _ask(vault, held, changed)
    return changed


def _ask(vault: Vault, held: Profile, changed: list[str]) -> None:
    from migrator.app import profiling
    from migrator.profile.review import Ruling
    from migrator.text import safe

    left = [entry for entry in held.facts if entry.state == "new"]
    for number, entry in enumerate(left, 1):
        click.echo("", err=True)
        for line in [f"{number}/{len(left)}", *entry_lines(entry)]:
            click.echo(safe(line), err=True)
        answer = click.prompt(
            _("a approve, e edit, d drop, s skip, q stop"),
            type=click.Choice(["a", "e", "d", "s", "q"]),
            show_choices=False,
            err=True,
        )
        if answer == "q":
            break
        if answer == "s":
            continue
        ruling = {"a": Ruling("kept"), "d": Ruling("left-out")}.get(answer)
        if ruling is None:
            ruling = Ruling("edited", str(click.prompt(_("Your words"), err=True)))
        changed += profiling.decide(vault, held, {entry.id: ruling})


def _decided(changed: Sequence[str], held: Profile) -> Iterator[str]:
    yield ngettext("{n} decision kept in the vault", "{n} decisions kept in the vault", len(changed)).format(
        n=len(changed)
    )
    yield from summary(held)
    yield _("Next: migrate profile pack --out DIR")
