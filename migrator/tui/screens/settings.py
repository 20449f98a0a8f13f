"""Settings: how the screens look, and the way to looking after the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from migrator.i18n import N_, _
from migrator.tui import wishes
from migrator.tui.content import cell, safe
from migrator.tui.screens.care import Care
from migrator.tui.widgets.keys import Keys
from migrator.tui.widgets.rows import Rows
from migrator.vault.handle import Vault

if TYPE_CHECKING:
    from migrator.tui.app import MigrateApp


class Settings(ModalScreen[None]):
    """A list of things to do; those for a vault only when one is open for good."""

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

    def compose(self) -> ComposeResult:
        """The list in a box."""
        with Vertical(classes="box"):
            yield Static(safe(_("Settings")), classes="title")
            yield Rows(id="settings")
        yield Keys()

    def on_mount(self) -> None:
        """Fill it."""
        self._fill()
        self.query_one(Rows).focus()

    def _fill(self) -> None:
        app = self.migrate
        names = [name for name in wishes.CHOICES if name != "idle_minutes" or app.desk.lasting]
        entries = [(name, wishes.said(name, wishes.current(app.wishes, name))) for name in names]
        if app.desk.lasting:
            entries += [("care", _("Look after the vault: check, copy, keys, lock"))]
        self._entries = entries
        rows = self.query_one(Rows)
        rows.styles.height = len(entries)
        rows.show(len(entries), self._row, cursor=rows.cursor)

    def _row(self, row: int, _cells: int) -> Text:
        return cell(self._entries[row][1])

    @work(exclusive=True)
    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Do it."""
        app, vault = self.migrate, self.migrate.desk.vault
        match self._entries[event.row][0], vault:
            case name, _any if name in wishes.CHOICES:
                app.call_later(self._prefer, name)
                return
            case "care", Vault():
                await app.push_screen_wait(Care())
                if app.desk.vault is None:
                    return
        self._fill()

    async def _prefer(self, name: str) -> None:
        """Go on to the next choice. Another language makes all screens anew, this one as well."""
        app = self.migrate
        await app.prefer(name, wishes.following(app.wishes, name))
        if app.screen is self:
            self._fill()
        else:
            app.push_screen(Settings())

    def action_close(self) -> None:
        """Back to where one was."""
        self.dismiss(None)
