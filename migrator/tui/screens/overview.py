"""The overview on a screen of its own: a line through all months, then bars with their words beside them."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Sparkline, Static

from migrator.app.keeping.overview import Overview as Seen
from migrator.i18n import N_, _
from migrator.tui.content import safe
from migrator.tui.overview import Section, sections, summary
from migrator.tui.widgets.keys import Keys


class Overview(Screen[None]):
    """One page to scroll; two columns where there is room."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,o", "close", N_("Back"))]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - Textual declares it so

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self._seen = seen

    def compose(self) -> ComposeResult:
        """Numbers, the months at a glance, a section for everything else."""
        seen = self._seen
        made = list(sections(seen))
        yield Static(safe(_("Overview")), id="title")
        with VerticalScroll(id="overview"):
            yield Static(safe(" · ".join(summary(seen))))
            with Container(id="columns"):
                for column in (made[::2], made[1::2]):
                    with Vertical(classes="column"):
                        for section in column:
                            yield from self._drawn(section)
        yield Keys()

    def _drawn(self, section: Section) -> ComposeResult:
        with Vertical(classes="section"):
            yield Static(safe(section.title), classes="heading")
            if len(section.line) > 1:
                yield Sparkline(section.line)
            with Horizontal(classes="drawing"):
                yield Static(safe("\n".join(bar for bar, _words in section.rows)), classes="bars")
                yield Static(safe("\n".join(words for _bar, words in section.rows)), classes="words")
            for sentence in section.below:
                yield Static(safe(sentence))

    def on_mount(self) -> None:
        """It scrolls by the usual keys."""
        self.query_one("#overview").focus()

    def action_close(self) -> None:
        """Back to the list."""
        self.dismiss(None)
