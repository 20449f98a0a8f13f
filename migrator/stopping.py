"""Being asked to end (Ctrl-C, SIGTERM, SIGHUP): an exception, never in the middle of what has to be done as a whole.

The exception is no `Exception`: what reads a file must not take it for a fault of the file. While `held`, a request waits;
once asked, the program is deaf for a moment, so that a second signal (a closing terminal sends several) does not hit what
clears up after the first. What is not finished yet is `owed` a clearing-up, which runs at the latest when the program ends.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

DEAF = 1.0  # seconds

_SIGNALS = [number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None]


class _State:
    """What is asked and what is owed; one for the process, since signals are."""

    stop: Callable[[], BaseException] = KeyboardInterrupt
    held = 0
    waiting: int | None = None
    deaf_until = 0.0
    owed: dict[int, Callable[[], None]]
    next = 0


_now = _State()
_now.owed = {}


def listen(stop: Callable[[], BaseException]) -> None:
    """From now on SIGTERM and SIGHUP raise what `stop` makes, and Ctrl-C KeyboardInterrupt. In the main thread; else nothing."""
    _now.stop, _now.held, _now.waiting, _now.deaf_until = stop, 0, None, 0.0
    with contextlib.suppress(ValueError):  # not the main thread: whoever runs us there listens itself
        for number in _SIGNALS:
            signal.signal(number, _asked)
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, _asked)


def let_go() -> None:
    """Leave Ctrl-C to somebody who has a way of their own with it, such as an event loop."""
    with contextlib.suppress(ValueError):
        if signal.getsignal(signal.SIGINT) is _asked:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def deafen() -> None:
    """The program is ending: nothing that it is asked now changes how."""
    _now.deaf_until = float("inf")


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Let a request to end wait until the block is through."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _now.held += 1
    try:
        yield
    finally:
        _now.held -= 1
        if not _now.held and _now.waiting is not None:
            number, _now.waiting = _now.waiting, None
            _asked(number, None)


def settled() -> None:
    """What was asked for is done and in its place: a request to end that waits comes too late, and is dropped."""
    _now.waiting = None
    _now.deaf_until = max(_now.deaf_until, time.monotonic() + DEAF)


def owed(clear: Callable[[], None]) -> Callable[[], None]:
    """Have `clear` called when the program ends, unless the function that this gives is called before."""
    _now.next += 1
    number = _now.next
    _now.owed[number] = clear
    return lambda: _now.owed.pop(number, None) and None


def clear() -> None:
    """Do what is owed, the latest first. Faults of it are nobody's concern any more."""
    while _now.owed:
        _number, work = _now.owed.popitem()
        with contextlib.suppress(Exception):
            work()


def _asked(number: int, _frame: FrameType | None) -> None:
    if _now.held:
        _now.waiting = number
        return
    now = time.monotonic()
    if now < _now.deaf_until:
        return
    _now.deaf_until = now + DEAF
    raise KeyboardInterrupt if number == signal.SIGINT else _now.stop()
