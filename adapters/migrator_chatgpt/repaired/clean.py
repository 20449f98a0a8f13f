"""Writes `conversations.json` in ChatGPT's own shape, repaired, for the many programs that read it; or a ZIP as ChatGPT makes it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from migrator.adapter import Archive, Choices, Option, Receipt, Shelf, Sink, files_left_out
from migrator.events import Report
from migrator.i18n import N_
from migrator.model import Conversation
from migrator.shape.repaired import mapping
from migrator.shape.repaired.arrays import Arrays
from migrator.shape.repaired.nodes import Plan
from migrator.shape.tally import Tally
from migrator.wishes import FOLD_REASONING, FOLD_TOOLS, wished
from migrator_chatgpt.repaired import archived
from migrator_chatgpt.repaired.options import split_above
from migrator_chatgpt.repaired.receipts import receipt

OPTIONS = (
    Option(
        key="form",
        default="json",
        choices=("json", "zip"),
        help=N_(
            "A conversations.json, or a ZIP as ChatGPT makes it: chats in files of a hundred, a list of the files, pictures and other files inside."
        ),
    ),
    Option(
        key="root",
        default="empty",
        choices=("empty", "message"),
        help=N_(
            "What stands at the top of a chat: an empty entry as in ChatGPT's exports, or the first message, for programs that stumble over the empty one."
        ),
    ),
    FOLD_REASONING,
    FOLD_TOOLS,
    split_above(100_000_000),
)


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """The array, in as many files as it needs."""
    del report
    chosen = choices.options
    files = archived.sound(archive) if chosen["form"] == "zip" else None
    plan = Plan(wished(choices), files=frozenset(files or ()), root=chosen["root"] != "message")
    if files is not None:
        yield from archived.write(archive, sink, partial(element, plan=plan), files)
        return
    with Arrays(sink.open, int(chosen["file-limit"])) as arrays:
        for piece in archive.convert(partial(element, plan=plan)):
            if not piece.data:
                yield piece.receipt
                continue
            arrays.add(piece.data)
            yield msgspec.structs.replace(piece.receipt, target=piece.receipt.source)
    yield from files_left_out(archive)


def element(conversation: Conversation, shelf: Shelf, *, plan: Plan) -> archived.Piece:
    """The conversation as an element of the array."""
    del shelf
    tally = Tally()
    data, made = mapping.element(conversation, plan, tally)
    return archived.Piece(data, receipt(conversation, made, tally))
