"""One step of leaving in full: why, how, who says so; ticked with a note, taken back, a gap accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from migrator.app.leaving import change
from migrator.app.leaving.book import Book
from migrator.app.leaving.change import Changed
from migrator.app.leaving.checklist import GapItem, Shown, show
from migrator.errors import MigratorError
from migrator.i18n import N_, _
from migrator.leave.content import load
from migrator.tui.content import safe
from migrator.tui.desk import surroundings
from migrator.tui.jobs import JobScreen
from migrator.tui.screens import ask
from migrator.tui.steps import gap_line, told
from migrator.tui.widgets.keys import Keys


class StepScreen(ModalScreen[bool]):
    """One step; ends with whether anything was changed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", N_("Back"))]

    def __init__(self, book: Book, step: Shown) -> None:
        super().__init__()
        self._book = book
        self._step = step
        self._changed = False

    def compose(self) -> ComposeResult:
        """The text, a field for the proof, what can be done."""
        with Vertical(classes="box wide full"):
            yield Static(safe(self._step.step.title), classes="title")
            with VerticalScroll(id="text"):
                yield Static(id="told")
            yield Input(placeholder=_("A note or proof, if you like: a number, a date, a name"), id="proof")
            with Horizontal(classes="buttons"):
                yield Button(safe(_("Done")), id="done", variant="primary")
                yield Button(safe(_("Take back")), id="undo")
                yield Button(safe(_("Accept the gap")), id="accept")
        yield Keys()

    def on_mount(self) -> None:
        """The text takes the keys first, so that it can be read."""
        self._tell()
        self.query_one("#text").focus()

    def _tell(self) -> None:
        step = self._step
        known = load().find_step(step.step.id)
        by_hand = known is not None and not known.held_by
        for name in ("done", "proof"):
            self.query_one(f"#{name}").display = by_hand and step.step.state not in {"done", "not-applicable"}
        self.query_one("#undo").display = by_hand and step.step.state == "done"
        text = told(step)
        if not by_hand:
            text = _("Not ticked by hand: it follows from your vault and from your answers.") + "\n\n" + text
        self.query_one("#told", Static).update(safe(text))
        self.query_one("#accept").display = any(not gap.accepted for gap in step.gaps)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """A note was written: that is a tick."""
        event.stop()
        self._tick()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Done, undo or accept."""
        event.stop()
        {"done": self._tick, "undo": self._undo, "accept": self._accept}[event.button.id or ""]()

    @work(exclusive=True)
    async def _tick(self) -> None:
        proof = self.query_one("#proof", Input).value
        await self._change(lambda context: change.done(self._book, self._step.step.id, proof, context))

    @work(exclusive=True)
    async def _undo(self) -> None:
        await self._change(lambda context: change.undo(self._book, self._step.step.id, context))

    @work(exclusive=True)
    async def _accept(self) -> None:
        gap = next(gap for gap in self._step.gaps if not gap.accepted)
        typed = await self.app.push_screen_wait(Phrase(gap))
        if typed is not None:
            await self._change(
                lambda context: change.accept(self._book, gap.id, lambda _gap, _phrase: typed, context)
            )

    async def _change(self, change_it: Callable[[Any], Changed]) -> None:
        outcome = await self.app.push_screen_wait(JobScreen(_("Keeping what you decided"), change_it))
        if outcome.error is not None:
            await self.app.push_screen_wait(ask.fault(outcome.error))
            return
        self._changed = True
        try:
            self._step = show(self._book, self._step.step.id, surroundings())
        except MigratorError:
            self.dismiss(True)
            return
        if self._step.step.state == "done":
            self.dismiss(True)
        else:
            self._tell()

    def action_close(self) -> None:
        """Back to the list."""
        self.dismiss(self._changed)


class Phrase(ModalScreen[str | None]):
    """A gap is accepted by typing a phrase, so that nobody does it by accident."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "none", N_("Back"))]

    def __init__(self, gap: GapItem) -> None:
        super().__init__()
        self._gap = gap

    def compose(self) -> ComposeResult:
        """The gap, the phrase, a field."""
        with Vertical(classes="box"):
            yield Static(safe(_("Accept this gap?")), classes="title")
            yield Static(safe(gap_line(self._gap) + "\n"))
            yield Static(safe(_("If you can do without it, type: {phrase}").format(phrase=_(change.PHRASE))))
            yield Input()
        yield Keys()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Whatever was typed; the engine judges it."""
        event.stop()
        self.dismiss(event.value)

    def action_none(self) -> None:
        """Not accepted."""
        self.dismiss(None)
