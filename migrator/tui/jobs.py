"""The one bridge between work in a thread and the screens.

A job is a function that takes a `Context`. It runs in a thread; what it reports is kept in a `Watch`, which the screen
looks at a few times a second; its end comes as one message. It is stopped by asking it to, never by force.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from migrator import i18n
from migrator.app.context import Context
from migrator.app.phases import PHASES
from migrator.app.progress import JobProgress
from migrator.errors import Ending, Interrupted, MigratorError
from migrator.events import Event
from migrator.i18n import N_, _, ngettext
from migrator.tui.content import safe
from migrator.tui.widgets.keys import Keys

T = TypeVar("T")
Work = Callable[[Context], Any]


_RUNNING: set[Watch] = set()
_CHANGED = threading.Condition()


def is_running() -> bool:
    """Whether a job is at work."""
    return bool(_RUNNING)


def wait_until_idle() -> None:
    """Block until no job is at work."""
    with _CHANGED:
        _CHANGED.wait_for(lambda: not _RUNNING)


def stop_all() -> None:
    """Ask every running job to stop at its next safe point."""
    for state in tuple(_RUNNING):
        state.stop.set()


class Outcome(msgspec.Struct, frozen=True):
    """How a job ended: with `value`, or with `error`."""

    value: Any = None
    error: Ending | None = None


class Watch:
    """What a running job said last. Written by its thread, read by the screen."""

    def __init__(self) -> None:
        self.progress = JobProgress(time.monotonic())
        self.stop = threading.Event()

    def listen(self, event: Event) -> None:
        """Take note of an event."""
        self.progress.listen(event, time.monotonic())

    def lines(self, wide: int) -> list[str]:
        """The state in words: phase, a bar, rate and time left, what was found."""
        progress, now = self.progress, time.monotonic()
        lines = []
        if (phase := progress.phase) is not None:
            lines.append(_(PHASES.get(phase.phase, phase.phase)))
            part = progress.part()
            if part is not None:
                full = round(part * wide)
                lines.append("█" * full + "░" * (wide - full) + " " + i18n.in_use().share(part))
                if (left := progress.left(now)) is not None:
                    lines.append(
                        _("{amount} a second, about {time} left").format(
                            amount=_amount(progress.rate(now), phase.unit), time=i18n.span(left)
                        )
                    )
            elif progress.done:
                lines.append(_amount(progress.done, phase.unit))
        if progress.found:
            lines.append(_("found so far: {n}").format(n=progress.found))
        if progress.problems:
            lines.append(
                ngettext("{n} problem noted", "{n} problems noted", progress.problems).format(
                    n=progress.problems
                )
            )
        lines.append(_("{time} so far").format(time=i18n.span(now - progress.began)))
        return lines


class JobScreen(ModalScreen[Outcome]):
    """Shows a job while it runs and ends with its outcome."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "cancel", N_("Stop")),
        Binding("ctrl+q", "cancel", show=False, priority=True),
    ]

    class Ended(Message):
        """The job's thread is through."""

        def __init__(self, outcome: Outcome) -> None:
            super().__init__()
            self.outcome = outcome

    def __init__(self, title: str, work: Work) -> None:
        super().__init__()
        self._title = title
        self._work = work
        self.state = Watch()

    def compose(self) -> ComposeResult:
        """A box with the state in words."""
        with Vertical(classes="box"):
            yield Static(safe(self._title), classes="title")
            yield Static(id="state")
        yield Keys()

    def on_mount(self) -> None:
        """Start the thread."""
        self.run_worker(self._run, thread=True, exit_on_error=False)
        self.set_interval(0.2, self._draw)
        self._draw()

    def _draw(self) -> None:
        lines = self.state.lines(min(40, max(10, self.size.width - 24)))
        if self.state.stop.is_set():
            lines.append(_("Stopping at the next safe place…"))
        self.query_one("#state", Static).update(safe("\n".join(lines)))

    def _run(self) -> None:
        context = Context(
            listener=self.state.listen, cancelled=self.state.stop.is_set, language=i18n.language()
        )
        _RUNNING.add(self.state)
        try:
            outcome = Outcome(value=self._work(context))
        except (MigratorError, Interrupted) as fault:
            outcome = Outcome(error=fault)
        except Exception as fault:  # noqa: BLE001 - the screen stays; a traceback may quote a chat
            outcome = Outcome(error=unexpected(fault))
        finally:
            with _CHANGED:
                _RUNNING.discard(self.state)
                _CHANGED.notify_all()
        self.post_message(self.Ended(outcome))

    def on_job_screen_ended(self, message: Ended) -> None:
        """Hand the outcome over."""
        self.dismiss(message.outcome)

    async def action_cancel(self) -> None:
        """Ask whether to stop; the job goes on meanwhile."""
        from migrator.tui.screens.ask import Ask

        def answered(yes: bool | None) -> None:
            if yes:
                self.state.stop.set()

        await self.app.push_screen(
            Ask(
                _("Stop this?"),
                _("What is done so far is safe, and it can be started again."),
                yes=_("Stop it"),
                no=_("Go on"),
            ),
            answered,
        )


def unexpected(fault: BaseException) -> MigratorError:
    """An error that nobody foresaw, told without any text that could come from a chat."""
    if isinstance(fault, OSError):
        return MigratorError(
            _("The system says: {why}.").format(why=fault.strerror or type(fault).__name__),
            _("Nothing that was there before has been changed."),
        )
    return MigratorError(
        _("Something failed that should not have ({kind}).").format(kind=type(fault).__name__),
        _("Your export and your vault are as they were. Please report it."),
    )


def is_stop(fault: Ending) -> bool:
    """Whether the person stopped it."""
    return isinstance(fault, Interrupted)


def _amount(n: float, unit: str) -> str:
    return i18n.size(n) if unit == "bytes" else i18n.in_use().number(round(n))
