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
from migrator.i18n import N_, _, ngettext
from migrator.tui import losses
from migrator.tui.content import cell, safe
from migrator.tui.desk import surroundings
from migrator.tui.screens.stage import StageScreen
from migrator.tui.screens.target import TargetScreen
from migrator.tui.widgets.rows import Rows


class MoveScreen(StageScreen):
    """Targets on the left, what is known of the one under the cursor on the right."""

    STAGE = "move"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "compare", N_("Compare losses")),
        Binding("tab", "app.focus_next", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._targets: list[TargetReport] = []
        self._tried: dict[str, Converted] = {}
        self._tried_for: tuple[object, ...] = ()

    def body(self) -> ComposeResult:
        """A line about the selection, the list, the details."""
        yield Static(id="selection", classes="line")
        with Horizontal(id="sides"):
            yield Rows(id="targets")
            with VerticalScroll(id="details"):
                yield Static(id="about")

    def on_mount(self) -> None:
        """The installed targets."""
        self._targets = targets(None, surroundings())
        rows = self.query_one(Rows)
        rows.show(len(self._targets), self._row)
        rows.focus()
        self._about(0)

    def on_screen_resume(self) -> None:
        """The selection may have changed."""
        super().on_screen_resume()
        if self._tried_for != self._selection():
            self._tried.clear()
        marked, every = len(self.desk.marked), self.desk.conversations
        said = (
            ngettext("{n} marked chat is taken along", "{n} marked chats are taken along", marked)
            if marked
            else ngettext("{n} chat: all are taken along", "{n} chats: all are taken along", every)
        ).format(n=marked or every)
        self.query_one("#selection", Static).update(safe(said))
        self.query_one(Rows).refresh()
        self._about(self.query_one(Rows).cursor)

    def _selection(self) -> tuple[object, ...]:
        return (self.desk.content, frozenset(self.desk.marked))

    def _row(self, row: int, cells: int) -> Text:
        one = self._targets[row]
        tried = self._tried.get(one.name)
        where = _("local") if one.local else _("online")
        line = cell(f"{one.name:12.12} {where:7}")
        if tried is not None:
            line.append_text(cell(" " + _short(tried)))
        line.truncate(cells, overflow="ellipsis")
        return line

    def _about(self, row: int) -> None:
        if row < len(self._targets):
            one = self._targets[row]
            tried = self._tried.get(one.name)
            text = "\n".join(losses.about(one)) + "\n\n"
            if tried is not None:
                text += _("For these chats:") + "\n" + "\n".join(losses.told(tried.manifest))
            else:
                text += _("Press c to see what each place would lose of exactly these chats.")
            self.query_one("#about", Static).update(safe(text))

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Another target."""
        self._about(event.row)
        self.query_one("#details").scroll_home(animate=False)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Go there."""
        self.app.push_screen(TargetScreen(self._targets[event.row]))

    @work(exclusive=True, group="compare")
    async def action_compare(self) -> None:
        """Try every target out on these chats; nothing is written."""
        vault, names = self.desk.vault, [one.name for one in self._targets]
        if vault is None or not names:
            return
        request = Request(target=names[0], sources=(), only=self.desk.queries(), dry_run=True)
        outcome = await self.job(
            _("Trying every place out"), lambda context: compare(request, names, context, vault)
        )
        if outcome.error is None:
            self._tried = {one.manifest.target: one for one in outcome.value}
            self._tried_for = self._selection()
        rows = self.query_one(Rows)
        rows.refresh()
        self._about(rows.cursor)

    def command(self) -> str:
        """Comparing, as a command."""
        names = [word for one in self._targets for word in ("--to", one.name)]
        only = [word for query in self.desk.queries() for word in ("--only", query)]
        return shlex.join(["migrate", *names, *only, "--dry-run"])


def _short(tried: Converted) -> str:
    lost = sum(is_a_loss(line) for line in tried.manifest.losses)
    if not lost:
        return _("no losses")
    return ngettext("{n} loss", "{n} losses", lost).format(n=lost)
