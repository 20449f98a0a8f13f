"""Writes a folder of Portable AI Memory 1.0, as `pam validate FOLDER` reads it.

    memory-store.json     memories and instructions, each with its origin, and the index of the chats
    conversations/        each chat as a graph of messages
    attachments/          the files that messages show

Read 2026-11-21: the specification (https://portable-ai-memory.org/spec/v1.0), its schemas and its validator (PyPI,
portable-ai-memory 1.0.0).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec

from migrator.adapter import Archive, Choices, Receipt, Sink, copied
from migrator.events import Report
from migrator.model import Account, Asset, Instruction, Memory
from migrator.shape import ids
from migrator.shape.facts.fact import dated
from migrator_portable.pam import chat, store

FILE = "memory-store.json"


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """The folder. The index holds a few words for each chat, so that it fits into memory."""
    del choices, report
    index: dict[str, dict[str, Any]] = {}
    began: dict[str, dt.datetime | None] = {}
    names = tuple(sorted(archive.names().items()))
    for made in archive.convert(partial(chat.document, names=names)):
        began[made.receipt.source] = made.began
        if not made.data:
            yield made.receipt
            continue
        path = f"{chat.FOLDER}/{made.key}.json"
        sink.write(path, made.data)
        index[made.receipt.source] = made.entry | {
            "derived_memories": [],
            "storage": {"type": "file", "ref": path, "format": "json"},
        }
        yield msgspec.structs.replace(made.receipt, target=made.key)
    account = next(archive.items(Account), None)
    owner = ids.derived("owner", account.id) if account else ids.derived("owner")
    known = [dated(one, began.get(one.conversation or "")) for one in archive.items(Memory)]
    told = [dated(one, began.get(one.conversation or "")) for one in archive.items(Instruction)]
    memories, receipts = store.memories(known, told, index, FILE)
    sink.write(FILE, store.document(owner, memories, list(index.values())))
    yield from receipts
    for asset in archive.items(Asset):
        yield copied(archive, asset, chat.ATTACHMENTS, sink)
