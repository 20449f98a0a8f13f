"""The parts of a library with their counts: one is looked at alone, or all of it is marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from migrator.i18n import N_, _, in_use
from migrator.tui import listing
from migrator.tui.content import cell, safe
from migrator.tui.listing import Group
from migrator.tui.widgets.keys import Keys
from migrator.tui.widgets.rows import Rows
from migrator.vault.index.browse import Listed


class Groups(ModalScreen[Group | None]):
    """Enter shows only one group; space marks what is in it, or unmarks that if all of it is. `marked` is changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", N_("Mark all of it")),
        Binding("escape,v", "close", N_("Back")),
    ]

    def __init__(
        self, listed: Sequence[Listed], names: Mapping[str, str], marked: set[str], now: Group
    ) -> None:
        super().__init__()
        self._listed, self._names, self._marked, self._now = listed, names, marked, now
        self._groups: list[tuple[Group, int]] = []

    def compose(self) -> ComposeResult:
        """The list in a box."""
        with Vertical(classes="box wide"):
            yield Static(safe(_("Which chats?")), classes="title")
            yield Rows(id="groups")
        yield Keys()

    def on_mount(self) -> None:
        """Fill it."""
        self._groups = list(listing.groups(self._listed, self._marked))
        rows = self.query_one(Rows)
        rows.styles.height = min(16, len(self._groups))
        at = next((n for n, (group, _n) in enumerate(self._groups) if group == self._now), 0)
        rows.show(len(self._groups), self._row, cursor=at)
        rows.focus()

    def _row(self, row: int, cells: int) -> Text:
        group, n = self._groups[row]
        mark = "✓" if all(one.id in self._marked for one in self._of(group)) else " "
        text = cell(f"{mark} {in_use().figure(n):>7}  {listing.said(group, self._names)}")
        text.truncate(cells, overflow="ellipsis")
        return text

    def _of(self, group: Group) -> list[Listed]:
        return [one for one in self._listed if listing.belongs(one, group, self._marked)]

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Only this one."""
        self.dismiss(self._groups[event.row][0])

    def action_mark(self) -> None:
        """All of it, or none if all of it is marked."""
        rows = self.query_one(Rows)
        ids = {one.id for one in self._of(self._groups[rows.cursor][0])}
        if ids <= self._marked:
            self._marked -= ids
        else:
            self._marked |= ids
        rows.refresh()

    def action_close(self) -> None:
        """As it was."""
        self.dismiss(None)
