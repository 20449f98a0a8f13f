"""What is wrong with a content, as sentences: names that name nothing, facts without a source, rules without a step.

The content that ships has no faults; a test holds that. A correction that a person sends in is checked the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator.leave import gate
from migrator.leave.content import Alternative, Cell, Content, Due, Fact, Step, When
from migrator.leave.held import CONDITIONS, HOLDERS
from migrator.leave.look import DELETE, DELETES
from migrator.leave.situation import NOBODY

_HELD = {
    gate.ADD: "export",
    gate.VERIFY: "verify",
    gate.GAPS: "gaps",
    gate.COPY: "copy",
    gate.NIGHT: "time",
    gate.LEVEL: "level",
    gate.EXPORT_TWICE: "export-twice",
}
_ASKED = frozenset({"level", "plan", "payer", "region", "account", "deleted-on", "archive", "zone"})
CELLS = ("trains", "keeps", "encrypted", "open_weights", "local", "place", "takes_in")


def faults(content: Content) -> list[str]:
    """Every fault of `content`; [] if there is none."""
    return [
        *_doubles(content),
        *(fault for fact in content.fact for fault in _fact(content, fact)),
        *(fault for step in content.step for fault in _step(content, step)),
        *_circles(content),
        *_gate(content),
        *_others(content),
        *_unused(content),
    ]


def _doubles(content: Content) -> Iterator[str]:
    for name in content.__struct_fields__:
        ids = [record.id for record in getattr(content, name)]
        yield from (f"{name} {i} stands twice" for i in sorted({i for i in ids if ids.count(i) > 1}))


def _fact(content: Content, fact: Fact) -> Iterator[str]:
    if fact.kind != "own":
        if not fact.sources:
            yield f"fact {fact.id} names no source"
        if not content.check_address(fact):
            yield f"fact {fact.id} gives no address to check it at"
    yield from _unknown(f"fact {fact.id}: source", fact.sources, (s.id for s in content.source))
    others = {f.id: f for f in content.fact}
    yield from _unknown(f"fact {fact.id}: fact", (*fact.conflicts, *fact.supersedes), others)
    for other in fact.conflicts:
        if other in others and fact.id not in others[other].conflicts:
            yield f"fact {fact.id} contradicts {other}, which does not say so"
    yield from _when(content, f"fact {fact.id}", fact.when)


def _step(content: Content, step: Step) -> Iterator[str]:
    where, steps = f"step {step.id}", {s.id for s in content.step}
    waits = step.wait.after if step.wait else ()
    dues = tuple(d.after for d in step.due if d.after)
    yield from _unknown(f"{where}: phase", (step.phase,), (p.id for p in content.phase))
    yield from _unknown(f"{where}: condition", (*step.needs, *step.moot_after, *waits, *dues), steps)
    yield from _unknown(f"{where}: fact", step.facts, (f.id for f in content.fact))
    yield from _unknown(f"{where}: holder", (step.held_by,) if step.held_by else (), HOLDERS)
    yield from _unknown(f"{where}: condition", step.only_if, CONDITIONS)
    yield from _when(content, where, step.when)
    yield from _when(content, where, step.unless)
    if step.wait is not None:
        yield from _unknown(f"{where}: date", step.wait.since, _dates(content))
        if not step.wait.after and not step.wait.since:
            yield f"{where} waits for nothing"
    yield from _when(content, where, {"level": step.levels} if step.levels else {})
    yield from _when(content, where, {"payer": (step.stops,)} if step.stops else {})
    for due in step.due:
        yield from _due(content, where, due)
    for fact in filter(None, map(content.find_fact, step.facts)):
        for other in set(fact.conflicts) - set(step.facts):
            yield f"{where} shows {fact.id} and not {other}, which contradicts it"
    if not step.how:
        yield f"{where} does not say how"


def _due(content: Content, where: str, due: Due) -> Iterator[str]:
    yield from _when(content, where, due.when)
    if due.law:
        yield from _unknown(f"{where}: condition", (due.since,), (s.id for s in content.step))
        return
    if sum(map(bool, (due.after, due.since, due.before, due.on))) != 1:
        yield f"{where}: a due date counts from exactly one thing"
    yield from _unknown(f"{where}: date", (k for k in (due.since, due.before) if k), _dates(content))


def _dates(content: Content) -> set[str]:
    return {q.id for q in content.question if q.kind == "date"}


def _when(content: Content, where: str, when: When) -> Iterator[str]:
    for key, values in when.items():
        question = content.find_question(key)
        if question is None or not values:
            yield f"{where}: applies by {key}, which nobody is asked"
        else:
            yield from _unknown(f"{where}: answer to {key}", values, (v.id for v in question.values))


def _circles(content: Content) -> Iterator[str]:
    needs = {s.id: {*s.needs, *(s.wait.after if s.wait else ())} for s in content.step}
    for start, first in needs.items():
        reached, ahead = set[str](), list(first)
        while ahead:
            step = ahead.pop()
            if step not in reached:
                reached.add(step)
                ahead += needs.get(step, ())
        if start in reached:
            yield f"step {start} waits for itself"
        destroyers = sorted(r for r in reached if (other := content.find_step(r)) and other.destroys)
        if start in gate.REQUIRED and destroyers:
            yield f"step {start} is a condition of the gate and waits behind it, for {', '.join(destroyers)}"


def _gate(content: Content) -> Iterator[str]:
    yield from _unknown("the gate: step", sorted(gate.REQUIRED | set(DELETES)), (s.id for s in content.step))
    yield from _unknown("the engine: question", sorted(_ASKED), (q.id for q in content.question))
    for step_id, holder in _HELD.items():
        step = content.find_step(step_id)
        if step is not None and step.held_by != holder:
            yield f"step {step_id} has to be held by {holder}"
    for step_id in (DELETE, gate.RIGHT_ACCOUNT, gate.SIGN_OFF, gate.REREAD):
        step = content.find_step(step_id)
        if step is not None and step.held_by:
            yield f"step {step_id} has to be ticked by a person"
    for step_id in DELETES:
        step = content.find_step(step_id)
        if step is not None and step.destroys != "account":
            yield f"step {step_id} deletes the account and does not say so"
    payer = content.find_question("payer")
    stopped = {s.stops for s in content.step}
    for value in payer.values if payer else ():
        if value.id != NOBODY and value.id not in stopped:
            yield f"payer {value.id} is stopped by no step"


def _others(content: Content) -> Iterator[str]:
    facts, steps = {f.id for f in content.fact}, {s.id for s in content.step}
    for law in content.law:
        yield from _when(content, f"law {law.id}", {"region": law.regions})
        yield from _unknown(f"law {law.id}: fact", law.facts, facts)
        if not law.facts:
            yield f"law {law.id} rests on no fact"
    for contact in content.contact:
        yield from _when(content, f"contact {contact.id}", {"region": contact.regions})
        yield from _unknown(f"contact {contact.id}: fact", contact.facts, facts)
    for question in content.checkup:
        yield from _unknown(f"checkup {question.id}: step", question.steps, steps)
        yield from _unknown(f"checkup {question.id}: fact", question.facts, facts)
    shown = [(one.id, one.facts) for one in content.help] + [(one.id, one.facts) for one in content.host]
    for name, theirs in shown:
        yield from _unknown(f"{name}: fact", theirs, facts)
    for alternative in content.alternative:
        for name, cell in cells(alternative):
            where = f"alternative {alternative.id}: {name}"
            yield from _unknown(f"{where}: source", cell.sources, (s.id for s in content.source))
            if cell.answer != "unknown" and not (cell.sources and cell.seen):
                yield f"{where} has no source or date"
    if any(q.kind in {"one", "many"} and not q.values for q in content.question):
        yield "a question offers no answers"


def _unused(content: Content) -> Iterator[str]:
    """A fact that nothing shows is a fact that nobody looks after."""
    used = {
        f
        for group in ("step", "law", "contact", "checkup", "help")
        for r in getattr(content, group)
        for f in r.facts
    }
    yield from (f"fact {f.id} is shown nowhere" for f in content.fact if f.id not in used)


def cells(alternative: Alternative) -> list[tuple[str, Cell]]:
    """The cells of an alternative with the names of their columns, in order."""
    return [(name, getattr(alternative, name)) for name in CELLS]


def _unknown(where: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    there = set(known)
    yield from (f"{where} “{name}” is not there" for name in names if name not in there)
