"""What screens that write something out share: running the job, and the question when an earlier run stands there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from migrator.app.context import Context
from migrator.app.sink import MANIFEST
from migrator.errors import UsageError
from migrator.i18n import _
from migrator.tui.jobs import JobScreen, Outcome, is_stop
from migrator.tui.screens import ask
from migrator.tui.screens.stage import StageScreen
from migrator.tui.widgets.stages import Stages

T = TypeVar("T")
Write = Callable[[Context, bool], T]
"""Writes, in a job; the second argument says whether what an earlier run wrote there may be replaced."""


class WritingScreen(StageScreen):
    """A screen of a stage that can write."""

    async def written(self, title: str, out: Path, write: Write[T]) -> T | None:
        """What `write` gave, or None after its error was told. Call it from a worker."""
        outcome = await self._ran(title, write, force=False)
        if isinstance(outcome.error, UsageError) and (out / MANIFEST).is_file():
            if not await self.app.push_screen_wait(
                ask.Ask(
                    _("Replace what lies there?"),
                    _(
                        "{folder} holds what an earlier run wrote. Only that is replaced; files of your own there"
                        " stay as they are."
                    ).format(folder=out),
                    yes=_("Replace"),
                    no=_("Not now"),
                )
            ):
                return None
            outcome = await self._ran(title, write, force=True)
        if outcome.error is not None:
            if not is_stop(outcome.error):
                await self.app.push_screen_wait(ask.fault(outcome.error))
            return None
        for bar in self.query(Stages):
            bar.renew()
        value: T = outcome.value
        return value

    async def _ran(self, title: str, write: Write[T], *, force: bool) -> Outcome:
        return await self.app.push_screen_wait(JobScreen(title, lambda context: write(context, force)))
