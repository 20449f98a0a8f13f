"""One step of leaving in full: why, how, who says so; ticked with a note, taken back, answered, a gap accepted."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Input, Static

from migrator.app.context import Context
from migrator.app.leaving import change
from migrator.app.leaving.book import Book
from migrator.app.leaving.change import Changed
from migrator.app.leaving.checklist import Shown, show
from migrator.app.leaving.tables import questions
from migrator.errors import MigratorError
from migrator.i18n import N_, _
from migrator.leave.content import load
from migrator.tui.content import safe
from migrator.tui.desk import surroundings
from migrator.tui.screens import gaps
from migrator.tui.screens.question import Question
from migrator.tui.screens.stage import StageScreen
from migrator.tui.steps import STATES, follows_from, told
from migrator.tui.widgets.typed import Field


class StepScreen(StageScreen):
    """One step. `changed`: whether anything was."""

    STAGE = "leave"
    CSS = """
    StepScreen #step { text-style: bold; color: $primary; padding: 0 1; height: auto; background: $surface; }
    StepScreen #text { padding: 0 1; height: 1fr; }
    StepScreen #told { height: auto; }
    StepScreen Field { margin: 0 1; }
    StepScreen .buttons { padding: 0 1; margin: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back")),
        Binding("d", "done", N_("Done")),
        Binding("n", "note", N_("Note or proof")),
        Binding("u", "undo", N_("Take back")),
        Binding("s", "answer", N_("Answer")),
        Binding("a", "accept", N_("Accept the gap")),
    ]

    def __init__(self, book: Book, step: Shown) -> None:
        super().__init__()
        self._book = book
        self._step = step
        self.changed = False

    def body(self) -> ComposeResult:
        """The title, the text, a field for the proof, what can be done."""
        yield Static(id="step")
        with VerticalScroll(id="text"):
            yield Static(id="told")
        yield Field(
            placeholder=_("A note or proof, if you like: when it was (2026-05-31), a number, a name"),
            id="proof",
        )
        with Horizontal(classes="buttons"):
            yield Button(safe(_("Done")), id="done", variant="primary")
            yield Button(safe(_("Take back")), id="undo")
            yield Button(safe(_("Answer")), id="answer")
            yield Button(safe(_("Accept the gap")), id="accept")

    def on_mount(self) -> None:
        """The text takes the keys first, so that it can be read."""
        self._tell()
        self.query_one("#text").focus()

    # ------------------------------------------------------------------------------ what can be done

    @property
    def _held_by(self) -> str:
        known = load().find_step(self._step.step.id)
        return known.held_by if known is not None else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys without a use for this step are not shown."""
        state, held = self._step.step.state, self._held_by
        match action:
            case "done":
                return not held and state not in {"done", "not-applicable", "blocked"}
            case "note":
                return not held and state not in {"not-applicable", "blocked"}
            case "undo":
                return not held and state == "done"
            case "answer":
                return self._question() is not None
            case "accept":
                return any(not gap.accepted for gap in self._step.gaps)
            case _:
                return super().check_action(action, parameters)

    def _question(self) -> dict[str, object] | None:
        """The question whose answer makes this step true."""
        every = questions(self._book)["questions"]
        return next((one for one in every if one["key"] == self._held_by), None)

    def _tell(self) -> None:
        one = self._step
        sign, word = STATES[one.step.state]
        self.query_one("#step", Static).update(safe(f"{sign} {_(word)}: {one.step.title}", one_line=True))
        text = told(one)
        if self._held_by:
            text = follows_from(self._held_by) + "\n\n" + text
        self.query_one("#told", Static).update(safe(text))
        for name, action in (
            ("proof", "note"),
            *((each, each) for each in ("done", "undo", "answer", "accept")),
        ):
            self.query_one(f"#{name}").display = bool(self.check_action(action, ()))
        self.refresh_bindings()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """A note was written: that is a tick."""
        event.stop()
        self.action_done()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """One of them."""
        event.stop()
        getattr(self, f"action_{event.button.id}")()

    def action_note(self) -> None:
        """Into the field."""
        self.query_one("#proof").focus()

    @work(exclusive=True, group="asking")
    async def action_done(self) -> None:
        """Tick it, with what stands in the field."""
        proof = self.query_one("#proof", Input).value
        await self._change(lambda context: change.done(self._book, self._step.step.id, proof, context))

    @work(exclusive=True, group="asking")
    async def action_undo(self) -> None:
        """Take the tick back."""
        await self._change(lambda context: change.undo(self._book, self._step.step.id, context))

    @work(exclusive=True, group="asking")
    async def action_answer(self) -> None:
        """Answer the question that this step follows from."""
        question = self._question()
        answer = await self.app.push_screen_wait(Question(question)) if question is not None else None
        if question is not None and answer is not None:
            words = [f"{question['key']}={answer}"]
            await self._change(lambda context: change.choose(self._book, words, context))

    @work(exclusive=True, group="asking")
    async def action_accept(self) -> None:
        """Accept the first gap that is open."""
        gap = next((gap for gap in self._step.gaps if not gap.accepted), None)
        if gap is not None and await gaps.accept(self, self._book, gap) is not None:
            self._again()

    async def _change(self, change_it: Callable[[Context], Changed]) -> None:
        if await gaps.decided(self, change_it) is not None:
            self._again()

    def _again(self) -> None:
        """Show how it stands now; what is done leads back to the list."""
        self.changed = True
        try:
            self._step = show(self._book, self._step.step.id, surroundings())
        except MigratorError:
            self.dismiss(None)
            return
        if self._step.step.state == "done":
            self.dismiss(None)
        else:
            self.query_one("#proof", Input).value = ""
            self._tell()

    def action_back(self) -> None:
        """Out of the field; then to the list."""
        if isinstance(self.focused, Input):
            self.query_one("#text").focus()
        else:
            self.dismiss(None)

    def command(self) -> str:
        """Ticking it with what stands in the field, taking it back, or showing it."""
        name, proof = self._step.step.id, self.query_one("#proof", Input).value
        if self.check_action("undo", ()):
            return shlex.join(["migrate", "leave", "undo", name])
        if self.check_action("done", ()) and proof:
            return shlex.join(["migrate", "leave", "done", name, "--proof", proof])
        return shlex.join(["migrate", "leave", "show", name])
