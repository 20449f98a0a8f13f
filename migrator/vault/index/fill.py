"""Putting originals into the index.

Two passes: first every conversation with its raw JSON and its rows, committed in batches, so that the archive can be read
at once; then the words, for searching. A stop in between is taken up again: rows are replaced, never doubled, and words
that are missing are known by their number.

A conversation is derived from all exports that hold it, whatever order they were added in (`migrator.shape.merge`).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Sequence

import msgspec

from migrator.adapter import Export, Record
from migrator.events import Finished, Progressed, Report, Started, quiet
from migrator.i18n import N_
from migrator.model import Asset, Conversation, Item, KeptFile, Origin
from migrator.shape.fold import fold
from migrator.shape.merge import merge
from migrator.text import storable
from migrator.vault.index.connection import Connection, settle, told
from migrator.vault.index.rows import Row, row

READING = N_("reading conversations")
WORDS = N_("making them searchable")
BATCH = 500

Exports = Callable[[str], Sequence[Export]]
"""The opened exports of an original, by the hex name of its file; the same objects each time."""


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """What an original brought: new conversations, ones that grew or changed, ones that were there as they are."""

    added: int = 0
    merged: int = 0
    unchanged: int = 0
    unreadable: int = 0


def fill(connection: Connection, original: str, exports: Exports, report: Report = quiet) -> Filled:
    """Take in one original (`original` is its hex name) and make its words searchable."""
    with told():
        done = _rows(connection, original, exports, report)
        words(connection, report)
        connection.execute("UPDATE original SET state = 'indexed' WHERE hex = ?", (original,))
        settle(connection)
    return done


def _rows(connection: Connection, original: str, exports: Exports, report: Report) -> Filled:
    connection.execute("INSERT OR REPLACE INTO original (hex, state) VALUES (?, 'filling')", (original,))
    counts = {"added": 0, "merged": 0, "unchanged": 0, "unreadable": 0}
    report(Started(phase=READING, unit="conversations"))
    number = 0
    seen: dict[tuple[str, int], int] = {}
    for place, export in enumerate(exports(original)):
        connection.executemany(
            "INSERT OR IGNORE INTO asset VALUES (?, ?)",
            [(storable(asset), original) for asset in export.assets],
        )
        for record in export.records():
            number += 1
            conversation = export.conversation(record)
            if conversation is None:
                counts["unreadable"] += 1
                continue
            key = (conversation.id, place)
            seq = seen[key] = seen.get(key, -1) + 1
            counts[_take(connection, (original, place, seq), record, conversation, exports)] += 1
            _items(connection, original, export.found_in(conversation))
            if number % BATCH == 0:
                connection.commit()
                report(Progressed(phase=READING, done=number, found=number))
        _items(
            connection, original, (item for item in export.others() if not isinstance(item, Asset | KeptFile))
        )
    connection.execute(
        "UPDATE original SET state = 'rows', unreadable = ? WHERE hex = ?", (counts["unreadable"], original)
    )
    connection.commit()
    report(Finished(phase=READING))
    return Filled(**counts)


def _take(
    connection: Connection,
    place: tuple[str, int, int],
    record: Record,
    conversation: Conversation,
    exports: Exports,
) -> str:
    key = storable(conversation.id)
    older = list(versions(connection, key, exports, without=place))
    connection.execute(
        "INSERT OR REPLACE INTO raw VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (key, *place, record.origin.file, record.origin.pointer, record.id, zlib.compress(record.raw, 1)),
    )
    before = _known(connection, key)
    whole = merge([*older, conversation]) if older else conversation
    made = row(whole)
    if before == made:
        return "unchanged"
    _store(connection, key, made)
    return "added" if before is None or not older else "merged"


def _known(connection: Connection, key: str) -> Row | None:
    found = connection.execute("SELECT * FROM conversation WHERE id = ?", (key,)).fetchone()
    if found is None:
        return None
    messages = connection.execute(
        "SELECT conversation, id, role, created, hidden, body FROM message WHERE conversation = ? ORDER BY number",
        (key,),
    ).fetchall()
    named = connection.execute("SELECT asset FROM named WHERE conversation = ? ORDER BY 1", (key,)).fetchall()
    return Row(tuple(found), tuple(map(tuple, messages)), tuple(sorted(asset for (asset,) in named)))


def _store(connection: Connection, key: str, made: Row) -> None:
    old = connection.execute("SELECT number FROM message WHERE conversation = ?", (key,)).fetchall()
    if old:
        connection.executemany("DELETE FROM search WHERE rowid = ?", old)
        connection.execute("DELETE FROM message WHERE conversation = ?", (key,))
    connection.execute("DELETE FROM named WHERE conversation = ?", (key,))
    connection.executemany("INSERT INTO named VALUES (?, ?)", [(key, asset) for asset in made.named])
    marks = ", ".join("?" * len(made.conversation))
    connection.execute(f"INSERT OR REPLACE INTO conversation VALUES ({marks})", made.conversation)  # noqa: S608
    connection.executemany(
        "INSERT INTO message (conversation, id, role, created, hidden, body) VALUES (?, ?, ?, ?, ?, ?)",
        made.messages,
    )


def versions(
    connection: Connection, key: str, exports: Exports, *, without: tuple[str, int, int] | None = None
) -> Iterator[Conversation]:
    """The conversation as each export has it, read anew from its raw JSON."""
    found = connection.execute(
        "SELECT original, export, seq, file, pointer, vendor_id, raw FROM raw WHERE conversation = ?"
        " ORDER BY original, export, seq",
        (key,),
    ).fetchall()
    for original, place, seq, file, pointer, vendor_id, raw in found:
        if (original, place, seq) == without:
            continue
        record = Record(zlib.decompress(raw), Origin(file, pointer), vendor_id)
        conversation = exports(original)[place].conversation(record)
        if conversation is not None:
            yield conversation


def _items(connection: Connection, original: str, items: Iterator[Item]) -> None:
    for item in items:
        kind = type(item).__name__.lower()
        value = _encoded(item)
        connection.execute(
            "INSERT OR REPLACE INTO item VALUES (?, ?, ?, ?)",
            (kind, storable(item.id), original, value),
        )


def _encoded(item: Item) -> str:
    try:
        return msgspec.json.encode(item).decode()
    except (UnicodeEncodeError, OverflowError):
        return json.dumps(msgspec.to_builtins(item))


def words(connection: Connection, report: Report = quiet) -> None:
    """Make searchable what is not yet; a title is found under the first message of its chat."""
    last = connection.execute("SELECT coalesce(max(rowid), 0) FROM search").fetchone()[0]
    total = connection.execute("SELECT coalesce(max(number), 0) FROM message").fetchone()[0]
    report(Started(phase=WORDS, total=total - last, unit="messages"))
    start = last
    while True:
        batch = connection.execute(
            "SELECT number, conversation, body FROM message WHERE number > ? ORDER BY number LIMIT 2000",
            (last,),
        ).fetchall()
        if not batch:
            break
        titles = _titles(connection, batch)
        connection.executemany(
            "INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)",
            [(number, titles.get(number, ""), fold(body)) for number, _conversation, body in batch],
        )
        last = batch[-1][0]
        connection.commit()
        report(Progressed(phase=WORDS, done=last - start))
    report(Finished(phase=WORDS))


def _titles(connection: Connection, batch: Sequence[tuple[int, str, str]]) -> dict[int, str]:
    """The folded titles of the chats whose first message is in the batch, by that message's number."""
    found = connection.execute(
        "SELECT min(m.number), c.title FROM message m JOIN conversation c ON c.id = m.conversation"
        " WHERE m.conversation IN (SELECT DISTINCT conversation FROM message WHERE number BETWEEN ? AND ?)"
        " AND c.title IS NOT NULL GROUP BY m.conversation",
        (batch[0][0], batch[-1][0]),
    ).fetchall()
    return {number: fold(title) for number, title in found}
