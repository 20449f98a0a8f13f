"""What every use-case gets from its face: where to report, whether to stop, the language and the clock.

`report` is the one channel out while work is going on; it raises `Interrupted` once the person has asked to stop.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import msgspec

from migrator.errors import Interrupted
from migrator.events import Event, Report, quiet
from migrator.i18n import _


def _never() -> bool:
    return False


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


class Context(msgspec.Struct, frozen=True):
    """The surroundings of one run. `cancelled` may be asked from any thread, `now` is aware UTC."""

    listener: Report = quiet
    cancelled: Callable[[], bool] = _never
    language: str = "en"
    now: Callable[[], dt.datetime] = _now

    def report(self, event: Event) -> None:
        """Pass `event` on, or raise `Interrupted` if the person asked to stop."""
        self.check()
        self.listener(event)

    def check(self) -> None:
        """Raise `Interrupted` if the person asked to stop."""
        if self.cancelled():
            raise Interrupted(
                _("Stopped. Nothing that was there before has been changed."),
                _("Run the same command again to start over."),
            )
