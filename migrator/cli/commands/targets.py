"""`migrate targets [TARGET]`: what each target can take in, and how it was proved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from migrator.cli import wording
from migrator.cli.session import Session, shared
from migrator.cli.shell_complete import target_names
from migrator.i18n import _

if TYPE_CHECKING:
    from migrator.app.targets import TargetReport


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Show what each target can take in and how that was proved; with TARGET, everything about one."
        ),
        short_help=_("Where you can go, and what each place can hold."),
    )
    @click.argument("target", required=False, metavar="[TARGET]", shell_complete=target_names)
    @shared
    def targets(session: Session, target: str | None) -> None:
        from migrator.app.targets import targets

        found = targets(target, session.context())
        lines = _one(found[0]) if target else _all(found)
        session.show({"targets": [one.document() for one in found]}, lines)

    return targets


def _all(found: Sequence[TargetReport]) -> Iterator[str]:
    rows = [["", *(title for _name, title in _held_things()), _("proof")]]
    said = _answers()
    for one in found:
        cells = [said[getattr(one.holds, name)] for name, _title in _held_things()]
        rows.append([one.name, *cells, one.verified])
    yield from wording.table(rows)
    yield ""
    yield _("`migrate targets NAME` says more about one of them.")


def _one(one: TargetReport) -> Iterator[str]:
    yield f"{one.name}: {one.title}"
    yield one.about
    yield ""
    yield _("The chats stay on your own machines.") if one.local else _("The chats go to another company.")
    yield one.proof
    yield ""
    yield _("It can hold:")
    for name, title in _held_things():
        yield f"  {title}: {_answers()[getattr(one.holds, name)]}"
    yield from _list(_("How to import:"), one.steps)
    yield from _list(_("Limits:"), one.limits)
    yield from _list(_("Good to know:"), one.caveats)
    yield from _list(
        _("Settings (--set KEY=VALUE):"),
        [
            f"{o.key}={o.default} {_(o.help)}" + (f" ({', '.join(o.choices)})" if o.choices else "")
            for o in one.options
        ],
    )
    seen = _("seen {date}")
    yield from _list(_("Sources:"), [f"{s.url} ({seen.format(date=s.seen)})" for s in one.sources])


def _held_things() -> tuple[tuple[str, str], ...]:
    return (
        ("chats", _("chats")),
        ("branches", _("branches")),
        ("images", _("images")),
        ("memories", _("memories")),
        ("instructions", _("instructions")),
        ("projects", _("projects")),
    )


def _answers() -> dict[str, str]:
    return {"yes": _("yes"), "partly": _("partly"), "no": _("no")}


def _list(title: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        yield ""
        yield title
        for entry in entries:
            yield f"  - {entry}"
