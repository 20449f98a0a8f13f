"""From what the person typed to opened exports: sources, each with the reader that knows it best.

An export of another vendor, or a file that no reader knows, is named as what it is and never read half.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from migrator import registry
from migrator.adapter import Export, Reader
from migrator.app.context import Context
from migrator.errors import NotRecognised, UsageError
from migrator.i18n import _, listed
from migrator.source import Source, open_sources, unfold
from migrator.source.numbered import check_parts
from migrator.source.stream import seekable_source

_SURE_ENOUGH = 0.1


class Opened(msgspec.Struct, frozen=True):
    """One export, ready to be read."""

    source: Source
    reader: Reader
    export: Export


@contextmanager
def opened(
    paths: Sequence[str], context: Context, *, stdin: BinaryIO | None = None
) -> Iterator[list[Opened]]:
    """The exports at `paths`, in their order; all are closed at the end. `stdin`: what "-" stands for, if it was read already.

    Raises `NotRecognised` for what no reader knows, `Refused` for what is dangerous, `UsageError` for a path twice.
    """
    _once(paths)
    readers = registry.readers(context.report)
    sources: list[Source] = []
    try:
        exports: list[Opened] = []
        for path in paths:
            inside = _sources(path, lambda source: _best(source, readers) is not None, stdin)
            sources += inside
            exports += [recognised(source, path, readers, context) for source in inside]
        if len(paths) > 1:
            # Each export was looked at by its reader; parts that were handed over one by one only show a gap together.
            check_parts([f"{Path(path).name}/" for path in paths], context.report)
        yield exports
    finally:
        for source in sources:
            source.close()


def _sources(path: str, is_export: Callable[[Source], bool], stdin: BinaryIO | None) -> list[Source]:
    if path != "-" or stdin is None:
        return open_sources([path], is_export=is_export)
    return unfold(seekable_source(stdin, path), is_export=is_export)


def recognised(source: Source, name: str, readers: Sequence[Reader], context: Context) -> Opened:
    """`source` opened by the reader that knows it best. `NotRecognised`, which calls it `name`, if none does."""
    reader = _best(source, readers)
    if reader is None:
        raise _not_recognised(source, name, readers)
    return Opened(source, reader, reader.open(source, context.report))


def _once(paths: Sequence[str]) -> None:
    seen: set[str] = set()
    for path in paths:
        place = path if path == "-" else os.path.realpath(path)
        if place in seen:
            if path == "-":
                raise UsageError(_("Standard input can be named once only."))
            raise UsageError(_("“{file}” is named twice.").format(file=path), _("Name each export once."))
        seen.add(place)


def _best(source: Source, readers: Sequence[Reader]) -> Reader | None:
    """The reader that knows `source` best, None if none does."""
    answers = [(reader.recognise(source).score, reader) for reader in readers]
    score, reader = max(answers, key=lambda answer: answer[0], default=(0.0, None))
    return reader if score >= _SURE_ENOUGH else None


def _not_recognised(source: Source, name: str, readers: Sequence[Reader]) -> NotRecognised:
    answers = [reader.recognise(source) for reader in readers]
    for answer in answers:
        if answer.foreign:
            return NotRecognised(
                _("“{file}” looks like an export of {vendor}, which this version does not read.").format(
                    file=name, vendor=answer.foreign
                ),
                _("It reads: {vendors}.").format(vendors=listed(r.title for r in readers)),
            )
    unseen = next((answer for answer in answers if answer.hint), None)
    if unseen is not None:
        what = _("“{file}” could not be read. {why}").format(file=name, why=unseen.why)
        return NotRecognised(what, unseen.hint)
    why = " ".join(dict.fromkeys(answer.why for answer in answers if answer.why))
    return NotRecognised(
        _("“{file}” is not an export that this version knows. {why}").format(file=name, why=why).rstrip(),
        _("Hand over the ZIP from ChatGPT as it came, its unpacked folder, or a conversations.json."),
    )
