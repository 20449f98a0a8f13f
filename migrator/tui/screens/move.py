"""Move: where to go, what each place would lose of these chats, and writing it out."""

from __future__ import annotations

import shlex
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from migrator.app.convert import Converted, Request, compare, is_a_loss
from migrator.app.targets import TargetReport, targets
from migrator.errors import MigratorError
from migrator.i18n import N_, _, ngettext
from migrator.profile.review import Profile
from migrator.text import shorten, width
from migrator.tui import losses, places
from migrator.tui.content import cell, safe
from migrator.tui.desk import surroundings
from migrator.tui.screens.compare import MOST, Compare
from migrator.tui.screens.profile import ProfileScreen
from migrator.tui.screens.push import PushScreen
from migrator.tui.screens.servers import NetLog, Servers
from migrator.tui.screens.stage import StageScreen
from migrator.tui.screens.target import TargetScreen
from migrator.tui.widgets.rows import Rows
from migrator.tui.widgets.typed import Field

_TITLE = 20  # cells of a place's name in the list


class MoveScreen(StageScreen):
    """Targets on the left, what is known of the one under the cursor on the right."""

    STAGE = "move"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", N_("Mark")),
        Binding("slash", "filter", N_("Filter")),
        Binding("c", "compare", N_("Compare")),
        Binding("m", "profile", N_("Memories")),
        Binding("p", "push", N_("Send")),
        Binding("n", "net_log", N_("Network log"), show=False),
        Binding("tab", "app.focus_next", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._every: list[TargetReport] = []
        self._targets: list[TargetReport] = []  # those that the filter leaves
        self._tried: dict[str, Converted] = {}
        self._tried_for: tuple[object, ...] = ()
        self._failed: dict[str, MigratorError] = {}  # what kept a place from being tried
        self._marked: list[str] = []
        self._known: tuple[int, Profile | None] = (-1, None)

    def body(self) -> ComposeResult:
        """A line about the selection, the list, the details."""
        yield Static(id="selection", classes="line")
        yield Field(placeholder=_("Filter: type a part of a name, Enter opens the first"), id="filter")
        with Horizontal(id="sides"):
            yield Rows(id="targets")
            with VerticalScroll(id="details"):
                yield Static(id="about")

    def on_mount(self) -> None:
        """The installed targets."""
        self._every = self._targets = places.in_order(targets(None, surroundings()))
        self.query_one("#filter").display = False
        rows = self.query_one(Rows)
        rows.show(len(self._targets), self._row)
        rows.focus()
        self._about(0)

    def on_screen_resume(self) -> None:
        """The selection may have changed."""
        super().on_screen_resume()
        if self._tried_for != self._selection():
            self._tried.clear()
            self._failed.clear()
        marked, every = len(self.desk.marked), self.desk.conversations
        said = (
            ngettext("{n} marked chat will be included", "{n} marked chats will be included", marked)
            if marked
            else ngettext("Your only chat will be included", "All {n} chats will be included", every)
        ).format(n=marked or every)
        how = _("to choose others: Look (2), Space marks")
        self.query_one("#selection", Static).update(safe(f"{said} · {how}", one_line=True))
        self.query_one(Rows).refresh()
        if self.desk.wanted:
            self._show("")
        names = [one.name for one in self._targets]
        if self.desk.wanted in names:
            self.query_one(Rows).cursor = names.index(self.desk.wanted)
            self.desk.wanted = ""
        self._about(self.query_one(Rows).cursor)

    def _selection(self) -> tuple[object, ...]:
        return (self.desk.content, frozenset(self.desk.marked))

    def _row(self, row: int, cells: int) -> Text:
        one = self._targets[row]
        tried = self._tried.get(one.name)
        mark = "✓" if one.name in self._marked else " "
        title = shorten(_(one.title), _TITLE)
        where = _(places.GROUPS[places.group(one)])
        failed = one.name in self._failed and tried is None
        result = _("not tried: see beside") if failed else where if tried is None else _short(tried)
        line = cell(f"{mark} {title}{' ' * (_TITLE - width(title))} {result}")
        line.truncate(cells, overflow="ellipsis")
        return line

    def _about(self, row: int) -> None:
        if row < len(self._targets):
            one = self._targets[row]
            tried = self._tried.get(one.name)
            text = "\n".join(losses.about(one)) + "\n\n"
            for done in self.desk.moved:
                if done.manifest.target == one.name:
                    text += _("Written to {folder}").format(folder=done.path) + "\n"
            if tried is not None:
                text += _("For these chats:") + "\n" + "\n".join(losses.told(tried.manifest))
            elif one.name in self._failed:
                fault = self._failed[one.name]
                text += _("This place could not be tried:") + "\n" + fault.message + "\n" + fault.hint
            else:
                text += _("Press c to see what each place would lose of exactly these chats.")
                text += "\n" + _("Mark two to four with Space, and c shows them side by side.")
            self.query_one("#about", Static).update(safe(text))

    def _show(self, typed: str) -> None:
        """Show the places that match what is typed; all of them if nothing is."""
        self._targets = places.matching(self._every, typed)
        rows = self.query_one(Rows)
        rows.show(len(self._targets), self._row)
        rows.cursor = 0
        self._about(0)

    def action_filter(self) -> None:
        """Type a part of a name."""
        field = self.query_one("#filter", Field)
        field.display = True
        field.value = ""
        field.focus()

    def on_input_changed(self, event: Field.Changed) -> None:
        if event.input.id == "filter":
            self._show(event.value)

    def on_input_submitted(self, event: Field.Submitted) -> None:
        """Open the first place that is left."""
        event.stop()
        if self._targets:
            self.query_one("#filter").display = False
            self.query_one(Rows).focus()
            self.app.push_screen(TargetScreen(self._targets[0]))

    def action_leave_field(self) -> None:
        """Out of the filter, which shows everything again."""
        if self.query_one("#filter").display:
            self.query_one("#filter").display = False
            self._show("")
            self.query_one(Rows).focus()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Another target."""
        self._about(event.row)
        self.query_one("#details").scroll_home(animate=False)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Go there."""
        self.app.push_screen(TargetScreen(self._targets[event.row]))

    def action_mark(self) -> None:
        """Mark or unmark the place under the cursor for comparing."""
        rows = self.query_one(Rows)
        if rows.cursor >= len(self._targets):
            return
        name = self._targets[rows.cursor].name
        if name in self._marked:
            self._marked.remove(name)
        elif len(self._marked) == MOST:
            self.notify(_("Four are compared at most. Unmark one first."), markup=False)
            return
        else:
            self._marked.append(name)
        rows.action_move(1)
        rows.refresh()

    @work(exclusive=True, group="compare")
    async def action_compare(self) -> None:
        """Try places out on these chats, nothing is written: the marked ones side by side, or all of them."""
        marked = [one for one in self._every if one.name in self._marked]
        if len(marked) == 1:
            self.notify(_("Mark one more: two to four are shown side by side."), markup=False)
            return
        done = await self._try([one.name for one in marked or self._every])
        rows = self.query_one(Rows)
        rows.refresh()
        self._about(rows.cursor)
        if done and marked and not self._failed:
            await self.app.push_screen(Compare(marked, [self._tried[one.name] for one in marked]))

    @work(exclusive=True, group="asking")
    async def action_profile(self) -> None:
        """What the old assistant knew about the person."""
        seen, held = self._known
        screen = ProfileScreen(held if seen == self.desk.content else None)
        await self.app.push_screen_wait(screen)
        self._known = (self.desk.content, screen.held)

    @work(exclusive=True, group="asking")
    async def action_push(self) -> None:
        """Straight to a server that is running; the one of the place under the cursor first, if it has one."""
        row = self.query_one(Rows).cursor
        chosen = await self.app.push_screen_wait(Servers(self._targets[row].name if self._targets else ""))
        if chosen is not None:
            await self.app.push_screen(PushScreen(chosen))

    def action_net_log(self) -> None:
        """Every request that this program ever made."""
        self.app.push_screen(NetLog())

    async def _try(self, names: list[str]) -> bool:
        """Have a trial of each of `names` on these chats."""
        vault = self.desk.vault
        missing = [name for name in names if name not in self._tried]
        if vault is None or not missing:
            return vault is not None
        request = Request(target=missing[0], sources=(), only=self.desk.queries(), dry_run=True)
        self._tried_for = self._selection()

        def tried(name: str, result: Converted | MigratorError) -> None:
            if isinstance(result, Converted):
                self._tried[name] = result
            else:
                self._failed[name] = result
            self.app.call_from_thread(self.query_one(Rows).refresh)

        self._failed = {}
        title = ngettext(
            "Trying {n} place; nothing is written", "Trying {n} places; nothing is written", len(missing)
        ).format(n=len(missing))
        outcome = await self.job(
            title, lambda context: compare(request, missing, context, vault, tried=tried)
        )
        return outcome.error is None

    def command(self) -> str:
        """Comparing, as a command."""
        chosen = [one for one in self._every if one.name in self._marked] or self._every
        names = [word for one in chosen for word in ("--to", one.name)]
        only = [word for query in self.desk.queries() for word in ("--only", query)]
        return shlex.join(["migrate", *names, *only, "--dry-run"])


def _short(tried: Converted) -> str:
    lost = sum(is_a_loss(line) for line in tried.manifest.losses)
    if not lost:
        return _("no losses")
    return ngettext("{n} loss", "{n} losses", lost).format(n=lost)
