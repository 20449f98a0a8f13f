"""What the four stage screens share: the bar above, the keys below, and running a job with its error told."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from migrator.errors import MigratorError
from migrator.tui.jobs import JobScreen, Outcome, Work, is_stop
from migrator.tui.screens import ask
from migrator.tui.widgets.keys import Keys
from migrator.tui.widgets.stages import Stages

if TYPE_CHECKING:
    from migrator.tui.app import MigrateApp
    from migrator.tui.desk import Desk


class StageScreen(Screen[None]):
    """A stage. `STAGE` is its name; `body` makes what stands between the bar and the keys."""

    STAGE: ClassVar[str] = ""
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave_field", show=False)]

    @property
    def desk(self) -> Desk:
        """What lies on the desk."""
        return self.migrate.desk

    @property
    def migrate(self) -> MigrateApp:
        """The program, with its own type."""
        from migrator.tui.app import MigrateApp

        assert isinstance(self.app, MigrateApp)  # noqa: S101 - for the type checker
        return self.app

    def compose(self) -> ComposeResult:
        """Bar, body, keys."""
        yield Stages(self.STAGE, self.desk)
        yield from self.body()
        yield Keys()

    def body(self) -> ComposeResult:
        """What is particular to the stage."""
        yield from ()

    def on_screen_resume(self) -> None:
        """The states may have changed elsewhere."""
        for bar in self.query(Stages):
            bar.renew()

    async def job(
        self, title: str, work: Work, *, asks_again: type[MigratorError] | tuple[()] = ()
    ) -> Outcome:
        """Run `work` behind its own screen. An error is shown, then returned. Call it from a worker.

        asks_again: an error of this kind is not shown: the caller asks again in place.
        """
        outcome = await self.app.push_screen_wait(JobScreen(title, work))
        silent = isinstance(outcome.error, asks_again)
        if outcome.error is not None and not silent and not is_stop(outcome.error):
            await self.app.push_screen_wait(ask.fault(outcome.error))
        for bar in self.query(Stages):
            bar.renew()
        return outcome

    def action_leave_field(self) -> None:
        """Out of a field that takes letters, so that the keys of the screen work."""
        if isinstance(self.focused, Input):
            self.focus_next()

    def command(self) -> str:
        """The command line that does the same as this screen."""
        return "migrate tui"
