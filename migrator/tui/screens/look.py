"""Look: all conversations, found again by words, and chosen for moving."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from migrator.i18n import N_, _, in_use, ngettext, when
from migrator.tui import listing
from migrator.tui.content import cell, safe
from migrator.tui.screens import ask
from migrator.tui.screens.groups import Groups
from migrator.tui.screens.overview import Overview
from migrator.tui.screens.query import Query
from migrator.tui.screens.reading import Reading
from migrator.tui.screens.stage import StageScreen
from migrator.tui.widgets.rows import Rows
from migrator.vault.index.browse import Listed
from migrator.vault.index.search import Hit

_HITS = 200
_PAUSE = 0.5  # seconds: the list comes first
_QUICK = 3000  # conversations that are looked through before anybody wonders what goes on


class LookScreen(StageScreen):
    """The list; while words stand in the field, what was found by them."""

    STAGE = "look"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", N_("Search")),
        Binding("space", "mark", N_("Mark")),
        Binding("a", "mark_all", N_("Mark all")),
        Binding("s", "order", N_("Sort")),
        Binding("v", "show", N_("Groups")),
        Binding("m", "query", N_("Query")),
        Binding("o", "overview", N_("Overview")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._all: list[Listed] = []
        self._shown: list[Listed] = []
        self._hits: list[Hit] = []
        self._total = 0
        self._seen = -1
        self._found_for = ""  # the words that the hits are for; "" while none are shown
        self._names: Mapping[str, str] = {}
        self._order = listing.ORDERS[0]
        self._group = listing.ALL
        self._query = ""

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

    def load(self) -> None:
        """Take the list that was read when the library was opened."""
        self._all = self.desk.listed
        self._names = listing.named(self._all, self.desk.names)
        known = {one.id for one in self._all}
        self.desk.marked &= known
        self._renew()
        self.set_timer(_PAUSE, self.desk.warm)
        if self._words():
            self.find()

    # --------------------------------------------------------------------------------------- the list

    def _renew(self) -> None:
        """Order and filter, then show; a search may end after the screen has gone."""
        if not self.query(Rows):
            return
        rows = self.query_one(Rows)
        if self._found_for:
            rows.show(len(self._hits), self._hit)
        else:
            chosen = [one for one in self._all if listing.belongs(one, self._group, self.desk.marked)]
            self._shown = listing.ordered(chosen, self._order)
            rows.show(len(self._shown), self._conversation, cursor=rows.cursor)
        self._tell()

    def _words(self) -> str:
        return self.query_one("#words", Input).value.strip()

    def _conversation(self, row: int, cells: int) -> Text:
        one = self._shown[row]
        mark = "✓" if one.id in self.desk.marked else " "
        day = when.column(one.last or one.updated or one.created)
        flags = ("★" if one.starred else " ") + ("▣" if one.archived else " ")
        count = f"{in_use().figure(one.messages):>6}  {flags}  " if cells >= 50 else ""
        line = cell(f"{mark} {day} {count}")
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
        if self._found_for:
            said = [ngettext("{n} message found", "{n} messages found", self._total).format(n=self._total)]
            if self._total > len(self._hits):
                said.append(_("{n} are shown").format(n=len(self._hits)))
        else:
            said = [
                ngettext("{n} chat", "{n} chats", len(self._shown)).format(n=len(self._shown)),
                _("sorted by {order}").format(order=listing.said_order(self._order)),
                listing.said(self._group, self._names),
            ]
        if marked:
            said.append(ngettext("{n} marked for moving", "{n} marked for moving", marked).format(n=marked))
        self.query_one("#state", Static).update(safe(" · ".join(said), one_line=True))

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
            hits, total = await self.desk.ask(lambda: chats.search(words, limit=_HITS, prefix=_begun(words)))
            if words != self._words():
                return  # somebody typed on; what was asked for last is shown
            self._hits, self._total = hits, total
        self._found_for = words
        self._renew()

    @property
    def found_for(self) -> str:
        """The words that what is shown was found by; "" if it is the list."""
        return self._found_for

    # ---------------------------------------------------------------------------------------- actions

    def _current(self) -> str | None:
        row = self.query_one(Rows).cursor
        if self._found_for:
            return self._hits[row].conversation if row < len(self._hits) else None
        return self._shown[row].id if row < len(self._shown) else None

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Read it."""
        found = self._hits[event.row] if self._found_for and event.row < len(self._hits) else None
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
        await self.app.push_screen(Reading(whole, files, message, self._found_for))

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
        if self._found_for:
            self.mark_found(self._found_for)
        else:
            self._mark({one.id for one in self._shown})

    @work(exclusive=True, group="opening")
    async def mark_found(self, words: str) -> None:
        """Mark every chat in which something was found, also beyond what is listed."""
        if (chats := self.desk.chats) is not None:
            self._mark(await self.desk.ask(lambda: chats.holding(words, prefix=_begun(words))))

    def _mark(self, listed: set[str]) -> None:
        if listed <= self.desk.marked:
            self.desk.marked -= listed
        else:
            self.desk.marked |= listed
        self.query_one(Rows).refresh()
        self._tell()

    def action_order(self) -> None:
        """The next order."""
        self._order = listing.ORDERS[(listing.ORDERS.index(self._order) + 1) % len(listing.ORDERS)]
        self._renew()

    @work(exclusive=True)
    async def action_show(self) -> None:
        """One group alone: of a year, a project, a model, archived, starred, marked."""
        group = await self.app.push_screen_wait(Groups(self._all, self._names, self.desk.marked, self._group))
        if group is not None:
            self._group = group
            self.query_one("#words", Input).value = self._found_for = ""
            self.query_one(Rows).cursor = 0
        self._renew()

    @work(exclusive=True)
    async def action_query(self) -> None:
        """Mark what a query chooses."""
        query = await self.app.push_screen_wait(Query(self._query))
        chats = self.desk.chats
        if query is None or chats is None:
            return
        self._query = query
        outcome = await self.job(
            _("Looking through your chats"), lambda context: chats.conversations([query], context)
        )
        if outcome.error is not None:
            return
        chosen = {one.id for one in outcome.value}
        self.desk.marked |= chosen
        self._renew()
        said = ngettext("{n} chat was marked by this.", "{n} chats were marked by this.", len(chosen))
        self.notify(said.format(n=len(chosen)), markup=False)

    @work(exclusive=True, group="read")
    async def action_overview(self) -> None:
        """What is listed without search words, seen from far away."""
        chats, shown = self.desk.chats, {one.id for one in self._shown}
        if chats is None:
            return
        if len(shown) < _QUICK:
            seen = await self.desk.ask(lambda: chats.overview(shown))
        else:
            outcome = await self.job(_("Looking through your chats"), lambda _context: chats.overview(shown))
            if outcome.error is not None:
                return
            seen = outcome.value
        await self.app.push_screen(Overview(seen))

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


def _begun(words: str) -> bool:
    """Whether the last word may be the beginning of one: a single Latin letter is that of a third of all words."""
    *_before, last = words.split() or [""]
    return len(last) > 1 or not last.isascii()
