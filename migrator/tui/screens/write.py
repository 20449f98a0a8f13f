"""Small questions that are answered in writing: one line, a pasted text, a folder."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from migrator.i18n import N_, _
from migrator.tui.content import safe
from migrator.tui.widgets.keys import Keys
from migrator.tui.widgets.typed import Field, Sheet


class _Written(ModalScreen[str | None]):
    """Title, words, a field, two buttons; ends with what was written, or None."""

    CSS = "_Written Sheet { margin-top: 1; } _Written Field { margin-top: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "none", N_("Back"))]

    def __init__(self, title: str, text: str, yes: str) -> None:
        super().__init__()
        self._texts = (title, text, yes)

    def compose(self) -> ComposeResult:
        """The field stands between the words and the buttons."""
        title, text, yes = self._texts
        with Vertical(classes="box wide"):
            yield Static(safe(title), classes="title")
            yield Static(safe(text))
            yield self.field()
            with Horizontal(classes="buttons"):
                yield Button(safe(yes), id="yes", variant="primary")
                yield Button(safe(_("Back")), id="no")
        yield Keys()

    def field(self) -> Field | Sheet:
        """Where it is written."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Ready to write."""
        self.query_one("Field, Sheet").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a line."""
        event.stop()
        self.dismiss(event.value)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """One of the two."""
        event.stop()
        if event.button.id == "no":
            self.dismiss(None)
            return
        for sheet in self.query(Sheet):
            self.dismiss(sheet.text)
        for line in self.query(Field):
            self.dismiss(line.value)

    def action_none(self) -> None:
        """Nothing."""
        self.dismiss(None)


class Line(_Written):
    """One line, with what stands there now."""

    def __init__(self, title: str, value: str, text: str = "") -> None:
        super().__init__(title, text, _("Keep"))
        self._value = value

    def field(self) -> Field:
        """The line."""
        return Field(self._value)


class Pasted(_Written):
    """Many lines."""

    def field(self) -> Sheet:
        """An empty sheet."""
        return Sheet()


class Folder(_Written):
    """A folder to write to; ends with its path as it was typed."""

    def __init__(self, title: str, text: str, usual: Path) -> None:
        super().__init__(title, text + "\n\n" + _("Where to write (a folder of its own):"), _("Write"))
        self._usual = usual

    def field(self) -> Field:
        """The path."""
        return Field(str(self._usual))
