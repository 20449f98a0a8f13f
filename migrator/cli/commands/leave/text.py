"""What `migrate leave` prints for a person: plain lines, one thing a line, no colour and no drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from migrator.app.leaving.change import Changed
from migrator.app.leaving.checklist import FactItem, GapItem, Item, Shown, Status, title_of
from migrator.app.leaving.exposure import Checkup
from migrator.app.leaving.links import Links
from migrator.app.leaving.tables import COLUMNS
from migrator.i18n import N_, _, listed, ngettext, reviewed
from migrator.leave.content import load
from migrator.text import safe

STATES = {
    "open": N_("open"),
    "waiting": N_("waiting"),
    "blocked": N_("later"),
    "done": N_("done"),
    "not-applicable": N_("not for you"),
}
LINK_STATES = {
    "open": N_("STILL OPENS"),
    "gone": N_("gone"),
    "unclear": N_("unclear: look yourself"),
    "not-checked": "",
}
WEIGHTS = {
    "stop": N_("STOP. This shows signs of a fake. Do not open it, do not answer, do not call."),
    "careful": N_("Careful. Nothing here proves a fake, and nothing shows that it is real."),
    "fine": N_("No sign of a fake was found. That is no proof: type chatgpt.com yourself and look there."),
}


_DATED = 6  # steps with a date that the short list names
_NAMED = 3  # steps that are named in one line; `leave show` has them all


def said(lines: Iterable[str]) -> Iterator[str]:
    """`lines`, and a word on the translation where nobody has reviewed it: these are legal and safety texts."""
    yield from lines
    if not reviewed():
        yield ""
        yield _(
            "This translation has not been reviewed by a native speaker yet. In doubt, read it with --lang en."
        )


def today(told: Status) -> Iterator[str]:
    """What to do now, what waits for which date, and how far along; everything else is counted."""
    titles = {item.id: item for item in told.steps}
    dated = sorted(
        (
            i
            for i in told.steps
            if i.due and i.id not in told.next and i.state in {"open", "waiting", "blocked"}
        ),
        key=lambda item: item.due or "",
    )
    if told.ready_to_delete:
        yield _("Everything is true that has to be. Deleting is open, and still your choice.")
        yield ""
    if told.next:
        yield _("Do now:")
        yield from (f"  {_short(titles[name])}" for name in told.next)
        yield "  " + _("In full: migrate leave next")
    else:
        yield _("Nothing to do now.")
    if dated:
        yield ""
        yield _("Has a date:")
        yield from (f"  {_short(item)}" for item in dated[:_DATED])
        if len(dated) > _DATED:
            more = len(dated) - _DATED
            yield "  " + ngettext("… and {n} more", "… and {n} more", more).format(n=more)
    unsettled = [gap for gap in told.gaps if not gap.accepted]
    if unsettled:
        yield ""
        yield from (line for gap in unsettled for line in _gap(gap))
    yield ""
    yield _("How far along:")
    for part in told.progress:
        if part.steps:
            yield "  " + _("{phase}: {done} of {steps} done").format(
                phase=part.title, done=part.done, steps=part.steps
            )
    folded = sum(p.steps - p.done for p in told.progress) - len(told.next) - len(dated[:_DATED])
    yield ""
    if folded > 0:
        yield ngettext(
            "{n} more step comes later. Every step: migrate leave status --all",
            "{n} more steps come later. Every step: migrate leave status --all",
            folded,
        ).format(n=folded)
    else:
        yield _("Every step: migrate leave status --all")


def whole(told: Status) -> Iterator[str]:
    """The whole list, phase by phase."""
    left = 0
    for phase in load().phase:
        items = [i for i in told.steps if i.phase == phase.id]
        shown = [i for i in items if i.state != "not-applicable"]
        left += len(items) - len(shown)
        if shown:
            yield _(phase.title)
            yield from (f"  {_row(item)}" for item in shown)
            yield ""
    if left:
        yield ngettext("{n} step does not concern you.", "{n} steps do not concern you.", left).format(n=left)
    yield from _ending(told)


def following(told: Status, steps: Sequence[Shown]) -> Iterator[str]:
    """The next step in full, and what comes after it."""
    if not steps:
        waiting = [i for i in told.steps if i.state == "waiting"]
        yield _("Nothing to do now.")
        yield from (f"  {_row(item)}" for item in waiting)
        return
    yield from step(steps[0], brief=True)
    if len(steps) > 1:
        yield ""
        yield _("After that:")
        yield from (f"  {_row(s.step)}" for s in steps[1:])


def step(told: Shown, *, brief: bool = False) -> Iterator[str]:
    """One step in full; `brief` tells of its sources only what has to be known."""
    yield told.step.title
    yield _row(told.step)
    yield ""
    yield told.why
    if told.step.blocked_by and not told.missing:
        yield _("First: {steps}").format(steps=_titles(told.step.blocked_by))
    for missing in told.missing:
        yield f"  - {missing.what}  ({missing.step})"
    for number, line in enumerate(told.how, 1):
        yield f"  {number}. {line}"
    if told.note:
        yield f"  {told.note}"
    yield from (f"  {line}" for line in _beside(told))
    if told.proof and told.how:
        yield _("Worth noting: {what}").format(what=told.proof)
    if told.noted:
        yield _("You noted: {text}").format(text=told.noted)
    if told.facts:
        yield ""
        if brief:
            if any(fact.stale for fact in told.facts):
                yield _("Some of this may be out of date.")
            if any(fact.conflicts for fact in told.facts):
                yield _("Sources disagree on some of this.")
            yield _("Who says so, and when: migrate leave show {id}").format(id=told.step.id)
            return
        yield _("Who says so:")
        for fact in told.facts:
            yield from _fact(fact)


def changed(told: Changed) -> Iterator[str]:
    """What was changed, and what comes next."""
    if told.changed:
        yield _("Kept in the vault: {ids}").format(ids=listed(told.changed))
    else:
        yield _("It was so already. Nothing was changed.")
    yield from _ending(told.status)


def links(told: Links) -> Iterator[str]:
    """Shared links with their titles and, if they were checked, whether they still open."""
    if not told.links:
        yield _(
            "The archive lists no shared links. Links to scheduled tasks are never in it: look for those by hand."
        )
        return
    for link in told.links:
        state = _(LINK_STATES[link.state]) if LINK_STATES[link.state] else ""
        yield "  ".join(part for part in (link.url, safe(link.title, one_line=True), state) if part)
    yield ""
    counts = {s: sum(link.state == s for link in told.links) for s in ("open", "gone", "unclear")}
    if told.checked:
        yield _("still open: {open}, gone: {gone}, unclear: {unclear}").format(**counts)
        yield _("A page that is gone here may live on in caches and archives for weeks.")
    else:
        yield _(
            "Delete them: Settings > Data controls > Shared links > Manage. Then: migrate leave links --check"
        )


def checkup(told: Checkup) -> Iterator[str]:
    """What the answers mean, and what was seen in a message."""
    for advice in told.answers:
        yield f"{told.questions[advice.question]} {_answer(advice.answer)}"
        if advice.explain:
            yield f"  {advice.explain}"
        for name in advice.steps:
            yield f"  → migrate leave show {name}"
    if told.message is not None:
        if told.answers:
            yield ""
        yield _(WEIGHTS[told.message.weight])
        for finding in told.message.findings:
            yield f"  - {finding.where}: {finding.what}" if finding.where else f"  - {finding.what}"
    if told.facts:
        yield ""
        yield _("Who says so:")
        for fact in told.facts:
            yield from _fact(fact)


def alternatives(document: dict[str, Any]) -> Iterator[str]:
    """Places to go, one after another, each cell with its source and date."""
    yield _("Some places to go, in no order. None is recommended: what matters to you decides.")
    for one in document["alternatives"]:
        yield ""
        yield one["title"] + (f"  (migrate --to {one['target']})" if one["target"] else "")
        for name, cell in one["cells"].items():
            mark = _("DISPUTED. ") if cell["answer"] == "disputed" else ""
            yield f"  {_(COLUMNS[name])} {mark}{cell['statement']}"
            told = listed((f"{s['title']} ({s['dated']})" for s in cell["sources"]), heavy=True)
            yield "    " + _("read {seen}: {sources}").format(seen=cell["seen"], sources=told)
            if cell["stale"]:
                address = next((s["address"] for s in cell["sources"] if s["address"]), "-")
                yield "    " + _("May be out of date. Check here: {check}").format(check=address)


def laws(document: dict[str, Any]) -> Iterator[str]:
    """Laws, clocks and addresses; the person's own first."""
    yield _("This is not legal advice.")
    for law in sorted(document["laws"], key=lambda one: not one["yours"]):
        yield ""
        yield f"{law['title']}  ({law['id']})" + ("  " + _("where you live") if law["yours"] else "")
        yield f"  {law['statement']}"
        yield "  " + _("Answer within: {time}").format(time=_span(law["answer"]))
        yield "  " + _("Complain to: {authority}").format(authority=law["authority"])
        if law["note"]:
            yield f"  {law['note']}"
        for fact in law["facts"]:
            yield "    " + _("read {seen}: {sources}").format(
                seen=fact["seen"], sources=f"{fact['statement']} ({fact['dated']})"
            )
            if fact["stale"]:
                yield "    " + _("May be out of date. Check here: {check}").format(check=fact["check"])
    for contact in document["contacts"]:
        yield ""
        yield f"{contact['title']}" + ("  " + _("for where you live") if contact["yours"] else "")
        yield "  " + listed([*contact["address"], *contact["mail"]])
        yield "  " + _("Look whether this is still right: {check}").format(check=contact["facts"][0]["check"])


def questions(document: dict[str, Any]) -> Iterator[str]:
    """What can be set, and what is."""
    for question in document["questions"]:
        answer = ",".join(question["answer"]) or _("not said")
        yield f"{question['key']}={answer}  {question['question']}"
        if question["explain"]:
            yield f"  {question['explain']}"
        for value in question["values"]:
            yield f"    {question['key']}={value['value']}  {value['title']}"


def _short(item: Item) -> str:
    """A step for the short list: its date first, its name last, no state and no list of what blocks it."""
    row = f"{item.title}  ({item.id})"
    if item.due:
        when = _("from {when}") if item.state == "waiting" else _("by {when}")
        row = f"{when.format(when=item.due.replace('T', ' ')[:16])}: {row}"
        if item.overdue:
            row += "  " + _("(that day is over)")
    return row


def _row(item: Item) -> str:
    row = f"{_(STATES[item.state])}: {item.title}  ({item.id})"
    if item.due:
        when = _("until {when}") if item.state == "waiting" else _("by {when}")
        row += "  " + when.format(when=item.due.replace("T", " ")[:16])
        if item.overdue:
            row += "  " + _("(that day is over)")
    if item.blocked_by:
        steps = _titles(item.blocked_by[:_NAMED])
        more = len(item.blocked_by) - _NAMED
        text = _("after {steps} and {n} more") if more > 0 else _("after {steps}")
        row += "  " + text.format(steps=steps, n=more)
    return row


def _titles(names: Sequence[str]) -> str:
    return listed(map(title_of, names), heavy=True)


def _ending(told: Status) -> Iterator[str]:
    for gap in told.gaps:
        yield from _gap(gap)
    if told.ready_to_delete:
        yield _("Everything is true that has to be. Deleting is open, and still your choice.")
    if told.next:
        titles = {i.id: i for i in told.steps}
        yield _("Next:")
        for name in told.next:
            yield f"  {_row(titles[name])}"
        yield _("In full: migrate leave next")


def _gap(gap: GapItem) -> Iterator[str]:
    state = (
        _("accepted")
        if gap.accepted
        else _("open; to accept it: migrate leave accept {id}").format(id=gap.id)
    )
    yield _("Gap “{id}” ({count}): {what} [{state}]").format(
        id=gap.id, count=gap.count, what=gap.what, state=state
    )


def _beside(told: Shown) -> Iterator[str]:
    for gap in told.gaps:
        yield from _gap(gap)
    yield from (safe(line, one_line=True) for line in told.beside)


def _fact(fact: FactItem) -> Iterator[str]:
    yield f"  - {fact.statement}" + (f" {fact.note}" if fact.note else "")
    if fact.mark == "unknown":
        yield "    " + _("This could not be confirmed.")
    if fact.conflicts:
        yield "    " + _("Sources disagree on this: see {facts}.").format(facts=listed(fact.conflicts))
    if fact.aliases:
        yield "    " + _("Also called: {names}").format(names=listed(fact.aliases))
    told = listed(
        (f"{s['title']} ({s['dated']})" if s["dated"] else s["title"] for s in fact.sources), heavy=True
    )
    if told:
        yield "    " + _("read {seen}: {sources}").format(seen=fact.seen, sources=told)
    if fact.stale:
        yield "    " + _("May be out of date. Check here: {check}").format(check=fact.check or "-")
    if fact.corrected:
        yield "    " + _("You saw: {text}").format(text=fact.corrected)
    yield f"    fact:{fact.id}"


def _span(span: dict[str, int] | None) -> str:
    if span is None:
        return _("not confirmed")
    if span["months"]:
        return ngettext("{n} month", "{n} months", span["months"]).format(n=span["months"])
    return ngettext("{n} day", "{n} days", span["days"]).format(n=span["days"])


def _answer(answer: str) -> str:
    return {"yes": _("yes"), "no": _("no"), "unsure": _("not sure")}[answer]
