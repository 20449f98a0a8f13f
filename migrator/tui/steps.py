"""Steps of leaving, gaps and places to go in words: the same sentences on the screens and in plain lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migrator.app.leaving.checklist import GapItem, Shown
from migrator.app.leaving.tables import COLUMNS
from migrator.i18n import N_, _, listed, when

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
    yield _("Some places to go, in no order. None is recommended: what matters to you decides.")
    for one in document["alternatives"]:
        yield ""
        yield "■ " + one["title"] + (f"  ({_('target')}: {one['target']})" if one["target"] else "")
        for name, fact in one["cells"].items():
            mark = _("DISPUTED. ") if fact["answer"] == "disputed" else ""
            yield f"  {_(COLUMNS[name])} {mark}{fact['statement']}"
            sources = listed((f"{s['title']} ({s['dated']})" for s in fact["sources"]), heavy=True)
            old = " " + _("May be out of date.") if fact["stale"] else ""
            yield (
                "    "
                + _("read {seen}: {sources}").format(seen=when.day(fact["seen"]), sources=sources)
                + old
            )


def told(step: Shown) -> str:
    """The step in full: why, how, what is missing, who says so."""
    return "\n".join(_lines(step))


def _lines(step: Shown) -> Iterator[str]:
    yield step.why
    yield ""
    if step.step.blocked_by and not step.missing:
        yield _("First: {steps}").format(steps=listed(step.step.blocked_by))
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
