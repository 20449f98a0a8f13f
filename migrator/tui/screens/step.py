"""One step of leaving, in words."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.app.leaving.checklist import Shown
from migrator.i18n import _


def told(step: Shown) -> str:
    """The step in full: why, how, what is missing, who says so."""
    return "\n".join(_lines(step))


def _lines(step: Shown) -> Iterator[str]:
    yield step.why
    yield ""
    if step.step.blocked_by and not step.missing:
        yield _("First: {steps}").format(steps=", ".join(step.step.blocked_by))
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
            sources = "; ".join(
                f"{s['title']} ({s['dated']})" if s["dated"] else s["title"] for s in fact.sources
            )
            if sources:
                yield "  " + _("read {seen}: {sources}").format(seen=fact.seen, sources=sources)
            if fact.mark == "unknown":
                yield "  " + _("This could not be confirmed.")
            if fact.stale:
                yield "  " + _("May be out of date. Check here: {check}").format(check=fact.check or "-")
            if fact.corrected:
                yield "  " + _("You saw: {text}").format(text=fact.corrected)
