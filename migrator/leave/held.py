"""What is held by the vault or by an answer and not by a person's tick, and the conditions that content may name.

Each holder answers when its step became true, or None while it is not. A held step cannot be ticked by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Protocol

from migrator.leave import gate
from migrator.leave.content import Step

Since = dt.datetime | None


class View(gate.View, Protocol):
    """What a holder looks at."""

    def applies(self, step: Step) -> bool:
        """Whether the step is on this person's list."""

    @property
    def ahead(self) -> bool:
        """Whether something is still to be emptied or deleted."""

    def set_at(self, key: str) -> dt.datetime | None:
        """When the question `key` was last answered."""


def _known(key: str) -> Callable[[View], Since]:
    def since(look: View) -> Since:
        return look.set_at(key) or look.now if look.situation.knows(key) else None

    return since


def _without_export(look: View) -> Since:
    if gate.goes_without_export(look.situation, look.seen, look.ticks):
        return look.ticks[gate.NO_EXPORT].at
    return None


def _export(look: View) -> Since:
    return max((o.added for o in look.seen.exports), default=None) or _without_export(look)


def _verified(look: View) -> Since:
    last = look.verified
    aged = (
        look.now if look.ahead else None
    )  # the age of a check matters while something is still to be destroyed
    return last.at if last and look.seen.originals and gate.verified_now(last, look.seen, aged) else None


def _gaps(look: View) -> Since:
    closed = all(gate.accepted(g, look.ticks) for g in gate.gaps(look.situation, look.seen))
    return _export(look) if closed else None


def _copied(look: View) -> Since:
    aged = look.now if look.ahead else None
    return max(
        (c.at for c in look.copies if look.seen.originals and gate.holds_all(c, look.seen, aged)),
        default=None,
    )


def _twice(look: View) -> Since:
    exports = {o.sha256 for o in look.seen.exports}
    return max(o.added for o in look.seen.exports) if len(exports) > 1 else _without_export(look)


def _incomplete(look: View) -> bool:
    kinds = {"incomplete", "unreadable", "person", "old"}
    return any(
        g.kind in kinds and not gate.accepted(g, look.ticks) for g in gate.gaps(look.situation, look.seen)
    )


HOLDERS: dict[str, Callable[[View], Since]] = {
    "level": _known("level"),
    "payer": _known("payer"),
    "export": _export,
    "verify": _verified,
    "gaps": _gaps,
    "copy": _copied,
    "export-twice": _twice,
    "time": lambda _look: None,
}
"""What `held_by` may name. "time": the step's own wait ends it."""

CONDITIONS: dict[str, Callable[[View], bool]] = {
    "export-incomplete": _incomplete,
    "files-missing": lambda look: any(g.kind == "missing-files" for g in look.seen.gaps),
    "archive-expected": lambda look: bool(look.seen.originals) or _without_export(look) is None,
    "cautious": lambda look: look.situation.cautious,
    "somebody-charged": lambda look: any(s.stops and look.applies(s) for s in look.content.step),
    "account-closed": lambda look: look.situation.gone,
}
"""What `only_if` may name."""
