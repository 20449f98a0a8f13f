"""The plan: every step's standing, what comes next, and what the delete step still lacks. Pure; the clock is handed in."""

from __future__ import annotations

import datetime as dt

import msgspec

from migrator.leave import clock, gate
from migrator.leave.content import Content
from migrator.leave.look import Look, Stand
from migrator.leave.record import Records
from migrator.leave.seen import Seen
from migrator.leave.situation import Situation

NEXT = 3
"""How many steps `next` names."""

SOON = dt.timedelta(days=14)
"""A step that is due within this time stands before the order of the list."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The whole list in order, what comes next, and what the delete step is still missing."""

    steps: tuple[Stand, ...]
    next: tuple[str, ...]
    ready_to_delete: bool
    missing: tuple[gate.Missing, ...]
    situation: Situation

    def stand(self, step_id: str) -> Stand | None:
        """How the step called `step_id` stands."""
        return next((s for s in self.steps if s.id == step_id), None)


def plan(content: Content, situation: Situation, records: Records, seen: Seen, now: dt.datetime) -> Plan:
    """The plan as of `now` (aware)."""
    return made(Look(content, situation, records, seen, now))


def made(look: Look) -> Plan:
    """The plan that `look` sees."""
    content = look.content
    stands = tuple(look.stand(step) for step in content.step)
    missing = tuple(gate.account_gate(look))
    deletes = [s for s, step in zip(stands, content.step, strict=True) if step.destroys == "account"]
    return Plan(
        steps=stands,
        next=_next(content, stands, look),
        ready_to_delete=not missing and any(s.state == "open" for s in deletes),
        missing=missing,
        situation=look.situation,
    )


def _next(content: Content, stands: tuple[Stand, ...], look: Look) -> tuple[str, ...]:
    rows = []
    for place, (stand, step) in enumerate(zip(stands, content.step, strict=True)):
        if stand.state == "open":
            due = clock.moment(stand.due, look.zone) if stand.due is not None else None
            pressing = due is not None and (step.clock or due - look.now <= SOON)
            if stand.overdue and step.optional:
                pressing = False
            rank = 0 if pressing else 2 if step.optional else 1
            rows.append((rank, due if pressing and due else look.now, place, stand.id))
    return tuple(row[-1] for row in sorted(rows)[:NEXT])
