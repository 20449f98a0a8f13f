"""The four stages with their state, on every screen. The one that is open is marked by a sign, not by colour alone."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Click
from textual.widgets import Static

from migrator.i18n import _, in_use, ngettext
from migrator.tui.content import safe
from migrator.tui.desk import Desk

STAGES = ("keep", "look", "move", "leave")


def title(stage: str) -> str:
    """What a stage is called."""
    return {"keep": _("Keep"), "look": _("Look"), "move": _("Move"), "leave": _("Leave")}[stage]


def state(stage: str, desk: Desk) -> str:
    """How far a stage is, in a word or a number."""
    if stage == "keep":
        if desk.vault is None:
            return _("to do")
        return _("kept") if desk.lasting else _("only now")
    if desk.vault is None:
        return "–"
    if stage == "look":
        return ngettext("{n} chat", "{n} chats", desk.conversations).format(n=desk.conversations)
    if stage == "move":
        return ngettext("{n} place", "{n} places", len(desk.moved)).format(n=len(desk.moved))
    number = in_use().number
    return f"{number(desk.steps_done)}/{number(desk.steps)}" if desk.steps else _("to do")


class Stage(Static):
    """One of the four; a click opens it."""

    def __init__(self, stage: str) -> None:
        super().__init__(id=f"stage-{stage}")
        self.stage = stage

    def on_click(self, event: Click) -> None:
        """Go there."""
        event.stop()
        self.app.call_later(self.app.run_action, f"stage('{self.stage}')")


class Stages(Horizontal):
    """The bar. `current` is the stage that the screen belongs to."""

    def __init__(self, current: str, desk: Desk) -> None:
        super().__init__()
        self._current = current
        self._desk = desk

    def compose(self) -> ComposeResult:
        """Four of them."""
        for stage in STAGES:
            yield Stage(stage)

    def on_mount(self) -> None:
        """Fill in the states."""
        self.renew()

    def renew(self) -> None:
        """Show the states as they are now."""
        for number, one in enumerate(self.query(Stage), 1):
            here = one.stage == self._current
            mark = "▶" if here else " "
            one.update(safe(f"{mark}{number} {title(one.stage)} · {state(one.stage, self._desk)}"))
            one.set_class(here, "-here")
