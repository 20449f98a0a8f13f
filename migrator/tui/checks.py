"""The check-up, shared links and a pasted message in words: the same sentences on the screens and in plain lines."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.app.leaving.checklist import FactItem
from migrator.app.leaving.exposure import Checkup
from migrator.app.leaving.links import Links
from migrator.i18n import N_, _, listed, reviewed, when
from migrator.leave.content import load
from migrator.leave.sender import Verdict

ANSWERS = {"yes": N_("yes"), "no": N_("no"), "unsure": N_("not sure")}
LINK_STATES = {
    "open": ("✗", N_("still opens")),
    "gone": ("✓", N_("gone")),
    "unclear": ("?", N_("unclear")),
    "not-checked": ("·", N_("not asked")),
}
_WEIGHTS = {
    "stop": ("✗", N_("STOP. This shows signs of a fake. Do not open it, do not answer, do not call.")),
    "careful": ("!", N_("Careful. Nothing here proves a fake, and nothing shows that it is real.")),
    "fine": (
        "✓",
        N_("No sign of a fake was found. That is no proof: type chatgpt.com yourself and look there."),
    ),
}


def unreviewed() -> str:
    """A word on the translation where nobody has reviewed it, since these are safety texts; else ""."""
    if reviewed():
        return ""
    return _("This translation has not been reviewed by a native speaker yet. In doubt, read it in English.")


def advice(told: Checkup) -> Iterator[str]:
    """What answers mean: in words, as steps of the list, and who says so."""
    for one in told.answers:
        if one.explain:
            yield ("! " if one.concerns else "✓ ") + one.explain
        elif not one.concerns:
            yield "✓ " + _("Nothing to do about this.")
        for name in one.steps:
            step = load().find_step(name)
            if step is not None:
                yield "→ " + _("A step for it: {title}").format(title=_(step.title))
    yield from sources(told.facts)


def sources(facts: tuple[FactItem, ...]) -> Iterator[str]:
    """Facts with who says so and when that was read."""
    if facts:
        yield ""
        yield _("Who says so:")
    for fact in facts:
        yield f"• {fact.statement}"
        named = [f"{s['title']} ({s['dated']})" if s["dated"] else s["title"] for s in fact.sources]
        said = listed(named, heavy=True)
        yield "  " + _("read {seen}: {sources}").format(seen=when.day(fact.seen), sources=said)
        if fact.stale:
            yield "  " + _("May be out of date. Check here: {check}").format(check=fact.check or "-")


def verdict(seen: Verdict) -> Iterator[str]:
    """What can be seen in a message: the worst first, then each thing that was noticed."""
    sign, word = _WEIGHTS[seen.weight]
    yield f"{sign} {_(word)}"
    for one in seen.findings:
        mark = _WEIGHTS[one.weight][0]
        yield f"  {mark} {one.where}: {one.what}" if one.where else f"  {mark} {one.what}"


def about_links(told: Links) -> Iterator[str]:
    """How many there are, whether they were asked for, what to do."""
    if not told.links:
        yield _(
            "The archive lists no shared links. Links to scheduled tasks are never in it: look for those by hand."
        )
        return
    if told.checked:
        counts = {s: sum(link.state == s for link in told.links) for s in ("open", "gone", "unclear")}
        yield _("still open: {open}, gone: {gone}, unclear: {unclear}").format(**counts)
        yield _("A page that is gone here may live on in caches and archives for weeks.")
    else:
        yield _("Delete them in ChatGPT: Settings, Data controls, Shared links, Manage.")
        yield _("Then have them asked for (c): that takes the network and your yes.")
