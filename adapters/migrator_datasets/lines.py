"""Rows as JSON lines, and a second file that says on the same line number what each row is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import msgspec

from migrator.adapter import Archive, Choices, Option, Receipt, Shelf, Sink
from migrator.i18n import N_
from migrator.model import Conversation
from migrator.shape import times
from migrator_datasets.plan import TEXT_OPTIONS, others, placed, plan
from migrator_datasets.rows import Plan, Turns, row

SIDECAR = "about.jsonl"

METADATA = N_("Write titles, times, models and ids to a second file.")
OPTIONS = (*TEXT_OPTIONS, Option(key="metadata", default="yes", choices=("yes", "no"), help=METADATA))

Shape = Callable[[Turns], dict[str, Any]]
"""What a row looks like; a function of a module, so that it can be sent to another core."""

_json = msgspec.json.Encoder()


def messages(turns: Turns) -> dict[str, Any]:
    """A row of OpenAI-style messages."""
    return {"messages": [{"role": role, "content": text} for role, text in turns]}


def write(
    archive: Archive,
    choices: Choices,
    sink: Sink,
    file: str,
    shape: Shape,
    note: Callable[[bytes], object] | None = None,
) -> Iterator[Receipt]:
    """`file` with a row a line, and `about.jsonl` beside it if the person wants details. `note` is given each line."""
    made = plan(archive, choices)
    with ExitStack() as stack:
        out = stack.enter_context(sink.open(file))
        beside = stack.enter_context(sink.open(SIDECAR)) if made.details else None
        for data, about, receipt in archive.convert(partial(_lines, plan=made, shape=shape)):
            out.write(data)
            if note is not None:
                note(data)
            if beside is not None:
                beside.write(about)
            yield placed(receipt, file)
    yield from others(archive, choices, file)


def _lines(
    conversation: Conversation, shelf: Shelf, plan: Plan, shape: Shape
) -> tuple[bytes, bytes, Receipt]:
    made = row(conversation, shelf, plan)
    if made.turns is None:
        return b"", b"", made.receipt
    about = b"" if made.about is None else _exact(made.about) + b"\n"
    return _json.encode(shape(made.turns)) + b"\n", about, made.receipt


def _exact(value: dict[str, Any]) -> bytes:
    try:
        return _json.encode(value)
    except (
        UnicodeEncodeError
    ):  # an unpaired surrogate in a title or id: as an escape, so that it stays what it is
        return json.dumps(value, separators=(",", ":"), default=times.iso).encode("ascii")
