"""What another process does while a conversion is spread over several cores (see `cores`).

It reads a job and then batches at standard input, and gives back answers at standard output, until its input ends.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from contextlib import ExitStack
from typing import BinaryIO

from migrator import i18n
from migrator.app.cores import Answer, Job
from migrator.app.processes import portable, read_frame, serving, write_frame
from migrator.app.shelf import Files
from migrator.app.taking import Outcome, Unit, Work
from migrator.events import Event, Problem
from migrator.source import reopen


def main() -> None:
    """Work until there is no more to do."""
    serving(serve)


def serve(incoming: BinaryIO, outgoing: BinaryIO, stack: ExitStack) -> None:
    """Answer batch after batch. What goes wrong is an answer too, the last one."""
    problems: list[Problem] = []
    opening = [True]

    def listen(event: Event) -> None:
        if (
            isinstance(event, Problem) and not opening[0]
        ):  # what opening has to say was said by the first process
            problems.append(event)

    frame = read_frame(incoming)
    if frame is None:
        return
    do: Callable[[Unit], Outcome] | None = None
    job: Job = pickle.loads(frame)  # noqa: S301 - from the process that started this one
    while (frame := read_frame(incoming)) is not None:
        try:
            if do is None:
                do = _work(job, listen, stack).do
                opening[0] = False
            batch: list[Unit] = pickle.loads(frame)  # noqa: S301
            packed = _packed(Answer([do(unit) for unit in batch], tuple(problems)))
        except Exception as error:  # noqa: BLE001 - it is raised again where the work was asked for
            packed = _packed(Answer((), tuple(problems), portable(error)))
        problems.clear()
        write_frame(outgoing, packed)


def _work(job: Job, listen: Callable[[Event], None], stack: ExitStack) -> Work:
    i18n.use(job.language)
    exports = []
    for locator, reader in job.sources:
        source = stack.enter_context(reopen(locator))
        exports.append(reader.open(source, listen))
    shelf = Files(exports, listen)
    return Work(
        exports, shelf, job.fn, job.choose, head_only=job.head_only, people_in_text=job.people_in_text
    )


def _packed(answer: Answer) -> bytes:
    return pickle.dumps(answer, protocol=5)


__all__ = ["main", "serve"]
