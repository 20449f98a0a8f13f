"""Places side by side: what each would hold and lose of exactly these chats, a row for each kind of loss."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from migrator.app.convert import Converted
from migrator.app.targets import TargetReport
from migrator.i18n import N_, _
from migrator.tui import losses
from migrator.tui.content import safe
from migrator.tui.screens.stage import StageScreen
from migrator.tui.screens.target import TargetScreen
from migrator.tui.widgets.grid import Grid

MOST = 4
"""More columns than these leave no room for words at 80 cells."""


class Compare(StageScreen):
    """The table, and below it in full what stands under the cursor. Enter chooses the place of that column."""

    STAGE = "move"
    CSS = """
    Compare #cell { height: 30%; min-height: 5; padding: 0 1; border-top: solid $panel; }
    Compare #cell Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]

    def __init__(self, places: Sequence[TargetReport], tried: Sequence[Converted]) -> None:
        super().__init__()
        self._places, self._tried = tuple(places), tuple(tried)
        self._rows = losses.side_by_side(self._places, self._tried)
        self._titles: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """The table, the words."""
        yield Grid()
        with VerticalScroll(id="cell", can_focus=False):
            yield Static(id="said")

    def on_mount(self) -> None:
        """The table takes the keys."""
        grid = self.query_one(Grid)
        grid.show([one.name for one in self._places], [row.line for row in self._rows])
        grid.take_keys()
        self.learn()

    @work(exclusive=True, group="titles")
    async def learn(self) -> None:
        """The titles of the chats, for the examples."""
        chats = self.desk.chats
        if chats is not None:
            listed = await self.desk.ask(chats.conversations)
            self._titles = {one.id: one.title or _("Untitled") for one in listed}
        self._tell()

    def on_grid_moved(self, _event: Grid.Moved) -> None:
        """Other words."""
        self._tell()

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """Go there."""
        self.app.push_screen(TargetScreen(self._places[event.column]))

    def _tell(self) -> None:
        grid = self.query_one(Grid)
        if grid.row >= len(self._rows):
            return
        row, place = self._rows[grid.row], self._places[grid.column]
        lines = [place.title, *losses.in_words(row, grid.column, self._titles)]
        self.query_one("#said", Static).update(safe("\n".join(lines)))
        self.query_one("#cell").scroll_home(animate=False)

    def action_back(self) -> None:
        """To the list of places."""
        self.dismiss(None)

    def command(self) -> str:
        """Comparing these, as a command."""
        names = [word for one in self._places for word in ("--to", one.name)]
        only = [word for query in self.desk.queries() for word in ("--only", query)]
        return shlex.join(["migrate", *names, *only, "--dry-run"])
