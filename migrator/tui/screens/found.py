"""Exports that were found, to choose one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from migrator.app.finding import Candidate
from migrator.i18n import N_, _, size, when
from migrator.tui.content import cell, safe
from migrator.tui.widgets.keys import Keys
from migrator.tui.widgets.rows import Rows


class Found(ModalScreen[Path | None]):
    """A list; Enter takes one, Escape none."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "none", N_("Back"))]

    def __init__(self, found: Sequence[Candidate]) -> None:
        super().__init__()
        self._found = found

    def compose(self) -> ComposeResult:
        """The list in a box."""
        with Vertical(classes="box wide"):
            yield Static(safe(_("Which one?")), classes="title")
            rows = Rows(id="found")
            rows.styles.height = min(12, len(self._found))
            yield rows
        yield Keys()

    def on_mount(self) -> None:
        """Fill it."""
        rows = self.query_one(Rows)
        rows.show(len(self._found), self._row)
        rows.focus()

    def _row(self, row: int, _cells: int) -> Text:
        one = self._found[row]
        return cell(f"{when.column(one.changed.isoformat())}  {size(one.size):>9}  {one.path}")

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """This one."""
        self.dismiss(self._found[event.row].path)

    def action_none(self) -> None:
        """None of them."""
        self.dismiss(None)
