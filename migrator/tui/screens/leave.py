"""Leave: the checklist, phase by phase, with what comes next and what is shut until something else is true."""

from __future__ import annotations

import shlex
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from migrator.app.leaving import links
from migrator.app.leaving.book import Book, NoBook, VaultBook
from migrator.app.leaving.checklist import Item, Shown, Status, show, status
from migrator.app.leaving.tables import alternatives
from migrator.errors import MigratorError
from migrator.i18n import N_, _, in_use, ngettext
from migrator.leave.content import load
from migrator.tui.content import cell, safe
from migrator.tui.desk import surroundings
from migrator.tui.screens import ask
from migrator.tui.screens.checkup import CheckUp
from migrator.tui.screens.gaps import Gaps
from migrator.tui.screens.links import SharedLinks
from migrator.tui.screens.places import Places
from migrator.tui.screens.question import Situation
from migrator.tui.screens.stage import StageScreen
from migrator.tui.screens.step import StepScreen
from migrator.tui.steps import STATES, caution, due, place
from migrator.tui.widgets.rows import Rows


class LeaveScreen(StageScreen):
    """The list, and below it where the step under the cursor stands; Enter shows it in full."""

    STAGE = "leave"
    CSS = """
    LeaveScreen #place { height: 25%; min-height: 4; padding: 0 1; border-top: solid $panel; }
    LeaveScreen #place Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next", N_("Next")),
        Binding("s", "situation", N_("Situation")),
        Binding("c", "checkup", N_("Check-up")),
        Binding("l", "links", N_("Links")),
        Binding("g", "gaps", N_("Gaps")),
        Binding("p", "places", N_("Places")),
        Binding("d", "dates", N_("Dates")),
        Binding("v", "every", N_("All or mine"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._status: Status | None = None
        self._rows: list[Item | str] = []
        self._every = False
        self._surveyed = -1

    @property
    def book(self) -> Book:
        """Where this person's leaving is written down."""
        return VaultBook(self.desk.vault) if self.desk.vault is not None else NoBook()

    def body(self) -> ComposeResult:
        """A few lines about the whole, then the steps."""
        yield Static(id="whole")
        yield Rows(id="steps")
        with VerticalScroll(id="place", can_focus=False):
            yield Static(id="said")

    def on_mount(self) -> None:
        """The list takes the keys."""
        self.query_one(Rows).focus()
        self.load()

    @work(exclusive=True, group="status")
    async def load(self) -> None:
        """Ask for the list as it stands now. For new exports it takes a while: they are surveyed once."""
        book = self.book
        if self._surveyed == self.desk.content:
            try:
                told = await self.desk.ask(lambda: status(book, surroundings()))
            except MigratorError as fault:
                await self.app.push_screen(ask.fault(fault))
                return
        else:
            outcome = await self.job(
                _("Looking at what your archive holds"), lambda context: status(book, context)
            )
            if outcome.error is not None:
                return
            self._surveyed = self.desk.content
            told = outcome.value
        self._status = told
        mine = [one for one in told.steps if one.state != "not-applicable"]
        self.desk.steps, self.desk.steps_done = len(mine), sum(one.state == "done" for one in mine)
        self.on_screen_resume()
        self._fill()

    def _fill(self) -> None:
        told = self._status
        if told is None:
            return
        self._rows, number = [], in_use().number
        for phase in load().phase:
            items = [
                one
                for one in told.steps
                if one.phase == phase.id and (self._every or one.state != "not-applicable")
            ]
            if items:
                done = sum(one.state == "done" for one in items)
                self._rows += [f"{_(phase.title)}  {number(done)}/{number(len(items))}", *items]
        rows = self.query_one(Rows)
        at = rows.cursor or self._index(told.next[0] if told.next else "")
        rows.show(len(self._rows), self._row, cursor=at)
        self.query_one("#whole", Static).update(safe("\n".join(self._whole(told))))
        self._tell()

    def _whole(self, told: Status) -> list[str]:
        if told.ready_to_delete:
            gate = _("✓ Everything is true that has to be. Deleting is open, and still your choice.")
        else:
            gate = _("Deleting stays shut until the archive is checked and a copy lies elsewhere.")
        titles = {one.id: one.title for one in told.steps}
        following = [titles[name] for name in told.next[:1]]
        lines = [
            gate,
            _("Next: {step}  (n)").format(step=following[0]) if following else _("Nothing to do now."),
        ]
        lines += [line for line in caution() if line]
        if self.desk.vault is None:
            lines.append(_("There is no vault yet, so nothing that you tick can be kept."))
        elif not self.desk.lasting:
            lines.append(_("Only for now: what you tick is gone when you leave. Keep your archive first."))
        if gaps := sum(not gap.accepted for gap in told.gaps):
            lines.append(ngettext("{n} gap is open  (g)", "{n} gaps are open  (g)", gaps).format(n=gaps))
        return lines

    def _index(self, step: str) -> int:
        return next((n for n, one in enumerate(self._rows) if isinstance(one, Item) and one.id == step), 1)

    def _row(self, row: int, cells: int) -> Text:
        one = self._rows[row]
        if isinstance(one, str):
            return cell(f"── {one}", "bold")
        sign, word = STATES[one.state]
        line = cell(f"{sign} {_(word):8.12} {one.title}")
        if day := due(one):
            line.append_text(cell(f"  {day}"))
        line.truncate(cells, overflow="ellipsis")
        return line

    def on_rows_moved(self, _event: Rows.Moved) -> None:
        """Another step."""
        self._tell()

    def _tell(self) -> None:
        row = self.query_one(Rows).cursor
        one = self._rows[row] if row < len(self._rows) else ""
        lines: list[str] = []
        if isinstance(one, Item) and self._status is not None:
            lines = [*place(one, {step.id: step.title for step in self._status.steps})]
        self.query_one("#said", Static).update(safe("\n".join(lines)))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """The step in full."""
        one = self._rows[event.row] if event.row < len(self._rows) else ""
        if isinstance(one, Item):
            self.open(one.id)

    def action_next(self) -> None:
        """The step that comes next."""
        if self._status is not None and self._status.next:
            self.query_one(Rows).cursor = self._index(self._status.next[0])
            self.open(self._status.next[0])

    @work(exclusive=True, group="step")
    async def open(self, step: str) -> None:
        """Show a step; what was changed there shows in the list."""
        book = self.book

        def ask_for() -> Shown:
            return show(book, step, surroundings())

        try:
            shown = await self.desk.ask(ask_for)
        except MigratorError as fault:
            await self.app.push_screen_wait(ask.fault(fault))
            return
        screen = StepScreen(book, shown)
        await self.app.push_screen_wait(screen)
        if screen.changed:
            self.load()

    @work(exclusive=True, group="step")
    async def action_situation(self) -> None:
        """The questions that shape the list."""
        if await self.app.push_screen_wait(Situation(self.book)):
            self.load()

    def action_places(self) -> None:
        """The table of places to go, each fact with its source and date."""
        self.app.push_screen(Places(alternatives(surroundings())))

    def action_checkup(self) -> None:
        """Questions about an old incident, and the checker for false mail."""
        self.app.push_screen(CheckUp())

    @work(exclusive=True, group="asking")
    async def action_links(self) -> None:
        """The shared links that the exports list."""
        vault, book = self.desk.vault, self.book
        if vault is None:
            self.notify(_("Bring in an export first."), markup=False)
            return
        outcome = await self.job(_("Looking for shared links"), lambda context: links.listed(book, context))
        if outcome.error is None:
            await self.app.push_screen_wait(SharedLinks(vault, outcome.value))
            self.load()

    @work(exclusive=True, group="asking")
    async def action_gaps(self) -> None:
        """What the archive lacks."""
        if self._status is None:
            return
        screen = Gaps(self.book, self._status.gaps)
        await self.app.push_screen_wait(screen)
        if screen.status is not None:
            self.load()

    def action_dates(self) -> None:
        """Every step that has a day, the nearest first."""
        dated = [one for one in (self._status.steps if self._status else ()) if one.due]
        lines = [f"{due(one)}  {one.title}" for one in sorted(dated, key=lambda one: one.due or "")]
        self.app.push_screen(ask.Tell(_("Dates"), "\n".join(lines) or _("No step has a date now.")))

    def action_every(self) -> None:
        """With the steps that do not concern this person, or without."""
        self._every = not self._every
        self._fill()

    def command(self) -> str:
        """The list, or the step under the cursor."""
        row = self.query_one(Rows).cursor
        one = self._rows[row] if row < len(self._rows) else ""
        return shlex.join(["migrate", "leave", *(["show", one.id] if isinstance(one, Item) else ["status"])])
