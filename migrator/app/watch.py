"""Keeping an eye on a run: every problem of the input once, however often the input is read."""

from __future__ import annotations

import msgspec

from migrator.app.context import Context
from migrator.events import Event, Problem


class Watch:
    """What came up during a run."""

    def __init__(self) -> None:
        self._problems: dict[Problem, None] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems in the order in which they came up."""
        return tuple(self._problems)

    @property
    def complete(self) -> bool:
        """Whether the input held all that it should hold."""
        return not any(problem.incomplete for problem in self._problems)

    def is_new(self, event: Event) -> bool:
        """Take note of `event`; False for a problem that is known already."""
        if not isinstance(event, Problem):
            return True
        known = event in self._problems
        self._problems[event] = None
        return not known


def watched(context: Context) -> tuple[Context, Watch]:
    """`context`, with a `Watch` on what goes through it."""
    watch = Watch()

    def listen(event: Event) -> None:
        if watch.is_new(event):
            context.listener(event)

    return msgspec.structs.replace(context, listener=listen), watch
