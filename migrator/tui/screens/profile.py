"""What it knew about me: every fact and every version of the instructions, approved, edited or dropped one by one."""

from __future__ import annotations

import shlex
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from migrator.app import profiling
from migrator.errors import MigratorError
from migrator.i18n import N_, _
from migrator.profile.review import Entry, Profile, Ruling, Told
from migrator.tui import known
from migrator.tui.content import cell, safe
from migrator.tui.screens import ask
from migrator.tui.screens.pack import pack, paste
from migrator.tui.screens.write import Line
from migrator.tui.screens.writing import WritingScreen
from migrator.tui.widgets.rows import Rows

_SHOWS = ("all", "new", "odd")


class _Facts(Rows):
    """The list; Enter edits."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose", N_("Edit"))]


class ProfileScreen(WritingScreen):
    """The list, and below it in full what stands under the cursor. `held` is what is known now."""

    STAGE = "move"
    CSS = """
    ProfileScreen #whole { height: 40%; padding: 0 1; border-top: solid $panel; background: $background; }
    ProfileScreen #whole Static { height: auto; }
    ProfileScreen #hint { height: auto; padding: 0 1; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back")),
        Binding("a", "rule('kept')", N_("Approve")),
        Binding("e", "edit", N_("Edit"), show=False),
        Binding("d", "rule('left-out')", N_("Drop")),
        Binding("u", "rule('new')", N_("Undecided again"), show=False),
        Binding("p", "paste", N_("Paste")),
        Binding("w", "pack", N_("Pack")),
        Binding("v", "show", N_("Show only")),
    ]

    def __init__(self, held: Profile | None = None) -> None:
        super().__init__()
        self.held = held
        self._rows: list[Entry | Told | str] = []
        self._show = "all"

    def body(self) -> ComposeResult:
        """A line about it all, the list, the words."""
        yield Static(id="state", classes="line")
        yield Static(id="hint")
        yield _Facts(id="facts")
        with VerticalScroll(id="whole", can_focus=False):
            yield Static(id="said")

    def on_mount(self) -> None:
        """Collect what the exports show, unless that was done before."""
        self.query_one(Rows).focus()
        if self.held is None:
            self.collect()
        else:
            self._fill()

    @work(exclusive=True, group="asking")
    async def collect(self) -> None:
        """Read every chat once."""
        vault = self.desk.vault
        if vault is None:
            return
        outcome = await self.job(
            _("Looking for what it knew about you"), lambda context: profiling.profile(vault, context)
        )
        if outcome.error is not None:
            self.dismiss(None)
            return
        self.held = outcome.value
        self._fill()

    def _fill(self) -> None:
        held = self.held
        if held is None:
            return
        self._rows = []
        for heading, entries in (
            (_("Your instructions, the newest first"), held.instructions),
            (_("What it remembered, the oldest first"), held.facts),
        ):
            wanted = [one for one in entries if self._wanted(one)]
            if wanted:
                self._rows += [heading, *wanted]
        rows = self.query_one(Rows)
        rows.show(len(self._rows), self._row, cursor=rows.cursor or min(1, len(self._rows)))
        said = [*known.summary(held)]
        if self._show != "all":
            said.append({"new": _("only new ones"), "odd": _("only odd ones")}[self._show])
        self.query_one("#state", Static).update(safe(" · ".join(said), one_line=True))
        hint = self.query_one("#hint", Static)
        hint.update(safe(f"{known.lacking(held)} (p)"))
        hint.display = bool(known.lacking(held))
        self._tell(rows.cursor)

    def _wanted(self, one: Entry | Told) -> bool:
        return self._show == "all" or (one.state == "new" if self._show == "new" else known.odd(one))

    def _row(self, row: int, cells: int) -> Text:
        one = self._rows[row]
        line = cell(f"── {one}", "bold") if isinstance(one, str) else cell(known.row(one))
        line.truncate(cells, overflow="ellipsis")
        return line

    def _tell(self, row: int) -> None:
        one = self._rows[row] if row < len(self._rows) else ""
        lines = [] if isinstance(one, str) else [*known.whole(one)]
        self.query_one("#said", Static).update(safe("\n".join(lines)))
        self.query_one("#whole").scroll_home(animate=False)

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Another one."""
        self._tell(event.row)

    def on_rows_chosen(self, _event: Rows.Chosen) -> None:
        """Enter edits."""
        self.action_edit()

    def _current(self) -> Entry | Told | None:
        row = self.query_one(Rows).cursor
        one = self._rows[row] if row < len(self._rows) else ""
        return None if isinstance(one, str) else one

    def action_show(self) -> None:
        """The next filter."""
        self._show = _SHOWS[(_SHOWS.index(self._show) + 1) % len(_SHOWS)]
        self._fill()

    @work(exclusive=True, group="rule")
    async def action_rule(self, state: str) -> None:
        """Decide about the one under the cursor, and go on to the next."""
        one = self._current()
        if one is not None:
            await self._decide(one, Ruling(state))  # type: ignore[arg-type]

    @work(exclusive=True, group="asking")
    async def action_edit(self) -> None:
        """Other words for the fact under the cursor."""
        one = self._current()
        if one is None:
            return
        if isinstance(one, Told):
            self.notify(
                _("Instructions are approved or dropped; edit the words in about-me.md."), markup=False
            )
            return
        words = await self.app.push_screen_wait(
            Line(_("Take it along in these words"), known.plain(one), _("Hidden characters are left out."))
        )
        if words is not None:
            await self._decide(one, Ruling("edited", words))

    async def _decide(self, one: Entry | Told, ruling: Ruling) -> None:
        vault, held = self.desk.vault, self.held
        if vault is None or held is None:
            return

        def keep() -> Profile:
            profiling.decide(vault, held, {one.id: ruling})
            return profiling.again(vault, held)

        try:
            self.held = await self.desk.ask(keep)
        except MigratorError as fault:
            await self.app.push_screen_wait(ask.fault(fault))
            return
        rows = self.query_one(Rows)
        if self._show == "all":
            rows.action_move(1)
            if self._current() is None:  # a heading
                rows.action_move(1)
        self._fill()

    @work(exclusive=True, group="asking")
    async def action_paste(self) -> None:
        """Take in a list that was copied by hand."""
        vault = self.desk.vault
        held = await paste(self, vault) if vault is not None else None
        if held is not None:
            self.held = held
            self._fill()

    @work(exclusive=True, group="asking")
    async def action_pack(self) -> None:
        """Write the three sizes, after a question."""
        if self.desk.vault is not None:
            await pack(self, self.desk.vault)

    def action_back(self) -> None:
        """To the list of places."""
        self.dismiss(None)

    def command(self) -> str:
        """Showing it, or deciding about the one under the cursor."""
        one = self._current()
        words = ["show"] if one is None or one.state == "new" else ["review", *known.option(one)]
        return shlex.join(["migrate", "profile", *words])
