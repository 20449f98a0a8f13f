"""Whether the terminal puts Arabic in order or we have to: nothing but a reader's eye can tell."""

from __future__ import annotations

import textwrap
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from migrator import i18n
from migrator.i18n import N_, _
from migrator.tui.content import cell, safe
from migrator.tui.direction.lines import visual
from migrator.tui.widgets.keys import Keys
from migrator.tui.widgets.rows import Rows

SAMPLE = "السلام عليكم، هذا السطر صحيح"
"""“Peace be upon you, this line is right”: known to whoever reads the script, and wrong at first sight if reversed."""
_WIDE = 50
_ANSWERS = ("off", "on", "off")


class WhichLine(ModalScreen[str | None]):
    """Ends with "off" (leave it to the terminal), "on" (we turn it round) or None (not answered)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(number), f"answer({number - 1})", show=False)
            for number in range(1, len(_ANSWERS) + 1)
        ),
        Binding("escape", "none", N_("Not now")),
    ]

    def compose(self) -> ComposeResult:
        """The same line in both ways, and neither."""
        told = _(
            "Some of what is shown here is written from right to left, and terminals differ in how they show that."
            " Which line reads correctly?"
        )
        with Vertical(classes="box"):
            yield Static(safe(told), classes="title")
            if i18n.language() == "ar":
                lines = textwrap.wrap(
                    told, _WIDE
                )  # turned round line by line, or it would begin with its end
                yield Static(safe("\n".join(map(visual, lines))), classes="title")
            yield Rows(id="lines")
            yield Static(
                safe(
                    _(
                        "Only what is shown is turned round, never what is copied or written. F2 changes it later."
                    )
                ),
                classes="note",
            )
        yield Keys()

    def on_mount(self) -> None:
        """The lines, to choose one."""
        lines = (SAMPLE, visual(SAMPLE).strip(), _("Neither, or I do not read Arabic"))
        rows = self.query_one(Rows)
        rows.styles.height = len(lines)
        rows.show(len(lines), lambda row, _cells: _numbered(row, lines[row]))
        rows.focus()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.dismiss(_ANSWERS[event.row])

    def action_answer(self, row: int) -> None:
        """Choose the line of that number."""
        self.dismiss(_ANSWERS[row])

    def action_none(self) -> None:
        """Asked again the next time."""
        self.dismiss(None)


def _numbered(row: int, text: str) -> Text:
    return cell(f"{row + 1}  {text}")
