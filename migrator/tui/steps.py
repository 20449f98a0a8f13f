"""Steps of leaving, gaps and places to go in words: the same sentences on the screens and in plain lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from migrator.app.leaving.checklist import GapItem, Item, Shown, title_of
from migrator.app.leaving.tables import COLUMNS
from migrator.i18n import N_, _, listed, when
from migrator.leave.content import load
from migrator.tui.checks import unreviewed

STATES = {
    "open": ("○", N_("open")),
    "waiting": ("◔", N_("waiting")),
    "blocked": ("▪", N_("later")),
    "done": ("✓", N_("done")),
    "not-applicable": ("–", N_("not for you")),
}


def gap_line(gap: GapItem) -> str:
    """A gap in one line."""
    state = _("accepted") if gap.accepted else _("open")
    return _("Gap “{id}” ({count}): {what} [{state}]").format(
        id=gap.id, count=gap.count, what=gap.what, state=state
    )


def places(document: dict[str, Any]) -> Iterator[str]:
    """Places to go, one after another, each fact with its source and date."""
    yield from caution()
    yield _("Some places to go, in no order. None is recommended: what matters to you decides.")
    for one in document["alternatives"]:
        yield ""
        yield "■ " + one["title"] + (f"  ({_('target')}: {one['target']})" if one["target"] else "")
        for name, fact in one["cells"].items():
            yield from (f"  {line}" for line in fact_lines(_(COLUMNS[name]), fact))


def fact_lines(question: str, fact: dict[str, Any]) -> Iterator[str]:
    """One fact about a place: the question, what is known, who says so and when that was read."""
    mark = _("DISPUTED. ") if fact["answer"] == "disputed" else ""
    yield f"{question} {mark}{fact['statement']}"
    sources = listed((f"{s['title']} ({s['dated']})" for s in fact["sources"]), heavy=True)
    old = " " + _("May be out of date.") if fact["stale"] else ""
    yield "  " + _("read {seen}: {sources}").format(seen=when.day(fact["seen"]), sources=sources) + old


def follows_from(held_by: str) -> str:
    """Why a step is not ticked by hand, and where that is done on the screens."""
    said = {
        "level": _("It follows from your answer: press s."),
        "payer": _("It follows from your answer: press s."),
        "export": _("It follows from your vault: bring the export in at Keep (1)."),
        "export-twice": _("It follows from your vault: bring the newer export in at Keep (1)."),
        "verify": _("It follows from your vault: have it checked in the settings (F2)."),
        "copy": _("It follows from your vault: copy it to another disk in the settings (F2)."),
        "gaps": _("It follows from your archive: close each gap, or accept it here (a)."),
        "time": _("It follows from the days that pass."),
    }
    return _("Not ticked by hand.") + " " + said.get(held_by, "")


def place(item: Item, titles: Mapping[str, str]) -> Iterator[str]:
    """Where a step stands: what it waits for by title, its day, whether it can be left out, and why it is there."""
    yield item.title
    if item.blocked_by:
        first = listed((titles.get(name, name) for name in item.blocked_by), heavy=True)
        yield _("Later, because this comes first: {steps}").format(steps=first)
    if day := due(item):
        yield day
    if item.optional:
        yield _("It may be left out.")
    known = load().find_step(item.id)
    if known is not None:
        yield _(known.why)


def due(item: Item) -> str:
    """The day that a step has, in words; "" if it has none."""
    if not item.due:
        return ""
    said = _("until {when}") if item.state == "waiting" else _("by {when}")
    over = " " + _("(that day is over)") if item.overdue else ""
    return said.format(when=when.day(item.due)) + over


def told(step: Shown) -> str:
    """The step in full: why, how, what is missing, who says so."""
    return "\n".join(_lines(step))


def caution() -> Iterator[str]:
    """Lines before a legal or safety text whose translation nobody has reviewed; none before others."""
    if said := unreviewed():
        yield f"! {said}"
        yield ""


def _lines(step: Shown) -> Iterator[str]:
    yield from caution()
    yield step.why
    yield ""
    if step.step.blocked_by and not step.missing:
        yield _("First: {steps}").format(steps=listed(map(title_of, step.step.blocked_by), heavy=True))
    for missing in step.missing:
        yield f"  ✗ {missing.what}  ({missing.step})"
    for number, line in enumerate(step.how, 1):
        yield f"{number}. {line}"
    if step.note:
        yield ""
        yield step.note
    for line in step.beside:
        yield f"  {line}"
    if step.proof and step.how:
        yield ""
        yield _("Worth noting: {what}").format(what=step.proof)
    if step.noted:
        yield _("You noted: {text}").format(text=step.noted)
    if step.facts:
        yield ""
        yield _("Who says so:")
        for fact in step.facts:
            yield f"• {fact.statement}" + (f" {fact.note}" if fact.note else "")
            sources = listed(
                (f"{s['title']} ({s['dated']})" if s["dated"] else s["title"] for s in fact.sources),
                heavy=True,
            )
            if sources:
                yield "  " + _("read {seen}: {sources}").format(seen=when.day(fact.seen), sources=sources)
            if fact.mark == "unknown":
                yield "  " + _("This could not be confirmed.")
            if fact.stale:
                yield "  " + _("May be out of date. Check here: {check}").format(check=fact.check or "-")
            if fact.corrected:
                yield "  " + _("You saw: {text}").format(text=fact.corrected)
