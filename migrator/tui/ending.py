"""The program ends when it is told to: the terminal is closed (SIGHUP) or somebody asks for the end (SIGTERM).

Textual's own shutdown writes to the terminal and waits for it; a terminal that is gone never answers, and the open vault
would stay behind with its key in memory. So the end does not go through the event loop: running jobs are asked to stop,
this process's temporary files are removed, and the process exits, all within `GRACE` seconds whatever the rest is doing.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from migrator.errors import Interrupted
from migrator.seal.private import remove_own

GRACE = 1.2  # seconds that running jobs have to reach a safe point and remove what they were writing
_AGAIN = 0.02
# Leave the alternate screen, show the cursor, and switch off mouse reports, bracketed paste and focus reports.
_RESET = b"\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?2004l\x1b[?1004l\x1b[<u\x1b[0m"


@contextmanager
def ending_on_signals(
    stop: Callable[[], None], is_busy: Callable[[], bool], terminal: Callable[[], list[Any] | None]
) -> Iterator[None]:
    """While the block runs, SIGTERM and SIGHUP end this process with exit code 130.

    stop: asks all running jobs to stop; must not block.
    is_busy: whether one is still running.
    terminal: the settings of the terminal before the screens took it over, as `termios.tcgetattr` gave them.
    """
    numbers = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    ending = threading.Event()

    def end(number: int) -> None:
        deadline = time.monotonic() + GRACE
        with suppress(Exception):
            stop()
        if number == signal.SIGTERM:
            _restore(terminal)
        while time.monotonic() < deadline and is_busy():
            time.sleep(_AGAIN)
        remove_own()
        os._exit(Interrupted.exit_code)

    def handle(number: int, _frame: object) -> None:
        if not ending.is_set():
            ending.set()
            threading.Thread(target=end, args=(number,), daemon=True, name="ending").start()

    try:
        before = {number: signal.signal(number, handle) for number in numbers}
    except ValueError:  # not the main thread: a test, or whoever embeds the screens, handles signals itself
        yield
        return
    try:
        yield
    finally:
        if ending.is_set():
            time.sleep(
                GRACE + 1
            )  # the thread ends the process; returning from here would end it with another code
        for number, handler in before.items():
            signal.signal(number, handler)


def _restore(terminal: Callable[[], list[Any] | None]) -> None:
    """Give the terminal back as it was, without waiting for one that takes nothing any more."""
    with suppress(Exception):
        import termios

        stream = sys.__stdout__
        if stream is None or not stream.isatty():
            return
        number = stream.fileno()
        if (settings := terminal()) is not None:
            termios.tcsetattr(number, termios.TCSANOW, settings)
        os.set_blocking(number, False)
        os.write(number, _RESET)
        os.set_blocking(number, True)
