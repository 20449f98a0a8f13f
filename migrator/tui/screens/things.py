"""A box with a list of things to do: Enter does one, and the list is there again, as it is then."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from migrator.i18n import N_
from migrator.tui.content import cell, safe
from migrator.tui.widgets.keys import Keys
from migrator.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from migrator.tui.app import MigrateApp


class Things(ModalScreen[None]):
    """A list of things to do. Whoever makes one says what stands above it, what is in it, and what each does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f2", "close", N_("Back"))]

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[tuple[str, str]] = []

    @property
    def migrate(self) -> MigrateApp:
        """The program, with its own type."""
        from migrator.tui.app import MigrateApp

        assert isinstance(self.app, MigrateApp)  # noqa: S101 - for the type checker
        return self.app

    def title_text(self) -> str:
        """What stands above the list."""
        raise NotImplementedError

    def entries(self) -> list[tuple[str, str]]:
        """Names of what can be done, and the words for them."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The list in a box."""
        with Vertical(classes="box"):
            yield Static(safe(self.title_text()), classes="title")
            yield Rows(id="things")
        yield Keys()

    def on_mount(self) -> None:
        """Fill it."""
        self.fill()
        self.query_one(Rows).focus()

    def fill(self) -> None:
        """Show the list as it is now."""
        self._entries = self.entries()
        rows = self.query_one(Rows)
        rows.styles.height = len(self._entries)
        rows.show(len(self._entries), self._row, cursor=rows.cursor)

    def _row(self, row: int, _cells: int) -> Text:
        return cell(self._entries[row][1])

    def chosen(self) -> str:
        """The name under the cursor."""
        return self._entries[self.query_one(Rows).cursor][0]

    @work(exclusive=True)
    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Do it."""
        await self.do(self._entries[event.row][0])
        if self.is_current:
            self.fill()

    async def do(self, entry: str) -> None:
        """Do what stands in the list under this name."""
        raise NotImplementedError

    def action_close(self) -> None:
        """Back to where one was."""
        self.dismiss(None)
