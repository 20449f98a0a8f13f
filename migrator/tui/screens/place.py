"""Where something is to be written: what that means, and a field for the folder."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from migrator.i18n import N_
from migrator.tui import dropped
from migrator.tui.content import safe
from migrator.tui.widgets.keys import Keys


class Place(ModalScreen[str | None]):
    """Ends with the path as it was meant, or None. `text` says what will lie there, `hint` what to type."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "none", N_("Back"))]

    def __init__(self, title: str, text: str, hint: str) -> None:
        super().__init__()
        self._title, self._text, self._hint = title, text, hint

    def compose(self) -> ComposeResult:
        """What it means, and the field."""
        with Vertical(classes="box"):
            yield Static(safe(self._title), classes="title")
            yield Static(safe(self._text))
            yield Input(placeholder=self._hint)
        yield Keys()

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """There."""
        event.stop()
        if where := dropped.path(event.value):
            self.dismiss(where)

    def action_none(self) -> None:
        """Not now."""
        self.dismiss(None)
