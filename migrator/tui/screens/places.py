"""Places to go as a table: what each does with chats, every cell with its source and date. None is recommended."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from migrator.app.leaving.tables import COLUMNS
from migrator.i18n import N_, _
from migrator.tui.content import safe
from migrator.tui.screens.ask import Tell
from migrator.tui.screens.stage import StageScreen
from migrator.tui.steps import fact_lines, places
from migrator.tui.table import Line
from migrator.tui.widgets.grid import Grid

_HEADS = {
    "trains": N_("trains"),
    "keeps": N_("keeps"),
    "encrypted": N_("sealed"),
    "open_weights": N_("open"),
    "local": N_("local"),
    "takes_in": N_("imports"),
}
_ANSWERS = {
    "yes": N_("yes"),
    "partly": N_("partly"),
    "no": N_("no"),
    "unknown": "?",
    "disputed": N_("split"),
}


def _answer(cell: dict[str, Any]) -> str:
    word = _ANSWERS[cell["answer"]]
    return _(word)


class Places(StageScreen):
    """The table, and below it the fact under the cursor. Enter tells everything about one place."""

    STAGE = "leave"
    CSS = """
    Places #about { height: auto; padding: 0 1; background: $surface; }
    Places #fact { height: 35%; padding: 0 1; border-top: solid $panel; }
    Places #fact Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back")),
        Binding("g", "go", N_("Move there")),
    ]

    def __init__(self, document: dict[str, Any]) -> None:
        super().__init__()
        self._all: list[dict[str, Any]] = document["alternatives"]

    def body(self) -> ComposeResult:
        """What this is, the table, the words."""
        yield Static(
            safe(
                _("In no order; none is recommended: what matters to you decides. split: sources disagree.")
            ),
            id="about",
        )
        yield Grid()
        with VerticalScroll(id="fact", can_focus=False):
            yield Static(id="said")

    def on_mount(self) -> None:
        """The table takes the keys."""
        lines = [
            Line(tuple(_answer(one["cells"][name]) for name in _HEADS), one["title"]) for one in self._all
        ]
        grid = self.query_one(Grid)
        grid.show([_(head) for head in _HEADS.values()], lines)
        grid.take_keys()
        self._tell()

    def on_grid_moved(self, _event: Grid.Moved) -> None:
        """Another fact."""
        self._tell()

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """Everything about this one."""
        one = self._all[event.row]
        self.app.push_screen(Tell(one["title"], "\n".join([*places({"alternatives": [one]})][2:])))

    def _tell(self) -> None:
        grid = self.query_one(Grid)
        one, name = self._all[grid.row], list(_HEADS)[grid.column]
        place = one["cells"]["place"]["statement"]
        lines = [f"{one['title']} ({place})", *fact_lines(_(COLUMNS[name]), one["cells"][name])]
        self.query_one("#said", Static).update(safe("\n".join(lines)))

    def action_go(self) -> None:
        """To this place on the stage Move."""
        target = self._all[self.query_one(Grid).row]["target"]
        if not target:
            self.notify(_("This version writes nothing for it."), markup=False)
            return
        self.desk.wanted = target
        self.dismiss(None)
        self.migrate.go("move")

    def action_back(self) -> None:
        """To the list of steps."""
        self.dismiss(None)

    def command(self) -> str:
        """The same table."""
        return "migrate leave show alternatives"
