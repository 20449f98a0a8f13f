"""Making the records of a kept export ready for the index, on several cores where that pays; in the order of the export.

This process opens the sealed original, splits it into records and puts into the index what comes back; the others read
records and fold their words. They open the vault for themselves: its keys reach them through the pipe, in memory, like
all else (`migrator.app.processes`). `MIGRATE_CORES` says how many processes work at once.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import msgspec

from migrator import i18n
from migrator.adapter import Export
from migrator.app.context import Context
from migrator.app.keeping.contents import Contents, contents
from migrator.app.processes import (
    Other,
    available,
    in_order,
    others,
    portable,
    possible,
    read_frame,
    serving,
    write_frame,
)
from migrator.events import Event, Problem
from migrator.seal.private import forbid_core_dumps
from migrator.vault.handle import Vault
from migrator.vault.index.fill import Takings
from migrator.vault.index.fill import here as alone
from migrator.vault.index.taken import Place, Taken, take
from migrator.vault.keytext import KeyText
from migrator.vault.layout import Layout

WORTH_IT = 10_000_000
"""Bytes of conversations. Below, starting another process takes longer than it saves."""

_BATCH = 1 << 20  # bytes of records
_AHEAD = 8  # batches: writing the words of 64 MiB out takes about as long as reading so many


class Job(msgspec.Struct, frozen=True):
    """What another process needs to read the same original. Never printed: it holds the vault's keys."""

    folder: str
    keys: bytes
    original: str
    language: str

    def __repr__(self) -> str:
        return "<Job>"


class Answer(msgspec.Struct, frozen=True):
    """What comes back for a batch, or the error that ended the work."""

    taken: Sequence[Taken] = ()
    problems: Sequence[Problem] = ()
    error: Exception | None = None


def takings(vault: Vault, held: Contents, context: Context) -> Takings:
    """For an original of `vault` each of its records, made ready. Problems go where `held` reports them."""

    def of(original: str) -> Iterator[Taken]:
        exports = held.exports(original)
        size = sum(file.size for export in exports for file in export.files if file.role == "conversations")
        if size < WORTH_IT or available() < 2 or not possible():
            return alone(held.exports)(original)
        return _spread(vault, held, original, context)

    return of


def _spread(vault: Vault, held: Contents, original: str, context: Context) -> Iterator[Taken]:
    job = pickle.dumps(Job(str(vault.folder.absolute()), vault.keys.text(), original, i18n.language()))
    exports = held.exports(original)
    places = ((number, record) for number, export in enumerate(exports) for record in export.records())
    with others(lambda: Other(__name__, job), available() - 1) as hands:
        for answer in in_order(
            hands,
            _batches(places),
            lambda batch: Answer([take(place, exports[place[0]]) for place in batch]),
            ahead=_AHEAD,
        ):
            if held.is_heard(original):
                for problem in answer.problems:
                    context.report(problem)
            if answer.error is not None:
                raise answer.error
            yield from answer.taken


def _batches(places: Iterator[Place]) -> Iterator[list[Place]]:
    batch: list[Place] = []
    size = 0
    for place in places:
        batch.append(place)
        size += len(place[1].raw)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def main() -> None:
    """The work of another process."""
    forbid_core_dumps()
    serving(serve)


def serve(incoming: BinaryIO, outgoing: BinaryIO, stack: ExitStack) -> None:
    """Answer batch after batch. What goes wrong is an answer too."""
    frame = read_frame(incoming)
    if frame is None:
        return
    job: Job = pickle.loads(frame)  # noqa: S301 - from the process that started this one
    i18n.use(job.language)
    problems: list[Problem] = []

    def listen(event: Event) -> None:
        if isinstance(event, Problem):
            problems.append(event)

    vault = stack.enter_context(Vault(Layout(Path(job.folder)), KeyText.parse(job.keys)))
    held = stack.enter_context(contents(vault, Context(listener=listen)))
    exports: Sequence[Export] = ()
    while (frame := read_frame(incoming)) is not None:
        try:
            if not exports:
                exports = held.exports(job.original)
                problems.clear()  # what opening has to say was said by the first process
            batch: list[Place] = pickle.loads(frame)  # noqa: S301
            answer = Answer([take(place, exports[place[0]]) for place in batch], tuple(problems))
        except Exception as error:  # noqa: BLE001 - it is raised again where the work was asked for
            answer = Answer((), tuple(problems), portable(error))
        problems.clear()
        write_frame(outgoing, pickle.dumps(answer, protocol=5))
