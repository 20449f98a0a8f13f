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
from migrator.errors import Ending, Interrupted, MigratorError
from migrator.events import Event, Problem, Progressed, Started
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
        self.phase = Started(phase="read")
        self.done = 0
        self.found = 0
        self.problems = 0
        self.began = self.phase_began = time.monotonic()
        self.stop = threading.Event()

    def listen(self, event: Event) -> None:
        """Take note of an event."""
        match event:
            case Started():
                self.phase, self.done, self.phase_began = event, 0, time.monotonic()
            case Progressed():
                self.done = event.done
                self.found = max(self.found, event.found)
            case Problem():
                self.problems += 1

    def lines(self, wide: int) -> list[str]:
        """The state in words: phase, a bar, rate and time left, what was found."""
        phase, now = self.phase, time.monotonic()
        name = _(PHASES.get(phase.phase, phase.phase))
        seconds = max(0.001, now - self.phase_began)
        said = [name]
        rate = self.done / seconds
        if phase.total:
            part = min(1.0, self.done / phase.total)
            full = round(part * wide)
            said += ["█" * full + "░" * (wide - full) + " " + i18n.in_use().share(part)]
            if rate > 0 and seconds > 2 and part < 1:
                said += [
                    _("{amount} a second, about {time} left").format(
                        amount=_amount(rate, phase.unit), time=i18n.span((phase.total - self.done) / rate)
                    )
                ]
        elif self.done:
            said += [_amount(self.done, phase.unit)]
        if self.found:
            said += [_("found so far: {n}").format(n=self.found)]
        if self.problems:
            said += [
                ngettext("{n} problem noted", "{n} problems noted", self.problems).format(n=self.problems)
            ]
        said += [_("{time} so far").format(time=i18n.span(now - self.began))]
        return said


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
