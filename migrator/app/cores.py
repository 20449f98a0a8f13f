"""The work on conversations, spread over several cores; results come in the order of the export.

This process inflates and splits the export, hands batches of records to others of its kind, and works on a batch
itself whenever they have enough to do. The others open the same sources again, read-only; records and results pass through
pipes and never touch the disk. They end when this process closes their pipes, or ends itself, however it ends.

Only worth it from `WORTH_IT` bytes on. `MIGRATE_CORES` says how many processes work at once; 1 means none but this.
"""

from __future__ import annotations

import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import msgspec

from migrator import i18n
from migrator.adapter import Reader
from migrator.app.opening import Opened
from migrator.app.taking import Choose, Outcome, Unit
from migrator.errors import MigratorError
from migrator.events import Problem, Report
from migrator.i18n import _
from migrator.source import Locator

WORTH_IT = 20_000_000
"""Bytes of conversations. Below, starting another process takes longer than it saves."""

_BATCH = 1 << 20  # bytes of records
_AHEAD = 2  # batches that another process has got and not given back
_MOST = 8  # splitting keeps no more than this busy
_PIPE = 1 << 20
_START = "import sys; sys.path[:] = sys.argv[1:]; from migrator.app.core import main; main()"
FRAME = struct.Struct(">Q")


class Job(msgspec.Struct, frozen=True):
    """What another process needs to know to do the same work as this one."""

    sources: tuple[tuple[Locator, Reader], ...]
    fn: Callable[..., Any]
    choose: Choose | None
    head_only: bool
    language: str


class Answer(msgspec.Struct, frozen=True):
    """What comes back for a batch: an outcome for each unit, or the error that ended the work."""

    outcomes: Sequence[Outcome] = ()
    problems: Sequence[Problem] = ()
    error: BaseException | None = None


def available() -> int:
    """How many processes may work at once: `MIGRATE_CORES`, or the cores that this process may use, at most 8."""
    wish = os.environ.get("MIGRATE_CORES", "")
    if wish.isascii() and wish.isdigit() and int(wish):
        return min(int(wish), 64)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST)


def packed_job(
    exports: Sequence[Opened], fn: Callable[..., Any], choose: Choose | None, *, head_only: bool
) -> bytes | None:
    """The job for other processes, or None if this work has to be, or had better be, done by this one alone."""
    size = sum(f.size for one in exports for f in one.export.files if f.role == "conversations")
    if size < WORTH_IT or available() < 2 or not sys.executable or getattr(sys, "frozen", False):
        return None
    sources: list[tuple[Locator, Reader]] = []
    for one in exports:
        locator = one.source.locator()
        if locator is None:
            return None
        sources.append((locator, one.reader))
    try:
        return pickle.dumps(Job(tuple(sources), fn, choose, head_only, i18n.language()), protocol=5)
    except (pickle.PicklingError, TypeError, AttributeError):  # a closure, say: it stays here
        return None


def spread(
    job: bytes, units: Iterator[Unit], here: Callable[[Unit], Outcome], report: Report
) -> Iterator[Outcome]:
    """`here` of each unit, in order, most of them done elsewhere. Problems found elsewhere go to `report`.

    Raises what the work raises, wherever it was done, and `MigratorError` if another process ends too early.
    """
    batches = _batches(units)
    waiting: deque[_Other | list[Outcome]] = deque()  # who works on each batch, or its outcomes, oldest first
    with _others(job, available() - 1) as others:
        left = True
        while left or waiting:
            for other in others:
                while left and other.open < _AHEAD:
                    batch = next(batches, None)
                    if batch is None:
                        left = False
                    else:
                        other.give(batch)
                        waiting.append(other)
            if not waiting:
                return
            first = waiting[0]
            if left and isinstance(first, _Other) and not first.ready and len(waiting) < 4 * len(others) + 2:
                batch = next(batches, None)
                if batch is None:
                    left = False
                else:
                    waiting.append([here(unit) for unit in batch])
                continue
            waiting.popleft()
            if isinstance(first, list):
                yield from first
                continue
            answer = first.answer()
            for problem in answer.problems:
                report(problem)
            if answer.error is not None:
                raise answer.error
            yield from answer.outcomes


def _batches(units: Iterator[Unit]) -> Iterator[list[Unit]]:
    batch: list[Unit] = []
    size = 0
    for unit in units:
        batch.append(unit)
        size += sum(len(record.raw) for _number, record in unit)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _Other:
    """Another process at work, with a thread for each direction, so that nobody waits for a pipe."""

    def __init__(self, job: bytes) -> None:
        self.open = 0
        self._given: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-P", "-c", _START, *sys.path],
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

    def give(self, batch: list[Unit]) -> None:
        """One more batch to work on."""
        self.open += 1
        self._given.put(pickle.dumps(batch, protocol=5))

    def answer(self) -> Answer:
        """Its oldest answer. Waits for it."""
        frame = self._answers.get()
        self.open -= 1
        if frame is None:
            raise MigratorError(
                _("A part of this program that worked on another core ended too early. Nothing was kept."),
                _("Run it again; if that does not help, on one core: set MIGRATE_CORES=1."),
            )
        answer: Answer = pickle.loads(frame)  # noqa: S301 - from our own process
        return answer

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
                pipe.write(FRAME.pack(len(frame)))
                pipe.write(frame)
                pipe.flush()

    def _receive(self) -> None:
        pipe = self._process.stdout
        with suppress(OSError):
            while pipe is not None and len(head := pipe.read(FRAME.size)) == FRAME.size:
                (size,) = FRAME.unpack(head)
                if len(frame := pipe.read(size)) < size:
                    break
                self._answers.put(frame)
        self._answers.put(None)


@contextmanager
def _others(job: bytes, count: int) -> Iterator[list[_Other]]:
    with ExitStack() as stack:
        interval = sys.getswitchinterval()
        stack.callback(sys.setswitchinterval, interval)
        sys.setswitchinterval(min(interval, 0.0005))  # the threads have little to do, and others wait for it
        others: list[_Other] = []
        for _number in range(count):
            other = _Other(job)
            stack.callback(other.end)
            others.append(other)
        yield others


def _widen(process: subprocess.Popen[bytes]) -> None:
    """Pipes that take a batch at once, where the system lets them be widened."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
