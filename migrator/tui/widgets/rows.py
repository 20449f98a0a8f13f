"""A list of any length: only the rows that are seen are drawn, so that twenty thousand open as quickly as twenty."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from migrator.i18n import N_

Draw = Callable[[int, int], Text]
"""Row number and cells that there are → the row, made with `content.cell`."""


class Rows(ScrollView, can_focus=True):
    """Rows of one line. `cursor` is the one that Enter means."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor", "rows--hit"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", N_("Open")),
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(False)", show=False),
        Binding("end", "edge(True)", show=False),
    ]
    cursor: reactive[int] = reactive(0)

    class Chosen(Message):
        """Enter or a click on a row."""

        def __init__(self, rows: Rows, row: int) -> None:
            super().__init__()
            self.rows, self.row = rows, row

        @property
        def control(self) -> Rows:
            """The list it happened in."""
            return self.rows

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, rows: Rows, row: int) -> None:
            super().__init__()
            self.rows, self.row = rows, row

        @property
        def control(self) -> Rows:
            """The list it happened in."""
            return self.rows

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.count = 0
        self._draw: Draw = lambda _row, _cells: Text("")

    def show(self, count: int, draw: Draw, *, cursor: int = 0) -> None:
        """Show `count` rows drawn by `draw`."""
        self.count, self._draw = count, draw
        self.virtual_size = Size(max(1, self.size.width), count)
        self.cursor = max(0, min(cursor, count - 1))
        self._follow()
        self.refresh()

    def on_resize(self, _event: Resize) -> None:
        """The rows are as wide as the list."""
        self.virtual_size = Size(max(1, self.size.width), self.count)
        self._follow()

    def render_line(self, y: int) -> Strip:
        """The row at line `y` of what is seen."""
        row, wide = y + self.scroll_offset.y, self.scrollable_content_region.width
        base = self.rich_style
        if row >= self.count:
            return Strip.blank(wide, base)
        text = self._draw(row, wide - 2)
        here = row == self.cursor
        line = Text("› " if here else "  ", end="").append_text(text)
        style = base + self.get_component_rich_style("rows--cursor") if here and self.has_focus else base
        strip = Strip(line.render(self.app.console)).adjust_cell_length(wide)
        return strip.apply_style(style)

    def hit(self) -> Style:
        """How what was searched for is marked: by a line below it as well as by colour."""
        return self.get_component_rich_style("rows--hit", partial=True)

    def watch_cursor(self, before: int, now: int) -> None:
        """Keep the cursor in sight and say where it is."""
        if before != now:
            self._follow()
            self.post_message(self.Moved(self, now))

    def _follow(self) -> None:
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)
        self.refresh()

    def action_choose(self) -> None:
        """The row under the cursor."""
        if self.count:
            self.post_message(self.Chosen(self, self.cursor))

    def action_move(self, by: int) -> None:
        """Some rows up or down."""
        self.cursor = max(0, min(self.count - 1, self.cursor + by))

    def action_page(self, by: int) -> None:
        """A screenful."""
        self.action_move(by * max(1, self.size.height - 1))

    def action_edge(self, last: bool) -> None:
        """The first or the last row."""
        self.cursor = max(0, self.count - 1) if last else 0

    def on_click(self, event: Click) -> None:
        """A click moves the cursor; a click on the cursor's row opens it."""
        row = event.y + self.scroll_offset.y
        if row >= self.count:
            return
        if row == self.cursor:
            self.action_choose()
        self.cursor = row

    def on_focus(self) -> None:
        """The cursor shows."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor fades."""
        self.refresh()
