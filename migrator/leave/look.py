"""One look at the content, by one person at one moment: how each step stands. Pure.

A step is *not-applicable* if the situation rules it out, *done* if its tick or the vault says so, *waiting* while
time has to pass, *blocked* while steps it needs (or rules of the gate) are missing, else *open*.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from migrator.leave import clock, gate
from migrator.leave.content import Content, Due, Law, Span, Step, Wait
from migrator.leave.held import CONDITIONS, HOLDERS
from migrator.leave.record import Records, Tick, ticks
from migrator.leave.seen import Copy, Seen, Verified, copies, fingerprint, last_verified
from migrator.leave.situation import Situation

State = Literal["open", "waiting", "blocked", "done", "not-applicable"]

DELETE = "delete-account"
DELETES = (DELETE, "ask-admin-delete")


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """How one step stands. `due` is a day or a moment; `blocked_by` are steps, or "clock"."""

    id: str
    phase: str
    state: State
    blocked_by: tuple[str, ...] = ()
    due: clock.When | None = None
    overdue: bool = False
    done: dt.datetime | None = None


class Look:
    """One look at the content: everything the rules ask about, each step's standing worked out once."""

    def __init__(
        self, content: Content, situation: Situation, records: Records, seen: Seen, now: dt.datetime
    ) -> None:
        self.content = content
        self.situation = situation
        self.records = records
        self.seen = seen
        self.now = now
        self.zone = situation.zone
        self.ticks: dict[str, Tick] = ticks(records)
        self.verified: Verified | None = last_verified(records)
        self.copies: tuple[Copy, ...] = gate.vouched(copies(records, seen.troubles), self.ticks)
        self._steps = {s.id: s for s in content.step}
        self._stands: dict[str, Stand] = {}
        self._on_the_way: set[str] = set()

    def stand(self, step: Step) -> Stand:
        """How `step` stands."""
        if step.id not in self._stands:
            if (
                step.id in self._on_the_way
            ):  # a circle in the content: `faults` finds it; here nothing opens by it
                return Stand(id=step.id, phase=step.phase, state="blocked", blocked_by=(step.id,))
            self._on_the_way.add(step.id)
            self._stands[step.id] = self._work_out(step)
            self._on_the_way.discard(step.id)
        return self._stands[step.id]

    def done(self, step_id: str) -> bool:
        """Whether the step is done."""
        step = self._steps.get(step_id)
        return step is not None and self.stand(step).state == "done"

    def settled(self, step_id: str) -> bool:
        """Whether the step is done or does not concern this person."""
        step = self._steps.get(step_id)
        return step is not None and self.stand(step).state in {"done", "not-applicable"}

    def applies(self, step: Step) -> bool:
        """Whether the step is on this person's list at all."""
        situation = self.situation
        if step.levels and situation.level and situation.level not in step.levels:
            return False
        if not situation.matches(step.when, if_unknown=step.unknown == "applies"):
            return False
        if step.unless and situation.matches(step.unless, if_unknown=False):
            return False
        if step.inside and self.gone:
            return False
        if (
            step.wait is not None
            and step.wait.after
            and not step.wait.always
            and not self._awaited(step.wait)
        ):
            return False
        return not step.only_if or any(CONDITIONS[name](self) for name in step.only_if)

    @property
    def gone(self) -> bool:
        """Whether nothing can be done inside the account any more."""
        return self.situation.gone or any(self._done(self._steps[i]) for i in DELETES if i in self._steps)

    @property
    def ahead(self) -> bool:
        """Whether something is still to be emptied or deleted."""
        return any(s.destroys and not self._done(s) and self.applies(s) for s in self.content.step)

    def seen_print(self, step: Step) -> str:
        """What a tick of this step remembers of what it was given for, so that a change opens it again."""
        if step.watches == "links":
            return fingerprint(link.id for link in self.seen.links)
        return fingerprint(self.seen.hashes) if step.watches == "archive" else ""

    def _work_out(self, step: Step) -> Stand:
        done = self._done(step)
        if done is not None and (self.applies(step) or (step.inside and self.gone)):
            return Stand(id=step.id, phase=step.phase, state="done", done=done)
        moot = any(self._done(self._steps[other]) for other in step.moot_after if other in self._steps)
        if done is not None or moot or not self.applies(step):
            return Stand(id=step.id, phase=step.phase, state="not-applicable")
        blockers = [n for n in self._needs(step) if not self.settled(n)]
        if step.wait is not None and not blockers:
            begun = self._begun(step.wait, night=step.id == gate.NIGHT)
            until = clock.after(begun, self._length(step.wait), self.zone) if begun else None
            if until is not None and not clock.passed(until, self.now, self.zone):
                return Stand(id=step.id, phase=step.phase, state="waiting", due=until)
            if until is not None and step.wait.passes:
                moment = clock.moment(until, self.zone)
                return Stand(id=step.id, phase=step.phase, state="done", done=moment)
        if step.destroys or step.id in DELETES:
            rules = (
                gate.account_gate if step.id in DELETES or step.destroys == "account" else gate.content_gate
            )
            blockers += [m.step for m in rules(self)]
        due = self._due(step)
        return Stand(
            id=step.id,
            phase=step.phase,
            state="blocked" if blockers else "open",
            blocked_by=tuple(dict.fromkeys(blockers)),
            due=due,
            overdue=due is not None and clock.over(due, self.now, self.zone),
        )

    def _done(self, step: Step) -> dt.datetime | None:
        if step.held_by:
            return HOLDERS[step.held_by](self)
        if step.id == DELETE and self.situation.one("account") == "deleted":
            day = self.situation.date("deleted-on")
            return clock.moment(day, self.zone) if day else self.set_at("account")
        tick = self.ticks.get(step.id)
        if tick is None or tick.state != "done" or tick.print != self.seen_print(step):
            return None
        return tick.at

    def _needs(self, step: Step) -> list[str]:
        needs = list(step.needs)
        if step.wait is not None:
            needs += step.wait.after
        if step.id == gate.REREAD and self.situation.cautious:
            needs += [gate.EXPORT_TWICE, *(s.id for s in self.content.step if s.stops)]
        return needs

    def _awaited(self, wait: Wait) -> list[Step]:
        steps = [self._steps[i] for i in wait.after if i in self._steps]
        return [s for s in steps if self.stand(s).state != "not-applicable"]

    def _begun(self, wait: Wait, *, night: bool) -> clock.When | None:
        times: list[clock.When | None] = [self.done_at(s.id) for s in self._awaited(wait)]
        times += [self.situation.date(key) for key in wait.since]
        if night:  # it begins when the last thing that belongs to the decision was done
            times.append(self.set_at("level"))
            if self.situation.cautious:
                times += [self.done_at(s.id) for s in self.content.step if s.stops]
        return max((t for t in times if t is not None), key=self._moment, default=None)

    def _moment(self, when: clock.When) -> dt.datetime:
        return clock.moment(when, self.zone)

    def _length(self, wait: Wait) -> Span:
        law = self.law
        if wait.law and law is not None and law.answer is not None:
            return law.answer
        return wait

    @property
    def law(self) -> Law | None:
        """The law of the person's region, if it is known and one is described."""
        region = self.situation.one("region")
        return next((law for law in self.content.law if region in law.regions), None)

    def _due(self, step: Step) -> clock.When | None:
        found = [when for due in step.due for when in self._dates(due)]
        return min(found, key=self._moment, default=None)

    def _dates(self, due: Due) -> list[clock.When]:
        if not self.situation.matches(due.when, if_unknown=False):
            return []
        if due.on is not None:
            return [due.on]
        if due.law == "complaint":
            return self._complaint(due)
        if due.before:
            end = self.situation.date(due.before)
            return [clock.before(end, due, self.zone)] if end else []
        start = self.situation.date(due.since) if due.since else self._arrived(due.after)
        return [clock.after(start, due, self.zone)] if start else []

    def _complaint(self, due: Due) -> list[clock.When]:
        law, dates = self.law, list[clock.When]()
        if law is not None:
            reply, request = self.done_at(due.after), self.done_at(due.since)
            if reply and law.complain_after_reply:
                dates.append(clock.after(reply, law.complain_after_reply, self.zone))
            if request and law.complain_after_request:
                dates.append(clock.after(request, law.complain_after_request, self.zone))
        return dates

    def _arrived(self, step_id: str) -> dt.datetime | None:
        tick = self.ticks.get(step_id)
        done = self.done_at(step_id)
        return tick.arrived if done and tick is not None and tick.arrived else done

    def done_at(self, step_id: str) -> dt.datetime | None:
        """When the step was done, None while it is not."""
        step = self._steps.get(step_id)
        return self.stand(step).done if step is not None else None

    def set_at(self, key: str) -> dt.datetime | None:
        """Since when the answer to the question `key` has been what it is; None if it was never answered."""
        since, value = None, object()
        for record in self.records:
            if record.kind == "plan" and record.key == key and record.value != value:
                since, value = record.at, record.value
        return since
