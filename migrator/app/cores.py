"""The work on conversations, spread over several cores; results come in the order of the export.

This process inflates and splits the export, hands batches of records to others of its kind, and works on a batch
itself whenever they have enough to do. The others open the same sources again, read-only; records and results pass through
pipes and never touch the disk (`processes`).

Only worth it from `WORTH_IT` bytes on. `MIGRATE_CORES` says how many processes work at once; 1 means none but this.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from migrator import i18n
from migrator.adapter import Reader
from migrator.app.opening import Opened
from migrator.app.processes import Other, available, in_order, others, possible
from migrator.app.taking import Choose, Outcome, Unit
from migrator.events import Problem, Report
from migrator.source import Locator

WORTH_IT = 20_000_000
"""Bytes of conversations. Below, starting another process takes longer than it saves."""

_BATCH = 1 << 20  # bytes of records


class Job(msgspec.Struct, frozen=True):
    """What another process needs to know to do the same work as this one."""

    sources: tuple[tuple[Locator, Reader], ...]
    fn: Callable[..., Any]
    choose: Choose | None
    head_only: bool
    people_in_text: bool
    language: str


class Answer(msgspec.Struct, frozen=True):
    """What comes back for a batch: an outcome for each unit, or the error that ended the work."""

    outcomes: Sequence[Outcome] = ()
    problems: Sequence[Problem] = ()
    error: BaseException | None = None


def packed_job(
    exports: Sequence[Opened],
    fn: Callable[..., Any],
    choose: Choose | None,
    *,
    head_only: bool,
    people_in_text: bool = False,
) -> bytes | None:
    """The job for other processes, or None if this work has to be, or had better be, done by this one alone."""
    size = sum(f.size for one in exports for f in one.export.files if f.role == "conversations")
    if size < WORTH_IT or available() < 2 or not possible():
        return None
    sources: list[tuple[Locator, Reader]] = []
    for one in exports:
        locator = one.source.locator()
        if locator is None:
            return None
        sources.append((locator, one.reader))
    try:
        job = Job(tuple(sources), fn, choose, head_only, people_in_text, i18n.language())
        return pickle.dumps(job, protocol=5)
    except (pickle.PicklingError, TypeError, AttributeError):  # a closure, say: it stays here
        return None


def spread(
    job: bytes, units: Iterator[Unit], here: Callable[[Unit], Outcome], report: Report
) -> Iterator[Outcome]:
    """`here` of each unit, in order, most of them done elsewhere. Problems found elsewhere go to `report`.

    Raises what the work raises, wherever it was done, and `MigratorError` if another process ends too early.
    """
    with others(lambda: _Other(job), available() - 1) as hands:
        for answer in in_order(hands, _batches(units), lambda batch: Answer([here(unit) for unit in batch])):
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


class _Other(Other):
    """Another process that works on conversations."""

    def __init__(self, job: bytes) -> None:
        super().__init__("migrator.app.core", job)
