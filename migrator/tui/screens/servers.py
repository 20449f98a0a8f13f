"""The servers that can be sent to, to choose from; and the list of every request that was ever made."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from migrator import registry
from migrator.adapter import Pusher
from migrator.app.network import Log
from migrator.app.network import log as read_log
from migrator.i18n import N_, _
from migrator.net.ledger import Request
from migrator.tui import pushed
from migrator.tui.content import cell, safe
from migrator.tui.desk import surroundings
from migrator.tui.screens.ask import Tell
from migrator.tui.screens.stage import StageScreen
from migrator.tui.widgets.keys import Keys
from migrator.tui.widgets.rows import Rows


class Servers(ModalScreen[Pusher | None]):
    """One kind of server to send to. The cursor begins at `first`, if there is one of that name."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "none", N_("Back"))]

    def __init__(self, first: str) -> None:
        super().__init__()
        self._first = first
        self._all = [registry.pusher(name) for name in registry.pusher_names()]

    def compose(self) -> ComposeResult:
        """What this is, the list, a sentence about the one under the cursor."""
        with Vertical(classes="box wide"):
            yield Static(safe(_("Send to a server that is running")), classes="title")
            yield Rows(id="servers")
            yield Static(id="sentence")
        yield Keys()

    def on_mount(self) -> None:
        """Ready to choose."""
        rows = self.query_one(Rows)
        rows.styles.height = max(1, len(self._all))
        at = next((n for n, one in enumerate(self._all) if one.name == self._first), 0)
        rows.show(len(self._all), lambda row, _cells: cell(_(self._all[row].title)), cursor=at)
        rows.focus()
        self._tell()

    def on_rows_moved(self, _event: Rows.Moved) -> None:
        """Another one."""
        self._tell()

    def _tell(self) -> None:
        row = self.query_one(Rows).cursor
        about = _(self._all[row].about) if row < len(self._all) else _("This version knows none.")
        self.query_one("#sentence", Static).update(safe("\n" + about))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """This one."""
        event.stop()
        self.dismiss(self._all[event.row])

    def action_none(self) -> None:
        """None of them."""
        self.dismiss(None)


class NetLog(StageScreen):
    """Every request, the newest first. Enter tells one in full."""

    STAGE = "move"
    CSS = "NetLog #about { height: auto; padding: 0 1; background: $surface; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]

    def __init__(self) -> None:
        super().__init__()
        self._log: Log = read_log(surroundings())
        self._newest: list[Request] = []

    def body(self) -> ComposeResult:
        """How many, the list."""
        self._newest = pushed.every_request(self._log, self.desk.vault)
        yield Static(safe("\n".join(pushed.about_log(self._log, len(self._newest)))), id="about")
        yield Rows(id="requests")

    def on_mount(self) -> None:
        """The list takes the keys."""
        rows = self.query_one(Rows)
        rows.show(len(self._newest), self._row)
        rows.focus()

    def _row(self, row: int, cells: int) -> Text:
        line = cell(pushed.request_row(self._newest[row]))
        line.truncate(cells, overflow="ellipsis")
        return line

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """All of one."""
        lines = "\n".join(pushed.request_lines(self._newest[event.row]))
        self.app.push_screen(Tell(_("A request"), lines))

    def action_back(self) -> None:
        """Where one came from."""
        self.dismiss(None)

    def command(self) -> str:
        """The same list."""
        return "migrate net log"
