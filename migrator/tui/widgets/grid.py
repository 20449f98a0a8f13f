"""A table to compare by: rows to walk up and down, columns to walk left and right; each row ends in its words.

The values stand first, so that words of any length and direction come last on a line. The column under the cursor is
marked by a sign, not by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Resize
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from migrator.i18n import N_
from migrator.tui.content import cell
from migrator.tui.table import Line
from migrator.tui.widgets.rows import Rows

_WIDEST, _NARROWEST = 16, 4


class _Lines(Rows):
    """The rows, with the keys for the columns: those of a scrolled view would take the arrows otherwise."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "aside(-1)", N_("Other column"), key_display="← →"),
        Binding("right", "aside(1)", show=False),
    ]

    def action_aside(self, by: int) -> None:
        """The column beside it."""
        for above in self.ancestors:
            if isinstance(above, Grid):
                above.aside(by)


class Grid(Vertical):
    """Shows lines under the heads of the columns. `column` is the one that is meant."""

    DEFAULT_CSS = """
    Grid { height: 1fr; }
    Grid > .grid--heads { height: 1; padding: 0 0 0 2; background: $panel; text-wrap: nowrap; }
    """
    column: reactive[int] = reactive(0)

    class Moved(Message):
        """The cursor stands on another row or column."""

    class Chosen(Message):
        """Enter: the column under the cursor is wanted, seen from a row."""

        def __init__(self, row: int, column: int) -> None:
            super().__init__()
            self.row, self.column = row, column

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._heads: tuple[str, ...] = ()
        self._lines: tuple[Line, ...] = ()

    def compose(self) -> ComposeResult:
        """The heads, the rows."""
        yield Static(classes="grid--heads")
        yield _Lines()

    @property
    def row(self) -> int:
        """The row under the cursor."""
        return self.query_one(Rows).cursor

    def show(self, heads: Sequence[str], lines: Sequence[Line], *, column: int = 0) -> None:
        """Show `lines`; each has a value for each of `heads`, or none."""
        self._heads, self._lines = tuple(heads), tuple(lines)
        self.column = max(0, min(column, len(heads) - 1))
        rows = self.query_one(Rows)
        first = next((n for n, one in enumerate(lines) if one.values), 0)
        rows.show(len(lines), self._row, cursor=rows.cursor or first)
        self._head()

    def take_keys(self) -> None:
        """The rows take the keys."""
        self.query_one(Rows).focus()

    def on_resize(self, _event: Resize) -> None:
        """The columns are as wide as there is room."""
        self._head()

    def watch_column(self) -> None:
        """Mark the other column."""
        if self.is_mounted:
            self._head()
            self.query_one(Rows).refresh()
            self.post_message(self.Moved())

    def aside(self, by: int) -> None:
        """The column beside it."""
        self.column = max(0, min(len(self._heads) - 1, self.column + by))

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Another row."""
        event.stop()
        self.post_message(self.Moved())

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Enter."""
        event.stop()
        self.post_message(self.Chosen(event.row, self.column))

    def _wide(self, cells: int) -> int:
        """How wide a column is: over half of the line is for the values."""
        longest = max((len(one) for one in self._heads), default=0) + 2
        share = cells * 5 // 8 // max(1, len(self._heads))
        return max(_NARROWEST, min(_WIDEST, longest, share))

    def _values(self, values: Sequence[str], cells: int, *, mark: bool) -> Text:
        wide, line = self._wide(cells), Text(no_wrap=True, end="")
        for number, value in enumerate(values):
            here = mark and number == self.column
            one = cell(f"▸{value}" if here else value, "bold underline" if here else "")
            one.truncate(wide - 1, overflow="ellipsis")
            line.append(" " * (wide - one.cell_len)).append_text(one)
        return line

    def _head(self) -> None:
        wide = self.size.width - 2
        self.query_one(".grid--heads", Static).update(self._values(self._heads, wide, mark=True))

    def _row(self, row: int, cells: int) -> Text:
        one = self._lines[row]
        if not one.values:
            line = cell(f"── {one.label}", "bold")
        else:
            line = self._values(one.values, cells, mark=row == self.row)
            line.append("  ").append_text(cell(one.label))
        line.truncate(cells, overflow="ellipsis")
        return line
