"""Small questions in a box: yes or no, or something to read."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from migrator.errors import Ending
from migrator.i18n import N_, _
from migrator.tui.content import safe
from migrator.tui.widgets.keys import Keys


class Ask(ModalScreen[bool]):
    """A question with two answers. The harmless one has the focus; Escape means no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "answer(False)", N_("Back")),
        Binding("left,right", "app.focus_next", show=False),
        Binding("up,pageup", "read(-1)", show=False),
        Binding("down,pagedown", "read(1)", show=False),
    ]

    def __init__(self, title: str, text: str, *, yes: str, no: str) -> None:
        super().__init__()
        self._texts = (title, text, yes, no)

    def compose(self) -> ComposeResult:
        """Title, text, two buttons."""
        title, text, yes, no = self._texts
        with Vertical(classes="box"):
            yield Static(safe(title), classes="title")
            with VerticalScroll(id="text", can_focus=False):
                yield Static(safe(text))
            with Horizontal(classes="buttons"):
                yield Button(safe(no), id="no")
                yield Button(safe(yes), id="yes", variant="primary")
        yield Keys()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """One of the two."""
        event.stop()
        self.dismiss(event.button.id == "yes")

    def action_read(self, by: int) -> None:
        """A text that is longer than the window goes by, and the buttons stay."""
        self.query_one("#text").scroll_relative(y=3 * by, animate=False)

    def action_answer(self, said: bool) -> None:
        """The answer by key."""
        self.dismiss(said)


class Tell(ModalScreen[None]):
    """Something to read and close."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "close", N_("Close"))]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._texts = (title, text)

    def compose(self) -> ComposeResult:
        """Title and text, scrolled by the usual keys."""
        title, text = self._texts
        with Vertical(classes="box wide"):
            yield Static(safe(title), classes="title")
            with VerticalScroll(id="text"):
                yield Static(safe(text))
        yield Keys()

    def on_mount(self) -> None:
        """The text takes the keys, so that it scrolls."""
        self.query_one("#text").focus()

    def action_close(self) -> None:
        """Away with it."""
        self.dismiss(None)


def fault(error: Ending) -> Tell:
    """What went wrong, what is safe, what to do next."""
    return Tell(_("That did not work"), "\n\n".join(part for part in (error.message, error.hint) if part))
