"""A target and what it would lose, in words and as a table: the same sentences wherever they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from migrator.app.convert import Converted, Manifest
from migrator.app.receipts import LossLine
from migrator.app.steps import by_effect, counts_sentence
from migrator.app.targets import TargetReport, answers, held_things, home
from migrator.i18n import _, in_use, listed
from migrator.losses import KINDS
from migrator.tui.table import Line

_SIGNS = {"yes": "✓", "partly": "~", "no": "✗"}


class Row(msgspec.Struct, frozen=True):
    """One row of a comparison: what the table shows, and for each column what that means in full."""

    line: Line
    full: tuple[str, ...] = ()
    examples: tuple[tuple[str, ...], ...] = ()


def about(one: TargetReport) -> Iterator[str]:
    """What a target is, what it can hold, how that was proved."""
    yield one.title
    yield one.about
    yield ""
    yield home(one)
    yield one.proof
    yield ""
    said = answers()
    for name, title in held_things():
        held = getattr(one.holds, name)
        yield f"  {_SIGNS[held]} {title}: {said[held]}"


def told(manifest: Manifest) -> Iterator[str]:
    """What is written and what is lost, the gravest first."""
    yield counts_sentence(manifest.counts)
    if not manifest.losses:
        yield _("Nothing was lost or changed.")
    for heading, lines in by_effect(manifest.losses):
        yield ""
        yield f"{heading}:"
        for line in lines:
            yield f"  {_figure(line.count)} × {line.meaning}"


def side_by_side(places: Sequence[TargetReport], tried: Sequence[Converted]) -> list[Row]:
    """The rows that compare `places`; `tried` are the trials of the same targets, in the same order."""
    return [
        *_what_it_is(places),
        Row(Line((), _("What would be written of these chats"))),
        *_written(tried),
        *_lost([one.manifest for one in tried]),
    ]


def compared(rows: Sequence[Row], names: Sequence[str]) -> Iterator[str]:
    """A comparison in lines: what each row is about, then what each place makes of it."""
    for row in rows:
        if not row.line.values:
            yield ""
            yield f"{row.line.label}:"
        else:
            values = [_("none") if value == "–" else value for value in row.line.values]
            said = [f"{name} {value}" for name, value in zip(names, values, strict=True)]
            yield f"{row.line.label} – {listed(said)}"


def in_words(row: Row, column: int, titles: Mapping[str, str]) -> Iterator[str]:
    """What a cell of a comparison means. Examples are shown by the titles of their chats."""
    yield row.full[column] if row.full else row.line.label
    examples = row.examples[column] if row.examples else ()
    if examples:
        chats = dict.fromkeys(titles.get(one.partition("/")[0], one) for one in examples)
        yield _("For example in: {chats}").format(chats=listed((f"“{one}”" for one in chats), heavy=True))


def _what_it_is(places: Sequence[TargetReport]) -> Iterator[Row]:
    where = tuple(_("local") if one.local else _("online") for one in places)
    yield Row(Line(where, _("on your own machine, or another company's")), tuple(map(home, places)))
    said = answers()
    proofs = {"real-importer": "yes", "real-parser": "partly", "schema": "partly", "not-verified": "no"}
    yield Row(
        Line(tuple(said[proofs[one.verified]] for one in places), _("proved with its own importer")),
        tuple(one.proof for one in places),
    )
    for name, title in held_things():
        held = [getattr(one.holds, name) for one in places]
        label = _("can hold: {what}").format(what=title)
        yield Row(
            Line(tuple(said[each] for each in held), label),
            tuple(f"{_SIGNS[each]} {label}: {said[each]}" for each in held),
        )


def _written(tried: Sequence[Converted]) -> Iterator[Row]:
    counts = [one.manifest.counts for one in tried]
    full = tuple(counts_sentence(one) for one in counts)
    yield Row(Line(tuple(_figure(one.conversations) for one in counts), _("conversations written")), full)
    yield Row(Line(tuple(_figure(one.messages) for one in counts), _("messages written")), full)
    yield Row(Line(tuple(_figure(one.assets) for one in counts), _("attachments written")), full)


def _lost(manifests: Sequence[Manifest]) -> Iterator[Row]:
    lost = [{line.kind: line for line in one.losses} for one in manifests]
    met: dict[str, LossLine] = {kind: line for lines in lost for kind, line in lines.items()}
    for heading, lines in by_effect([met[kind] for kind in KINDS if kind in met]):
        yield Row(Line((), heading))
        for line in lines:
            here = [each.get(line.kind) for each in lost]
            yield Row(
                Line(tuple(_figure(one.count) if one else "–" for one in here), line.meaning),
                tuple(f"{_figure(one.count)} × {one.meaning}" if one else _none(line) for one in here),
                tuple(one.examples if one else () for one in here),
            )


def _figure(number: int) -> str:
    """A number as the language writes it."""
    return in_use().number(number)


def _none(line: LossLine) -> str:
    return _("Not here: {what}").format(what=line.meaning)
