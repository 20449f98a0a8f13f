"""Gaps of the archive: each is looked at, and accepted only by typing a phrase; an acceptance can be taken back."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from migrator.app.context import Context
from migrator.app.leaving import change
from migrator.app.leaving.book import Book
from migrator.app.leaving.change import Changed
from migrator.app.leaving.checklist import GapItem, Status
from migrator.i18n import N_, _, in_use
from migrator.tui.content import cell, safe
from migrator.tui.jobs import JobScreen
from migrator.tui.screens import ask
from migrator.tui.screens.stage import StageScreen
from migrator.tui.screens.write import Line
from migrator.tui.steps import gap_line
from migrator.tui.widgets.rows import Rows


class Gaps(StageScreen):
    """The list; `status` is how the checklist stands after what was decided here, None if nothing was."""

    STAGE = "leave"
    CSS = """
    Gaps #about { height: auto; padding: 0 1; background: $surface; }
    Gaps #gap { height: 40%; padding: 0 1; border-top: solid $panel; }
    Gaps #gap Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back")),
        Binding("a", "accept", N_("Accept it")),
        Binding("u", "take_back", N_("Take back")),
    ]

    def __init__(self, book: Book, gaps: Sequence[GapItem]) -> None:
        super().__init__()
        self._book, self._gaps = book, tuple(gaps)
        self.status: Status | None = None

    def body(self) -> ComposeResult:
        """What a gap is, the list, the one under the cursor in full."""
        yield Static(
            safe(
                _(
                    "What your archive lacks. Deleting waits until each gap is closed, or until you say that you can do"
                    " without it."
                )
            ),
            id="about",
        )
        yield Rows(id="gaps")
        with VerticalScroll(id="gap", can_focus=False):
            yield Static(id="said")

    def on_mount(self) -> None:
        """The list takes the keys."""
        self.query_one(Rows).focus()
        self._fill()

    def _fill(self) -> None:
        rows = self.query_one(Rows)
        rows.show(len(self._gaps), self._row, cursor=rows.cursor)
        self._tell()

    def _row(self, row: int, cells: int) -> Text:
        one = self._gaps[row]
        sign = "✓ " + _("accepted") if one.accepted else "✗ " + _("open")
        line = cell(f"{sign:12.14} {in_use().figure(one.count):>5} × {one.what}")
        line.truncate(cells, overflow="ellipsis")
        return line

    def _tell(self) -> None:
        row = self.query_one(Rows).cursor
        said = gap_line(self._gaps[row]) if row < len(self._gaps) else _("There is no gap.")
        self.query_one("#said", Static).update(safe(said))

    def on_rows_moved(self, _event: Rows.Moved) -> None:
        """Another one."""
        self._tell()

    def on_rows_chosen(self, _event: Rows.Chosen) -> None:
        """Enter: decide about it."""
        gap = self._gaps[self.query_one(Rows).cursor]
        if gap.accepted:
            self.action_take_back()
        else:
            self.action_accept()

    @work(exclusive=True, group="asking")
    async def action_accept(self) -> None:
        """By typing the phrase."""
        row = self.query_one(Rows).cursor
        if row < len(self._gaps) and not self._gaps[row].accepted:
            self._took(await accept(self, self._book, self._gaps[row]))

    @work(exclusive=True, group="asking")
    async def action_take_back(self) -> None:
        """An acceptance, without a phrase: that is the careful direction."""
        row = self.query_one(Rows).cursor
        if row < len(self._gaps) and self._gaps[row].accepted:
            word, book = self._gaps[row].id, self._book
            self._took(await decided(self, lambda context: change.undo(book, word, context)))

    def _took(self, status: Status | None) -> None:
        if status is not None:
            self.status, self._gaps = status, status.gaps
            self._fill()

    def action_back(self) -> None:
        """To the list of steps."""
        self.dismiss(None)

    def command(self) -> str:
        """Deciding about the one under the cursor."""
        row = self.query_one(Rows).cursor
        if row >= len(self._gaps):
            return "migrate leave status"
        one = self._gaps[row]
        return shlex.join(["migrate", "leave", "undo" if one.accepted else "accept", one.id])


async def accept(screen: Screen[None], book: Book, gap: GapItem) -> Status | None:
    """Have `gap` accepted by a typed phrase; how the list stands then, None if it was not accepted."""
    phrase = _(change.PHRASE)
    typed = await screen.app.push_screen_wait(
        Line(
            _("Accept this gap?"),
            "",
            gap_line(gap) + "\n\n" + _("If you can do without it, type: {phrase}").format(phrase=phrase),
        )
    )
    if typed is None:
        return None
    return await decided(screen, lambda context: change.accept(book, gap.id, lambda _g, _p: typed, context))


async def decided(screen: Screen[None], change_it: Callable[[Context], Changed]) -> Status | None:
    """Keep a decision, in a job; how the list stands then, None if it was refused, which is told."""
    outcome = await screen.app.push_screen_wait(JobScreen(_("Keeping what you decided"), change_it))
    if outcome.error is not None:
        await screen.app.push_screen_wait(ask.fault(outcome.error))
        return None
    status: Status = outcome.value.status
    return status
