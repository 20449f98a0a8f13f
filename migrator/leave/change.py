"""A person's word turned into records for the journal, if it may be given: done, undo, accept, set, correct.

Each function looks at the plan as it is, raises `ConditionNotMet` (exit 7) saying what is missing, or returns the
records to append. Nothing else writes state.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from migrator.errors import ConditionNotMet, UnknownId
from migrator.i18n import _, listed, ngettext
from migrator.leave import clock, gate, situation
from migrator.leave.content import Content, Step
from migrator.leave.look import Look
from migrator.leave.record import Record
from migrator.leave.seen import Gap
from migrator.text import storable


def done(look: Look, step_id: str, proof: str = "") -> list[Record]:
    """Tick a step, with a note if there is one; [] if it is done already and nothing new is said."""
    step = _step(look.content, step_id)
    stand = look.stand(step)
    if stand.state == "not-applicable":
        raise ConditionNotMet(
            _("“{id}” is not on your list as you described your situation.").format(id=step.id),
            _(
                "If that is wrong, `migrate leave status` shows what is set; `migrate leave set KEY=VALUE` changes it."
            ),
        )
    if stand.state != "done":
        _refuse_blocked(look, step, stand.blocked_by)
        if step.held_by:
            raise ConditionNotMet(_held_text(step), _held_hint(step))
        if stand.state == "waiting" and step.wait is not None and step.wait.firm:
            raise ConditionNotMet(
                _("“{title}” has to wait: not before {when}.").format(
                    title=_(step.title), when=clock.text(stand.due, look.zone) if stand.due else "?"
                ),
                _("Nothing else is held up. `migrate leave next` shows what can be done now."),
            )
    records = [] if stand.state == "done" else [_tick(look, step, proof)]
    if proof:
        records.append(Record(at=look.now, kind="proof", key=step.id, value={"text": storable(proof)}))
    return records


def undo(look: Look, word: str) -> list[Record]:
    """Take back a tick, or the acceptance of a gap."""
    gap = _gap(look, word)
    if gap is not None:
        taken = gate.accepted(gap, look.ticks)
        return [_state(look, gap.id, "open")] if taken else []
    step = _step(look.content, word)
    if step.held_by:
        raise ConditionNotMet(_held_text(step), _held_hint(step))
    tick = look.ticks.get(step.id)
    return [_state(look, step.id, "open")] if tick is not None and tick.state == "done" else []


def accept(look: Look, word: str) -> list[Record]:
    """Accept a gap of the archive as it is now. The face has asked for the typed confirmation before this."""
    gap = find_gap(look, word)
    if gate.accepted(gap, look.ticks):
        return []
    return [
        Record(
            at=look.now,
            kind="tick",
            key=gap.id,
            value={"state": "accepted", "print": gap.print, "count": gap.count},
        )
    ]


def find_gap(look: Look, word: str) -> Gap:
    """The gap called `word`; `ConditionNotMet` for a step, which cannot be accepted, `UsageError` for anything else."""
    gap = _gap(look, word)
    if gap is not None:
        return gap
    if look.content.find_step(word) is not None:
        raise ConditionNotMet(
            _("“{id}” is a step; only gaps of the archive can be accepted as they are.").format(id=word),
            _("`migrate leave show {id}` says what it needs.").format(id=word),
        )
    known = listed(g.id for g in gate.gaps(look.situation, look.seen)) or _("none")
    raise UnknownId(
        _("There is no gap called “{id}”.").format(id=word),
        _("Gaps of your archive: {ids}.").format(ids=known),
    )


def choose(content: Content, words: Sequence[str], now: dt.datetime) -> list[Record]:
    """Answers to questions about the situation: KEY=VALUE words, or fact:ID=TEXT for a correction."""
    records: list[Record] = []
    for word in words:
        if word.startswith("fact:"):
            records.append(_correct(content, word, now))
        else:
            key, answers = situation.parse(content, word)
            records.append(Record(at=now, kind="plan", key=key, value=list(answers)))
    return records


def _correct(content: Content, word: str, now: dt.datetime) -> Record:
    fact_id, equals, text = word.removeprefix("fact:").partition("=")
    if content.find_fact(fact_id) is None or not equals:
        raise UnknownId(
            _("There is no fact called “{id}”.").format(id=fact_id),
            _('`migrate leave show STEP` names the facts of a step. Write fact:ID="what you saw".'),
        )
    return Record(at=now, kind="correction", key=fact_id, value={"text": storable(text.strip())})


def _step(content: Content, step_id: str) -> Step:
    step = content.find_step(step_id)
    if step is None:
        raise UnknownId(
            _("There is no step called “{id}”.").format(id=step_id),
            _("`migrate leave status` lists the steps by name."),
        )
    return step


def _gap(look: Look, word: str) -> Gap | None:
    return next((g for g in gate.gaps(look.situation, look.seen) if g.id == word), None)


def _refuse_blocked(look: Look, step: Step, blockers: Iterable[str]) -> None:
    names = list(blockers)
    if not names:
        return
    told = {m.step: m.what for m in (gate.account_gate(look) if step.destroys else ())}
    lines = []
    for name in names:
        other = look.content.find_step(name)
        what = told.get(name) or (_(other.title) if other else name)
        lines.append(f"{name}: {what}")
    raise ConditionNotMet(
        ngettext(
            "“{title}” has to wait for one thing. Nothing was changed.\n{list}",
            "“{title}” has to wait for {n} things. Nothing was changed.\n{list}",
            len(lines),
        ).format(title=_(step.title), n=len(lines), list="\n".join(f"  - {line}" for line in lines)),
        _("Start with: migrate leave show {id}").format(id=_first_open(look, names))
        if look.content.find_step(names[0])
        else _("Set this computer's clock right and try again."),
    )


def _first_open(look: Look, names: Sequence[str]) -> str:
    """The first of them that can be done now."""
    steps = [step for step in look.content.step if step.id in names]
    return next((s.id for s in steps if look.stand(s).state == "open"), names[0])


def _held_text(step: Step) -> str:
    return _("“{title}” is not ticked by hand: it follows from the vault or from your answers.").format(
        title=_(step.title)
    )


def _held_hint(step: Step) -> str:
    return _("`migrate leave show {id}` says what makes it true.").format(id=step.id)


def _tick(look: Look, step: Step, proof: str) -> Record:
    value: dict[str, str] = {"state": "done"}
    if step.watches:
        value["print"] = look.seen_print(step)
    arrived = _arrival(look, proof)
    if arrived is not None:
        value["arrived"] = arrived.isoformat()
    return Record(at=look.now, kind="tick", key=step.id, value=value)


def _arrival(look: Look, proof: str) -> dt.datetime | None:
    """When it really happened, if the note begins with a time: for the clocks of later steps, never for the gate's."""
    words = proof.split()
    for count in (2, 1):
        try:
            time = dt.datetime.fromisoformat("T".join(words[:count]))
        except ValueError:
            continue
        local = time if time.tzinfo else time.replace(tzinfo=look.zone)
        if local <= look.now:
            return local.astimezone(dt.UTC)
    return None


def _state(look: Look, key: str, state: str) -> Record:
    return Record(at=look.now, kind="tick", key=key, value={"state": state})
