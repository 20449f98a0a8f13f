"""Writes `conversations.json` in ChatGPT's own shape, repaired, for the many programs that read it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from migrator.adapter import Archive, Choices, Receipt, Shelf, Sink, files_left_out
from migrator.events import Report
from migrator.model import Conversation
from migrator.shape.repaired import mapping
from migrator.shape.repaired.arrays import Arrays
from migrator.shape.repaired.nodes import Plan
from migrator.shape.tally import Tally
from migrator.wishes import FOLD_REASONING, FOLD_TOOLS, wished
from migrator_chatgpt.repaired.options import split_above
from migrator_chatgpt.repaired.receipts import receipt

OPTIONS = (
    FOLD_REASONING,
    FOLD_TOOLS,
    split_above(100_000_000),
)


class Piece(msgspec.Struct, frozen=True):
    """A conversation ready to write, b"" if there is nothing to write."""

    data: bytes
    receipt: Receipt


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """The array, in as many files as it needs."""
    del report
    chosen = choices.options
    plan = Plan(wished(choices))
    with Arrays(sink.open, int(chosen["file-limit"])) as arrays:
        for piece in archive.convert(partial(element, plan=plan)):
            if not piece.data:
                yield piece.receipt
                continue
            arrays.add(piece.data)
            yield msgspec.structs.replace(piece.receipt, target=piece.receipt.source)
    yield from files_left_out(archive)


def element(conversation: Conversation, shelf: Shelf, *, plan: Plan) -> Piece:
    """The conversation as an element of the array."""
    del shelf
    tally = Tally()
    data, made = mapping.element(conversation, plan, tally)
    return Piece(data, receipt(conversation, made, tally))
