"""Boxes to tick that can be read without colour: `[x]` is ticked, `[ ]` is not."""

from __future__ import annotations

from typing import TypeVar

from rich.segment import Segment
from textual import widgets
from textual.content import Content
from textual.strip import Strip

T = TypeVar("T")


class Checkbox(widgets.Checkbox):
    """A box with a label."""

    @property
    def _button(self) -> Content:
        return Content.assemble((box(ticked=self.value), self.get_visual_style("toggle--button")))


class Ticks(widgets.SelectionList[T]):
    """Several boxes below each other."""

    def render_line(self, y: int) -> Strip:
        """Textual's line, with our box in place of the three cells of its own."""
        segments = list(super().render_line(y))
        row = self.scroll_offset.y + y
        if row >= self.option_count:
            return Strip(segments)
        ticked = self.get_option_at_index(row).value in self.selected
        shape = box(ticked=ticked)
        return Strip(
            [Segment(mark, one.style) for mark, one in zip(shape, segments[:3], strict=True)] + segments[3:]
        )


def box(*, ticked: bool) -> str:
    """Three cells."""
    return "[x]" if ticked else "[ ]"
