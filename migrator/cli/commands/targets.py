"""`migrate targets [TARGET]`: what each target can take in, and how it was proved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from migrator.cli import wording
from migrator.cli.session import Session, shared
from migrator.cli.shell_complete import target_names
from migrator.i18n import _, listed

if TYPE_CHECKING:
    from migrator.app.targets import TargetReport
    from migrator.capabilities import Verified


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
    """A table to choose by: where the chats will be and how far that was proved, then what each place holds."""
    from migrator.app.targets import answers, held_things

    said = answers()
    head = ["", *(title for _name, title in held_things())]
    rows: list[list[str]] = []
    for local, proof, heading in _places():
        there = [one for one in found if one.local == local and one.verified == proof]
        rows += [["", heading]] if there else []
        rows += [
            [f"  {one.name}", *(said[getattr(one.holds, name)] for name, _t in held_things())]
            for one in there
        ]
    lines = wording.table([head, *(row for row in rows if len(row) > 2)])
    yield next(lines)
    for row in rows:
        if len(row) > 2:
            yield next(lines)
        else:
            yield ""
            yield row[1]
    going_on = [one.name for one in found if one.continues]
    if going_on:
        yield ""
        yield _("Chats can be continued there: the model was sent all that came before.")
        yield "    " + listed(going_on)
    yield ""
    yield _("`migrate targets NAME` says more about one of them.")


def _places() -> tuple[tuple[bool, Verified, str], ...]:
    proofs: tuple[tuple[Verified, str, str], ...] = (
        (
            "real-importer",
            _("On your own machines; their own import took in what is written here:"),
            _("With another company; its own import took in what is written here:"),
        ),
        (
            "real-parser",
            _("On your own machines; a parser that is not ours read what is written here:"),
            _("With another company; a parser that is not ours read what is written here:"),
        ),
        (
            "schema",
            _("On your own machines; valid by the published form, nobody ran an import:"),
            _("With another company; valid by the published form, nobody ran an import:"),
        ),
        (
            "not-verified",
            _("On your own machines; not verified:"),
            _("With another company, as texts to paste and documents to upload; not verified:"),
        ),
    )
    return tuple(
        (local, proof, own if local else theirs) for local in (True, False) for proof, own, theirs in proofs
    )


def _one(one: TargetReport) -> Iterator[str]:
    from migrator.app.targets import answers, held_things, home

    yield f"{one.name}: {one.title}"
    yield one.about
    yield ""
    yield home(one)
    yield one.proof
    yield ""
    yield _("It can hold:")
    for name, title in held_things():
        yield f"  {title}: {answers()[getattr(one.holds, name)]}"
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


def _list(title: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        yield ""
        yield title
        for entry in entries:
            yield f"  - {entry}"
