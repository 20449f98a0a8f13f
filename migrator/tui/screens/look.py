"""Look: all conversations, found again by words, and chosen for moving."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from migrator.i18n import N_, _, in_use, ngettext, when
from migrator.shape.fold import fold
from migrator.tui.content import cell, safe
from migrator.tui.screens import ask
from migrator.tui.screens.overview import Overview
from migrator.tui.screens.reading import Reading
from migrator.tui.screens.stage import StageScreen
from migrator.tui.widgets.rows import Rows
from migrator.vault.index.browse import Listed
from migrator.vault.index.search import Hit

_HITS = 500


class LookScreen(StageScreen):
    """The list; while words stand in the field, what was found by them."""

    STAGE = "look"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", N_("Search")),
        Binding("space", "mark", N_("Mark")),
        Binding("a", "mark_all", N_("Mark all")),
        Binding("s", "order", N_("Sort")),
        Binding("v", "show", N_("Show only")),
        Binding("o", "overview", N_("Overview")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._all: list[Listed] = []
        self._shown: list[Listed] = []
        self._hits: list[Hit] = []
        self._total = 0
        self._seen = -1
        self._orders = ("time", "longest", "title", "model", "project")
        self._order = "time"
        self._shows = ("all", "archived", "starred", "project", "marked")
        self._show = "all"

    def body(self) -> ComposeResult:
        """A field, a line about the list, the list."""
        yield Input(
            placeholder=_("Search in everything: type words"), id="words", compact=True, select_on_focus=False
        )
        with Horizontal(classes="line"):
            yield Static(id="state")
        yield Rows(id="list")

    def on_mount(self) -> None:
        """The list takes the keys."""
        self.query_one(Rows).focus()

    def on_screen_resume(self) -> None:
        """Something may have come in."""
        super().on_screen_resume()
        if self._seen != self.desk.content:
            self._seen = self.desk.content
            self.load()
        else:
            self._tell()

    @work(exclusive=True, group="list")
    async def load(self) -> None:
        """Read the list anew."""
        chats = self.desk.chats
        self._all = await self.desk.ask(chats.conversations) if chats is not None else []
        known = {one.id for one in self._all}
        self.desk.marked &= known
        self._renew()

    # --------------------------------------------------------------------------------------- the list

    def _renew(self) -> None:
        """Order and filter, then show."""
        rows = self.query_one(Rows)
        if self._words():
            rows.show(len(self._hits), self._hit)
        else:
            self._shown = ordered([one for one in self._all if self._wanted(one)], self._order)
            rows.show(len(self._shown), self._conversation, cursor=rows.cursor)
        self._tell()

    def _wanted(self, one: Listed) -> bool:
        match self._show:
            case "archived":
                return one.archived
            case "starred":
                return one.starred
            case "project":
                return one.project is not None
            case "marked":
                return one.id in self.desk.marked
            case _:
                return True

    def _words(self) -> str:
        return self.query_one("#words", Input).value.strip()

    def _conversation(self, row: int, cells: int) -> Text:
        one = self._shown[row]
        mark = "✓" if one.id in self.desk.marked else " "
        day = when.column(one.last or one.updated or one.created)
        flags = ("★" if one.starred else " ") + ("▣" if one.archived else " ")
        line = cell(f"{mark} {day} {in_use().number(one.messages):>6}  {flags}  ")
        if cells >= 100:
            model = cell(one.model or "")
            model.truncate(16, overflow="ellipsis", pad=True)
            line.append_text(model).append("  ")
        line.append_text(cell(one.title or _("Untitled")))
        line.truncate(cells, overflow="ellipsis")
        return line

    def _hit(self, row: int, cells: int) -> Text:
        hit = self._hits[row]
        title = cell(hit.title or _("Untitled"))
        title.truncate(max(12, cells // 3), overflow="ellipsis", pad=True)
        snippet = cell(hit.snippet)
        style = self.query_one(Rows).hit()
        for start, end in hit.marks:
            snippet.stylize(style, start, end)
        line = cell("✓ " if hit.conversation in self.desk.marked else "  ")
        line.append_text(title).append("  ").append_text(snippet)
        line.truncate(cells, overflow="ellipsis")
        return line

    def _tell(self) -> None:
        marked = len(self.desk.marked)
        if self._words():
            said = [ngettext("{n} message found", "{n} messages found", self._total).format(n=self._total)]
            if self._total > len(self._hits):
                said.append(_("the best {n} are shown").format(n=len(self._hits)))
        else:
            said = [
                ngettext("{n} chat", "{n} chats", len(self._shown)).format(n=len(self._shown)),
                _("sorted by {order}").format(order=self._said_order()),
                self._said_show(),
            ]
        if marked:
            said.append(ngettext("{n} marked for moving", "{n} marked for moving", marked).format(n=marked))
        self.query_one("#state", Static).update(safe(" · ".join(said), one_line=True))

    def _said_order(self) -> str:
        return {
            "time": _("last use"),
            "longest": _("length"),
            "title": _("title"),
            "model": _("model"),
            "project": _("project"),
        }[self._order]

    def _said_show(self) -> str:
        return {
            "all": _("all"),
            "archived": _("archived ones (▣)"),
            "starred": _("starred ones (★)"),
            "project": _("those in projects"),
            "marked": _("marked ones (✓)"),
        }[self._show]

    # ----------------------------------------------------------------------------------------- search

    def on_input_changed(self, _event: Input.Changed) -> None:
        """Search as one types, a moment after the last key."""
        self.find()

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Into the list, once it shows what was found."""
        self.into_list()

    @work(exclusive=True, group="find")
    async def find(self) -> None:
        """What holds the words, the best first."""
        await asyncio.sleep(0.12)
        await self._search()

    @work(exclusive=True, group="opening")
    async def into_list(self) -> None:
        """What holds the words, and the keys for it."""
        await self._search()
        self.set_focus(self.query_one(Rows))

    async def _search(self) -> None:
        words, chats = self._words(), self.desk.chats
        if words and chats is not None:
            self._hits, self._total = await self.desk.ask(
                lambda: chats.search(words, limit=_HITS, prefix=True)
            )
        self._renew()

    # ---------------------------------------------------------------------------------------- actions

    def _current(self) -> str | None:
        row = self.query_one(Rows).cursor
        if self._words():
            return self._hits[row].conversation if row < len(self._hits) else None
        return self._shown[row].id if row < len(self._shown) else None

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Read it."""
        found = self._hits[event.row] if self._words() and event.row < len(self._hits) else None
        if (chosen := self._current()) is not None:
            self.read(chosen, found.message if found else None)

    @work(exclusive=True, group="opening")
    async def read(self, conversation: str, message: str | None = None) -> None:
        """Open a conversation, at a message if one was found."""
        from migrator.errors import MigratorError

        chats = self.desk.chats
        if chats is None:
            return
        try:
            whole = await self.desk.ask(lambda: chats.conversation(conversation))
            files = await self.desk.ask(lambda: chats.attachments(whole))
        except MigratorError as fault:
            await self.app.push_screen(ask.fault(fault))
            return
        await self.app.push_screen(Reading(whole, files, message))

    def action_search(self) -> None:
        """Into the field, at once: whoever types on quickly means the field."""
        self.set_focus(self.query_one("#words"))

    def action_mark(self) -> None:
        """Mark or unmark the conversation under the cursor."""
        if (chosen := self._current()) is not None:
            self.desk.marked ^= {chosen}
            self.query_one(Rows).action_move(1)
            self.query_one(Rows).refresh()
            self._tell()

    def action_mark_all(self) -> None:
        """Mark all that are listed, or none of them if all are."""
        listed = (
            {hit.conversation for hit in self._hits} if self._words() else {one.id for one in self._shown}
        )
        if listed <= self.desk.marked:
            self.desk.marked -= listed
        else:
            self.desk.marked |= listed
        self.query_one(Rows).refresh()
        self._tell()

    def action_order(self) -> None:
        """The next order."""
        self._order = self._orders[(self._orders.index(self._order) + 1) % len(self._orders)]
        self._renew()

    def action_show(self) -> None:
        """The next filter."""
        self._show = self._shows[(self._shows.index(self._show) + 1) % len(self._shows)]
        self._renew()

    def action_overview(self) -> None:
        """The overview of what is listed without search words."""
        self.app.push_screen(Overview(self._all))

    def action_leave_field(self) -> None:
        """Out of the field; once more empties it."""
        field = self.query_one("#words", Input)
        if self.focused is not field and field.value:
            field.value = ""
        self.query_one(Rows).focus()

    def command(self) -> str:
        """List or search."""
        words = self._words()
        return shlex.join(["migrate", "vault", *(["search", words] if words else ["list"])])


def ordered(listed: Sequence[Listed], order: str) -> list[Listed]:
    """`listed` in another order; what has no value stands last."""
    match order:
        case "longest":
            return sorted(listed, key=lambda one: -one.messages)
        case "title":
            return sorted(listed, key=lambda one: (one.title is None, fold(one.title or "")))
        case "model":
            return sorted(listed, key=lambda one: (one.model is None, one.model or ""))
        case "project":
            return sorted(listed, key=lambda one: (one.project is None, one.project or ""))
        case _:
            return list(listed)
