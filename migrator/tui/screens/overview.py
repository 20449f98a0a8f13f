"""The overview on a screen of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from migrator.i18n import N_
from migrator.tui.content import safe
from migrator.tui.overview import lines
from migrator.tui.widgets.keys import Keys
from migrator.vault.index.browse import Listed


class Overview(Screen[None]):
    """One page to scroll."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,o", "close", N_("Back"))]

    def __init__(self, listed: Sequence[Listed]) -> None:
        super().__init__()
        self._listed = listed

    def compose(self) -> ComposeResult:
        """All of it as text."""
        with VerticalScroll(classes="page", id="overview"):
            yield Static(safe("\n".join(lines(self._listed))))
        yield Keys()

    def on_mount(self) -> None:
        """It scrolls by the usual keys."""
        self.query_one("#overview").focus()

    def action_close(self) -> None:
        """Back to the list."""
        self.dismiss(None)
