"""Web addresses in a message: listed, shown whole, asked about, and only then handed to the browser."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from migrator.i18n import N_, _
from migrator.tui import addresses
from migrator.tui.content import cell, safe
from migrator.tui.widgets.keys import Keys
from migrator.tui.widgets.rows import Rows


class Addresses(ModalScreen[None]):
    """All of them; Enter shows one whole."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,l", "close", N_("Back"))]

    def __init__(self, found: Sequence[str]) -> None:
        super().__init__()
        self._found = found

    def compose(self) -> ComposeResult:
        """The list in a box."""
        with Vertical(classes="box wide"):
            yield Static(safe(_("Links in this message")), classes="title")
            yield Rows(id="addresses")
        yield Keys()

    def on_mount(self) -> None:
        """Fill it."""
        rows = self.query_one(Rows)
        rows.styles.height = min(14, len(self._found))
        rows.show(len(self._found), self._row)
        rows.focus()

    def _row(self, row: int, cells: int) -> Text:
        text = cell(self._found[row])
        text.truncate(cells, overflow="ellipsis")
        return text

    @work(exclusive=True)
    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Show it whole and ask."""
        address = self._found[event.row]
        wish = await self.app.push_screen_wait(Address(address))
        if wish == "copy":
            self.app.copy_to_clipboard(address)
            self.notify(_("Copied."), markup=False)
        elif wish == "open" and (whole := addresses.openable(address)) is not None:
            self.app.open_url(whole)

    def action_close(self) -> None:
        """Back to the message."""
        self.dismiss(None)


class Address(ModalScreen[str | None]):
    """One address: where it leads, and what to do: "open", "copy" or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "none", N_("Back")),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def compose(self) -> ComposeResult:
        """All of it, whom it leads to, what opening means."""
        may = addresses.openable(self._address) is not None
        with Vertical(classes="box wide"):
            yield Static(safe(_("Open this link?")), classes="title")
            with VerticalScroll(id="text"):
                yield Static(safe(self._address + "\n"))
            yield Static(safe(_("It leads to: {host}").format(host=addresses.host(self._address)) + "\n"))
            if not may:
                said = _("This one cannot be opened from here: it is no plain web address.")
            elif not _browser():
                said = _("No browser can be opened from here. You can copy it.")
            else:
                said = _(
                    "Your browser opens it; whoever runs that site then sees your visit. It was written by the"
                    " assistant or copied from somewhere, so it may be wrong or gone."
                )
            yield Static(safe(said))
            with Horizontal(classes="buttons"):
                yield Button(safe(_("Back")), id="none")
                yield Button(safe(_("Copy it")), id="copy")
                if may and _browser():
                    yield Button(safe(_("Open it")), id="open", variant="primary")
        yield Keys()

    def on_mount(self) -> None:
        """The harmless answer has the focus."""
        self.query_one("#none").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """One of the three."""
        event.stop()
        self.dismiss(None if event.button.id == "none" else event.button.id)

    def action_none(self) -> None:
        """Neither."""
        self.dismiss(None)


def _browser() -> bool:
    """Whether a browser with a window can be opened: one in the terminal would draw over the screens."""
    return (
        sys.platform in {"darwin", "win32"}
        or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
        or bool(os.environ.get("TEXTUAL_DRIVER"))  # shown in a browser already, which opens it
    )
