"""Chats as one Parquet file, for data frames, DuckDB and trainers: a row a chat, with typed columns.

`messages` is a list of structs of role and content, as in `jsonl`. Title, times and the other details are columns of
the same row, which a format with a schema of its own can bear. It needs pyarrow, the extra `parquet`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec

from migrator.adapter import Archive, Choices, Option, Receipt, Shelf, Sink
from migrator.errors import UsageError
from migrator.events import Report
from migrator.i18n import N_, _
from migrator.losses import Loss
from migrator.model import Conversation
from migrator.text import storable
from migrator_datasets.lines import messages
from migrator_datasets.plan import TEXT_OPTIONS, others, placed, plan
from migrator_datasets.rows import Plan, row

FILE = "conversations.parquet"
GROUP_ROWS = 4096
GROUP_CHARACTERS = 8_000_000
"""A group of rows is written when it reaches one of these, so that memory stays flat."""

OPTIONS = (
    *TEXT_OPTIONS,
    Option(
        key="metadata",
        default="yes",
        choices=("yes", "no"),
        help=N_("Write titles, times, models and ids to columns of their own."),
    ),
)


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """`conversations.parquet`. Raises `UsageError` before anything is written if pyarrow is missing."""
    del report
    try:
        from pyarrow import Table
        from pyarrow.parquet import ParquetWriter
    except ImportError as fault:
        raise UsageError(
            _("Parquet files need the package pyarrow, which is not installed. Nothing was written."),
            _("Install it with: pip install pyarrow. `--to jsonl` writes the same rows without it."),
        ) from fault
    made = plan(archive, choices)
    schema = _schema(details=made.details)
    group: list[dict[str, Any]] = []
    size = 0
    with sink.open(FILE) as out, ParquetWriter(out, schema, compression="zstd") as writer:
        for values, receipt in archive.convert(partial(_row, plan=made)):
            if values is not None:
                group.append(values)
                size += sum(len(message["content"]) for message in values["messages"])
            if len(group) >= GROUP_ROWS or size >= GROUP_CHARACTERS:
                writer.write_table(Table.from_pylist(group, schema=schema))
                group, size = [], 0
            yield placed(receipt, FILE)
        if group:
            writer.write_table(Table.from_pylist(group, schema=schema))
    yield from others(archive, choices, FILE)


def _schema(*, details: bool) -> Any:
    import pyarrow as pa

    text, time, yes_no = pa.string(), pa.timestamp("us", tz="UTC"), pa.bool_()
    spoken = pa.list_(pa.struct([("role", text), ("content", text)]))
    if not details:
        return pa.schema([("messages", spoken)])
    each = pa.list_(pa.struct([("id", text), ("role", text), ("created", time), ("model", text)]))
    return pa.schema(
        [
            ("id", text),
            ("title", text),
            ("created", time),
            ("updated", time),
            ("model", text),
            ("project", text),
            ("gpt", text),
            ("archived", yes_no),
            ("starred", yes_no),
            ("pinned", yes_no),
            ("messages", spoken),
            ("message_details", each),
        ]
    )


def _row(conversation: Conversation, shelf: Shelf, plan: Plan) -> tuple[dict[str, Any] | None, Receipt]:
    made = row(conversation, shelf, plan)
    if made.turns is None:
        return None, made.receipt
    values = messages(made.turns)
    if made.about is None:
        return values, made.receipt
    about, each = made.about, made.about["messages"]
    receipt = made.receipt
    if not _storable(about["title"]):
        receipt = _changed(receipt, "title-changed")
    if not all(
        _storable(value) for known in (about, *each) for key, value in known.items() if key != "title"
    ):
        receipt = _changed(receipt, "details-left-out")
    columns = _columns({key: value for key, value in about.items() if key != "messages"})
    return {**columns, **values, "message_details": [_columns(known) for known in each]}, receipt


def _columns(known: dict[str, Any]) -> dict[str, Any]:
    """What is known, as the columns hold it: text without unpaired surrogates."""
    return {key: storable(value) if isinstance(value, str) else value for key, value in known.items()}


def _storable(value: Any) -> bool:
    return not isinstance(value, str) or storable(value) == value


def _changed(receipt: Receipt, kind: str) -> Receipt:
    if any(loss.kind == kind for loss in receipt.losses):
        return receipt
    losses = (*receipt.losses, Loss(kind, (receipt.source,)))
    return msgspec.structs.replace(receipt, outcome="changed", losses=losses)
