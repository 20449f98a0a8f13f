"""A record of an export made ready for the index: all the work that needs no index, so that another core can do it."""

from __future__ import annotations

import json
import zlib

import msgspec

from migrator.adapter import Export, Record
from migrator.model import Conversation, Item, Origin
from migrator.shape.fold import fold
from migrator.text import storable
from migrator.vault.index.rows import Row, row

Place = tuple[int, Record]
"""A record, and the number of the export inside its original that it is from."""


class Shown(msgspec.Struct, frozen=True, gc=False):
    """What the index shows of a conversation: its rows, and the words of its title and of each message, folded."""

    row: Row
    title: str
    words: tuple[str, ...]


class Taken(msgspec.Struct, frozen=True, gc=False):
    """One record. `packed` is its raw JSON, `size` bytes before packing; `shown` is None if it cannot be read.

    `items`: what the conversation carries besides messages, as kind, id and JSON.
    """

    export: int
    file: str
    pointer: str
    vendor_id: str | None
    packed: bytes
    size: int
    shown: Shown | None
    items: tuple[tuple[str, str, str], ...] = ()

    def record(self) -> Record:
        """The record again."""
        return Record(zlib.decompress(self.packed), Origin(self.file, self.pointer), self.vendor_id)


def take(place: Place, export: Export) -> Taken:
    """Read a record of `export`. Problems in it go where the export reports."""
    number, record = place
    about = (number, record.origin.file, record.origin.pointer, record.id)
    conversation = export.conversation(record)
    if conversation is None:
        return Taken(*about, b"", len(record.raw), None)
    return Taken(
        *about,
        zlib.compress(record.raw, 1),
        len(record.raw),
        shown(conversation),
        tuple(map(encoded, export.found_in(conversation))),
    )


def shown(conversation: Conversation) -> Shown:
    """What the index shows of a conversation."""
    return folded(row(conversation))


def folded(made: Row) -> Shown:
    """Rows with their words."""
    title = made.conversation[1]
    words = tuple(fold(body) for *_, body in made.messages)
    return Shown(made, fold(title) if isinstance(title, str) else "", words)


def encoded(item: Item) -> tuple[str, str, str]:
    """An item as the index keeps it: kind, id, JSON."""
    try:
        value = msgspec.json.encode(item).decode()
    except (UnicodeEncodeError, OverflowError):
        value = json.dumps(msgspec.to_builtins(item))
    return type(item).__name__.lower(), storable(item.id), value
