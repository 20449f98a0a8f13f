"""A pasted sender, link or whole message, looked at offline: text is parsed, nothing is opened, sent or kept."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static, TextArea

from migrator.app.leaving.exposure import checkup
from migrator.i18n import N_, _
from migrator.tui import checks
from migrator.tui.content import safe
from migrator.tui.desk import surroundings
from migrator.tui.screens.stage import StageScreen
from migrator.tui.widgets.typed import Sheet


class Mail(StageScreen):
    """The sheet, and below it what can be seen in what stands there."""

    STAGE = "leave"
    CSS = """
    Mail #about { height: auto; padding: 0 1; background: $surface; }
    Mail Sheet { height: 35%; }
    Mail #seen { height: 1fr; padding: 0 1; }
    Mail #seen Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back")),
        Binding("x", "clear", N_("Empty it")),
    ]

    def body(self) -> ComposeResult:
        """What this is, the sheet, what was seen."""
        yield Static(id="about")
        yield Sheet()
        with VerticalScroll(id="seen"):
            yield Static(id="verdict")

    def on_mount(self) -> None:
        """Ready to paste into."""
        lines = [
            _("Paste a sender, a link or a whole message. It is only read here: nothing is opened or sent.")
        ]
        lines += [note] if (note := checks.unreviewed()) else []
        self.query_one("#about", Static).update(safe("\n".join(lines)))
        self.query_one(Sheet).focus()

    def on_text_area_changed(self, _event: TextArea.Changed) -> None:
        """Look again."""
        text = self.query_one(Sheet).text
        seen = checkup({}, text, surroundings()).message if text.strip() else None
        lines = [*checks.verdict(seen)] if seen is not None else []
        self.query_one("#verdict", Static).update(safe("\n".join(lines)))

    def action_clear(self) -> None:
        """An empty sheet."""
        self.query_one(Sheet).clear()
        self.query_one(Sheet).focus()

    def action_back(self) -> None:
        """Out of the sheet; then back."""
        if isinstance(self.focused, Sheet):
            self.query_one("#seen").focus()
        else:
            self.dismiss(None)

    def command(self) -> str:
        """The same with a file."""
        return "migrate leave checkup --mail FILE"
