"""Shared links: those that the export lists, and, after a clear yes, whether each still opens."""

from __future__ import annotations

import shlex
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from migrator.app.leaving import links as shared
from migrator.app.leaving.book import VaultBook
from migrator.app.leaving.links import Links
from migrator.i18n import N_, _
from migrator.tui import checks
from migrator.tui.content import cell, safe
from migrator.tui.screens import ask
from migrator.tui.screens.stage import StageScreen
from migrator.tui.widgets.rows import Rows
from migrator.vault.handle import Vault


class SharedLinks(StageScreen):
    """The list. Enter shows an address in full; none is ever opened."""

    STAGE = "leave"
    CSS = "SharedLinks #about { height: auto; padding: 0 1; background: $surface; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back")),
        Binding("c", "check", N_("Ask whether they open")),
    ]

    def __init__(self, vault: Vault, told: Links) -> None:
        super().__init__()
        self._vault, self._told = vault, told

    def body(self) -> ComposeResult:
        """What to do about them, the list."""
        yield Static(id="about")
        yield Rows(id="links")

    def on_mount(self) -> None:
        """The list takes the keys."""
        self.query_one(Rows).focus()
        self._fill()

    def _fill(self) -> None:
        rows = self.query_one(Rows)
        rows.show(len(self._told.links), self._row, cursor=rows.cursor)
        self.query_one("#about", Static).update(safe("\n".join(checks.about_links(self._told))))

    def _row(self, row: int, cells: int) -> Text:
        one = self._told.links[row]
        sign, word = checks.LINK_STATES[one.state]
        line = cell(f"{sign} {_(word):12.14} {one.title or _('Untitled')}")
        line.truncate(cells, overflow="ellipsis")
        return line

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """The whole title and address."""
        one = self._told.links[event.row]
        self.app.push_screen(ask.Tell(one.title or _("Untitled"), one.url))

    @work(exclusive=True, group="asking")
    async def action_check(self) -> None:
        """Ask the one host for each of them, if the person agrees."""
        vault, many = self._vault, len(self._told.links)
        if not many or not await self.app.push_screen_wait(
            ask.Ask(
                _("Ask {host}?").format(host=shared.HOST),
                _(
                    "Your computer would ask {host} for each of these links ({n}), one after another, and for nothing"
                    " else. {host} then sees your network address and which links were asked for. No name, no password"
                    " and no chat is sent; each request is noted in your vault."
                ).format(host=shared.HOST, n=many),
                yes=_("Ask {host}").format(host=shared.HOST),
                no=_("Not now"),
            )
        ):
            return
        outcome = await self.job(
            _("Asking {host}").format(host=shared.HOST),
            lambda context: shared.check(
                VaultBook(vault), context, allowed=(shared.HOST,), keep=shared.keeper(vault)
            ),
        )
        if outcome.error is None:
            self._told = outcome.value
            self._fill()

    def action_back(self) -> None:
        """To the list of steps."""
        self.dismiss(None)

    def command(self) -> str:
        """Listing them; asking has to be added by hand, so that nobody runs it unawares."""
        return shlex.join(["migrate", "leave", "links"])
