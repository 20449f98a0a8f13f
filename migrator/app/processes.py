"""Other processes of this program that work for this one, each with a pipe in either direction.

What passes through the pipes is pickled, stays in memory, and never touches the disk. The others end when this process
closes their pipes, or ends itself, however it ends.

    with others(lambda: Other("migrator.app.core", job), 3) as hands:     # `main` of that module runs there
        hands[0].give(batch); hands[0].answer()
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import IO, Any, BinaryIO, TypeVar

from migrator.errors import MigratorError
from migrator.i18n import _

FRAME = struct.Struct(">Q")
_MOST = 8  # more than one process that hands out can keep busy
_AHEAD = 2  # batches that another process has got and not given back
_PIPE = 1 << 20
_NONE = object()
_START = "import sys; sys.path[:] = sys.argv[1:]; from {module} import main; main()"


def available() -> int:
    """How many processes may work at once: `MIGRATE_CORES`, or the cores that this process may use, at most 8."""
    wish = os.environ.get("MIGRATE_CORES", "")
    if wish.isascii() and wish.isdigit() and int(wish):
        return min(int(wish), 64)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST)


def possible() -> bool:
    """Whether this program can start itself again."""
    return bool(sys.executable) and not getattr(sys, "frozen", False)


class Other:
    """Another process at work, with a thread for each direction, so that nobody waits for a pipe."""

    def __init__(self, module: str, job: bytes) -> None:
        """Start `main` of `module` there; `job` is the first thing that it reads."""
        self.open = 0
        self._given: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-P", "-c", _START.format(module=module), *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback would land in the middle of a screen
        )
        _widen(self._process)
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._send, self._receive)]
        for thread in self._threads:
            thread.start()
        self._given.put(job)

    @property
    def ready(self) -> bool:
        """Whether its oldest answer is there."""
        return not self._answers.empty()

    def give(self, batch: Any) -> None:
        """One more batch to work on."""
        self.open += 1
        self._given.put(pickle.dumps(batch, protocol=5))

    def answer(self) -> Any:
        """Its oldest answer. Waits for it."""
        frame = self._answers.get()
        self.open -= 1
        if frame is None:
            raise MigratorError(
                _("A part of this program that worked on another core ended too early. Nothing was kept."),
                _("Run it again; if that does not help, on one core: set MIGRATE_CORES=1."),
            )
        return pickle.loads(frame)  # noqa: S301 - from our own process

    def end(self) -> None:
        """Stop it at once, whatever it is doing, and wait for its end."""
        self._given.put(None)
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _send(self) -> None:
        pipe = self._process.stdin
        with suppress(OSError):  # it has ended; whoever waits for its answer learns that
            while pipe is not None and (frame := self._given.get()) is not None:
                write_frame(pipe, frame)

    def _receive(self) -> None:
        pipe = self._process.stdout
        with suppress(OSError):
            while pipe is not None and (frame := read_frame(pipe)) is not None:
                self._answers.put(frame)
        self._answers.put(None)


O = TypeVar("O", bound=Other)  # noqa: E741 - for Other


@contextmanager
def others(start: Callable[[], O], count: int) -> Iterator[list[O]]:
    """So many of what `start` starts; all are stopped at the end."""
    with ExitStack() as stack:
        interval = sys.getswitchinterval()
        stack.callback(sys.setswitchinterval, interval)
        sys.setswitchinterval(min(interval, 0.0005))  # the threads have little to do, and others wait for it
        started: list[O] = []
        for _number in range(count):
            other = start()
            stack.callback(other.end)
            started.append(other)
        yield started


def in_order(
    hands: Sequence[Other], batches: Iterator[Any], here: Callable[[Any], Any], *, ahead: int = _AHEAD
) -> Iterator[Any]:
    """The answer to each batch, in their order, from whichever of `hands` has it.

    Whenever all of them have enough to do, this process answers a batch itself, with `here`. `ahead` is how many batches
    each of them has at most: enough to last for as long as this process may be busy between two answers.
    """
    waiting: deque[Other | list[Any]] = (
        deque()
    )  # who works on each batch, or the answer in a list, oldest first
    left = True
    while left or waiting:
        for hand in hands:
            while left and hand.open < ahead:
                batch = next(batches, _NONE)
                if batch is _NONE:
                    left = False
                else:
                    hand.give(batch)
                    waiting.append(hand)
        if not waiting:
            return
        first = waiting[0]
        if (
            left
            and isinstance(first, Other)
            and not first.ready
            and len(waiting) < 2 * ahead * len(hands) + 2
        ):
            batch = next(batches, _NONE)
            if batch is _NONE:
                left = False
            else:
                waiting.append([here(batch)])
            continue
        waiting.popleft()
        yield first[0] if isinstance(first, list) else first.answer()


def serving(serve: Callable[[BinaryIO, BinaryIO, ExitStack], None]) -> None:
    """What `main` does over there: `serve` standard input until it ends, with nothing else on standard output."""
    for name in (
        "SIGINT",
        "SIGTERM",
        "SIGHUP",
    ):  # these go to the whole group; the one that started this decides
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed by mistake is no answer
    with outgoing, ExitStack() as stack:
        try:
            serve(incoming, outgoing, stack)
        except BrokenPipeError:
            os._exit(0)  # nobody waits for the answer any more


def read_frame(incoming: IO[bytes]) -> bytes | None:
    """The next frame, None at the end."""
    head = incoming.read(FRAME.size)
    if len(head) < FRAME.size:
        return None
    (size,) = FRAME.unpack(head)
    frame = incoming.read(size)
    return frame if len(frame) == size else None


def write_frame(outgoing: IO[bytes], frame: bytes) -> None:
    """Send a frame."""
    outgoing.write(FRAME.pack(len(frame)))
    outgoing.write(frame)
    outgoing.flush()


def portable(error: Exception) -> Exception:
    """`error`, if it can be carried over, else one that names its kind. Its text could hold what nobody should read."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - made in the line itself
    except Exception:  # noqa: BLE001 - any fault of somebody's own error class
        return RuntimeError(type(error).__name__)
    return error


def _widen(process: subprocess.Popen[bytes]) -> None:
    """Pipes that take a batch at once, where the system lets them be widened."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
