"""What another process does while a conversion is spread over several cores (see `cores`).

It reads a job and then batches at standard input, and gives back answers at standard output, until its input ends.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import BinaryIO

from migrator import i18n
from migrator.app.cores import FRAME, Answer, Job
from migrator.app.shelf import Files
from migrator.app.taking import Outcome, Unit, Work
from migrator.events import Event, Problem
from migrator.source import reopen


def main() -> None:
    """Work until there is no more to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the one that started this decides
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed by mistake is no answer
    with outgoing, ExitStack() as stack:
        try:
            serve(incoming, outgoing, stack)
        except BrokenPipeError:
            os._exit(0)  # nobody waits for the answer any more


def serve(incoming: BinaryIO, outgoing: BinaryIO, stack: ExitStack) -> None:
    """Answer batch after batch. What goes wrong is an answer too, the last one."""
    problems: list[Problem] = []
    opening = [True]

    def listen(event: Event) -> None:
        if (
            isinstance(event, Problem) and not opening[0]
        ):  # what opening has to say was said by the first process
            problems.append(event)

    frame = _frame(incoming)
    if frame is None:
        return
    do: Callable[[Unit], Outcome] | None = None
    job: Job = pickle.loads(frame)  # noqa: S301 - from the process that started this one
    while (frame := _frame(incoming)) is not None:
        try:
            if do is None:
                do = _work(job, listen, stack).do
                opening[0] = False
            batch: list[Unit] = pickle.loads(frame)  # noqa: S301
            packed = _packed(Answer([do(unit) for unit in batch], tuple(problems)))
        except Exception as error:  # noqa: BLE001 - it is raised again where the work was asked for
            packed = _packed(Answer((), tuple(problems), _portable(error)))
        problems.clear()
        outgoing.write(FRAME.pack(len(packed)))
        outgoing.write(packed)
        outgoing.flush()


def _work(job: Job, listen: Callable[[Event], None], stack: ExitStack) -> Work:
    i18n.use(job.language)
    exports = []
    for locator, reader in job.sources:
        source = stack.enter_context(reopen(locator))
        exports.append(reader.open(source, listen))
    return Work(exports, Files(exports, listen), job.fn, job.choose, head_only=job.head_only)


def _frame(incoming: BinaryIO) -> bytes | None:
    head = incoming.read(FRAME.size)
    if len(head) < FRAME.size:
        return None
    (size,) = FRAME.unpack(head)
    frame = incoming.read(size)
    return frame if len(frame) == size else None


def _packed(answer: Answer) -> bytes:
    return pickle.dumps(answer, protocol=5)


def _portable(error: Exception) -> Exception:
    """`error`, if it can be carried over, else one that names its kind. Its text could hold what nobody should read."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - made in the line itself
    except Exception:  # noqa: BLE001 - any fault of somebody's own error class
        return RuntimeError(type(error).__name__)
    return error


__all__ = ["main", "serve"]
