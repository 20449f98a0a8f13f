"""Keeping an eye on a run: every problem of the input once, however often the input is read."""

from __future__ import annotations

import msgspec

from migrator.app.context import Context
from migrator.events import Event, Problem
from migrator.i18n import _

_HELD = 10_000  # an export of nothing but broken records must not fill the memory


class Watch:
    """What came up during a run."""

    def __init__(self) -> None:
        self._problems: dict[Problem, None] = {}
        self.complete = True  # whether the input held all that it should hold

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems in the order in which they came up."""
        return tuple(self._problems)

    def is_new(self, event: Event) -> bool:
        """Take note of `event`; False for a problem that is known already."""
        if not isinstance(event, Problem):
            return True
        if event.incomplete:
            self.complete = False
        if event in self._problems or len(self._problems) > _HELD:
            return False
        if len(self._problems) == _HELD:
            event = Problem(
                kind="more-problems", where="", what=_("There are more problems than are listed here.")
            )
        self._problems[event] = None
        return True


def watched(context: Context) -> tuple[Context, Watch]:
    """`context`, with a `Watch` on what goes through it."""
    watch = Watch()

    def listen(event: Event) -> None:
        if watch.is_new(event):
            context.listener(event)

    return msgspec.structs.replace(context, listener=listen), watch
