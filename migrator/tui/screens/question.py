"""The questions about a person's situation: each answer shapes the checklist, and each can be changed later."""

from __future__ import annotations

import shlex
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static
from textual.widgets.selection_list import Selection

from migrator.app.leaving import change
from migrator.app.leaving.book import Book
from migrator.app.leaving.tables import questions
from migrator.i18n import N_, _, listed
from migrator.tui.content import cell, safe
from migrator.tui.jobs import JobScreen
from migrator.tui.screens import ask
from migrator.tui.widgets.keys import Keys
from migrator.tui.widgets.rows import Rows
from migrator.tui.widgets.ticks import Ticks


class Situation(ModalScreen[bool]):
    """All questions with their answers; ends with whether anything was changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", N_("Back")),
        Binding("y", "command_line", N_("As command")),
    ]

    def __init__(self, book: Book) -> None:
        super().__init__()
        self._book = book
        self._questions: list[dict[str, Any]] = []
        self._changed = False

    def compose(self) -> ComposeResult:
        """A list."""
        with Vertical(classes="box wide"):
            yield Static(safe(_("Your situation: what you answer shapes the list")), classes="title")
            yield Rows(id="questions")
        yield Keys()

    def on_mount(self) -> None:
        """Fill it."""
        self._fill()
        self.query_one(Rows).focus()

    def _fill(self) -> None:
        self._questions = questions(self._book)["questions"]
        rows = self.query_one(Rows)
        rows.styles.height = min(16, len(self._questions))
        rows.show(
            len(self._questions), lambda row, _cells: cell(_said(self._questions[row])), cursor=rows.cursor
        )

    @work(exclusive=True)
    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Answer this one."""
        one = self._questions[event.row]
        answer = await self.app.push_screen_wait(Question(one))
        if answer is None:
            return
        book = self._book
        outcome = await self.app.push_screen_wait(
            JobScreen(
                _("Keeping your answer"),
                lambda context: change.choose(book, [f"{one['key']}={answer}"], context),
            )
        )
        if outcome.error is not None:
            await self.app.push_screen_wait(ask.fault(outcome.error))
            return
        self._changed = True
        self._fill()

    def action_command_line(self) -> None:
        """The answer under the cursor as a command, shown and put on the clipboard."""
        one = self._questions[self.query_one(Rows).cursor]
        line = shlex.join(["migrate", "leave", "set", f"{one['key']}={','.join(one['answer'])}"])
        self.app.copy_to_clipboard(line)
        self.app.push_screen(ask.Tell(_("The same as a command (copied)"), line))

    def action_close(self) -> None:
        """Back to the list of steps."""
        self.dismiss(self._changed)


class Question(ModalScreen[str | None]):
    """One question: one answer, several, or a date. Ends with the answer as `leave set` takes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", N_("Back"))]

    def __init__(self, question: dict[str, Any]) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """The question and what fits its kind."""
        one = self._question
        with Vertical(classes="box wide"):
            yield Static(safe(one["question"]), classes="title")
            if one["explain"]:
                yield Static(safe(one["explain"]))
            if one["kind"] == "one":
                yield Rows(id="one")
            elif one["kind"] == "many":
                yield Ticks[str](
                    *[
                        Selection(safe(value["title"]), value["value"], value["value"] in one["answer"])
                        for value in one["values"]
                    ]
                )
            else:
                yield Input(
                    ",".join(one["answer"]),
                    placeholder=_("for example 2026-05-31") if one["kind"] == "date" else "Europe/Istanbul",
                )
            with Horizontal(classes="buttons"):
                yield Button(safe(_("Keep this answer")), id="keep", variant="primary")
        yield Keys()

    def on_mount(self) -> None:
        """Ready to answer."""
        values = self._question["values"]
        for rows in self.query(Rows):
            rows.styles.height = min(12, max(1, len(values)))
            at = next((n for n, v in enumerate(values) if v["value"] in self._question["answer"]), 0)
            rows.show(len(values), lambda row, _cells: cell(values[row]["title"]), cursor=at)
            self.query_one("#keep").display = False
        self.query_one("Rows, Ticks, Input").focus()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """The one answer."""
        event.stop()
        self.dismiss(self._question["values"][event.row]["value"])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """A date or a zone."""
        event.stop()
        self.dismiss(event.value.strip())

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Several answers, or what stands in the field."""
        event.stop()
        for field in self.query(Input):
            self.dismiss(field.value.strip())
            return
        for chosen in self.query(Ticks):
            self.dismiss(",".join(chosen.selected))
            return

    def action_close(self) -> None:
        """No answer."""
        self.dismiss(None)


def _said(question: dict[str, Any]) -> str:
    titles = {value["value"]: value["title"] for value in question["values"]}
    answer = listed(titles.get(one, one) for one in question["answer"])
    return f"{question['question']}  {answer or _('not said')}"
