"""The check-up: questions answered on this computer, and what each answer means. Nothing is kept and nothing is sent."""

from __future__ import annotations

import shlex
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from migrator.app.leaving.exposure import checkup, questions
from migrator.i18n import N_, _
from migrator.tui import checks
from migrator.tui.content import cell, safe
from migrator.tui.desk import surroundings
from migrator.tui.screens.mail import Mail
from migrator.tui.screens.stage import StageScreen
from migrator.tui.widgets.rows import Rows

_ORDER = ("", "yes", "no", "unsure")


class _Questions(Rows):
    """The questions; the arrows answer the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,enter,space", "answer(1)", N_("Answer"), key_display="← →"),
        Binding("left", "answer(-1)", show=False),
    ]

    def action_answer(self, by: int) -> None:
        """The next answer, or the one before."""
        if isinstance(self.screen, CheckUp):
            self.screen.answer(by)


class CheckUp(StageScreen):
    """The questions, and below them what the answer under the cursor means."""

    STAGE = "leave"
    CSS = """
    CheckUp #about { height: auto; padding: 0 1; background: $surface; }
    CheckUp #means { height: 45%; padding: 0 1; border-top: solid $panel; }
    CheckUp #means Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back")),
        Binding("m", "mail", N_("Look at a mail or link")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._asked = questions()
        self._answers: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """What this is, the questions, the words."""
        yield Static(id="about")
        yield _Questions(id="questions")
        with VerticalScroll(id="means", can_focus=False):
            yield Static(id="said")

    def on_mount(self) -> None:
        """The questions take the keys."""
        lines = [_("About an old incident and about false mail. Nothing of this is kept or sent.")]
        lines += [note] if (note := checks.unreviewed()) else []
        self.query_one("#about", Static).update(safe("\n".join(lines)))
        rows = self.query_one(Rows)
        rows.show(len(self._asked), self._row)
        rows.focus()
        self._tell()

    def _row(self, row: int, cells: int) -> Text:
        one = self._asked[row]
        answer = self._answers.get(one.id, "")
        said = _(checks.ANSWERS[answer]) if answer else "…"
        line = cell(f"‹ {said:8.10} › {one.question}")
        line.truncate(cells, overflow="ellipsis")
        return line

    def answer(self, by: int) -> None:
        """Another answer to the question under the cursor."""
        one = self._asked[self.query_one(Rows).cursor].id
        now = _ORDER.index(self._answers.get(one, ""))
        self._answers[one] = _ORDER[(now + by) % len(_ORDER)]
        self.query_one(Rows).refresh()
        self._tell()

    def on_rows_moved(self, _event: Rows.Moved) -> None:
        """Another question."""
        self._tell()

    def _tell(self) -> None:
        one = self._asked[self.query_one(Rows).cursor]
        answer = self._answers.get(one.id, "")
        lines = [one.question]
        if answer:
            lines += ["", *checks.advice(checkup({one.id: answer}, None, surroundings()))]
        self.query_one("#said", Static).update(safe("\n".join(lines)))
        self.query_one("#means").scroll_home(animate=False)

    def action_mail(self) -> None:
        """The checker for what somebody sent."""
        self.app.push_screen(Mail())

    def action_back(self) -> None:
        """To the list of steps; the answers are forgotten."""
        self.dismiss(None)

    def command(self) -> str:
        """The same answers."""
        given = [f"{name}={answer}" for name, answer in self._answers.items() if answer]
        return shlex.join(
            ["migrate", "leave", "checkup", *(word for one in given for word in ("--answer", one))]
        )
