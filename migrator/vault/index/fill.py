"""Putting originals into the index.

Each record comes ready (`taken`), from this process or from others; here it is put in, with the words for searching,
committed in batches. A stop in between is taken up again: rows are replaced, never doubled, and a message and its words
go in together.

A conversation is derived from all exports that hold it, whatever order they were added in (`migrator.shape.merge`). An
original that cannot be read to its end gives what can be read; the others are not held up by it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterable, Iterator

import msgspec

from migrator.errors import VaultDamaged
from migrator.events import Finished, Problem, Progressed, Report, Started, quiet
from migrator.i18n import _
from migrator.model import Asset, KeptFile
from migrator.shape.merge import merge
from migrator.text import storable
from migrator.vault.index.connection import Connection, settle, told
from migrator.vault.index.taken import Shown, Taken, encoded, folded, shown, take
from migrator.vault.index.versions import UNREADABLE, Exports, known, versions

INDEXING = "index"  # the phase; it counts conversations, the reader inside it counts bytes
INDEXED = "indexed"
_COMMIT = (
    32 << 20
)  # bytes of JSON: what a stop can cost, and what the search's own structure is written out for

Takings = Callable[[str], Iterator[Taken]]
"""Every record of an original made ready, in the order of its exports and of their records."""


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """What an original brought: new conversations, ones that grew or changed, ones that were there as they are.

    `fault`: why it could not be read to its end, None if it could.
    """

    added: int = 0
    merged: int = 0
    unchanged: int = 0
    unreadable: int = 0
    fault: str | None = None


class _Unreadable(Exception):
    """An original, not the index, cannot be read."""


def fill(
    connection: Connection,
    original: str,
    exports: Exports,
    report: Report = quiet,
    *,
    takings: Takings | None = None,
    otherwise: str = INDEXED,
    former: Connection | None = None,
) -> Filled:
    """Take in one original (`original` is its hex name).

    If it cannot be read to its end, `otherwise` is the state it gets, and what `former` shows of it is taken along: an
    index that was filled when it was sound.
    """
    ready = takings or here(exports)
    counts = {"added": 0, "merged": 0, "unchanged": 0, "unreadable": 0}
    fault, state = None, INDEXED
    with told():
        connection.execute("INSERT OR REPLACE INTO original (hex, state) VALUES (?, 'filling')", (original,))
        report(Started(phase=INDEXING, unit="conversations"))
        try:
            with contextlib.closing(_read(ready, original)) as read:
                _rows(connection, original, read, exports, counts, report)
            _beside(connection, original, exports)
        except _Unreadable as why:
            fault, state = str(why), otherwise
            if former is not None:
                rescue(connection, original, former, exports)
            report(unreadable(original))
        connection.execute(
            "UPDATE original SET state = ?, unreadable = ? WHERE hex = ?",
            (state, counts["unreadable"], original),
        )
        connection.commit()
        report(Finished(phase=INDEXING))
        settle(connection)
    return Filled(**counts, fault=fault)


def unreadable(original: str) -> Problem:
    """What a person is told about an original that cannot be read to its end."""
    return Problem(
        kind="unreadable-original",
        where=f"originals/{original}.age",
        what=_(
            "This export is damaged in the vault; its chats are shown as far as they can be read. Add it again, or bring"
            " this file back from a copy of the vault."
        ),
        incomplete=True,
    )


def here(exports: Exports) -> Takings:
    """Every record made ready by this process."""

    def of(original: str) -> Iterator[Taken]:
        for number, export in enumerate(exports(original)):
            for record in export.records():
                yield take((number, record), export)

    return of


def _read(takings: Takings, original: str) -> Generator[Taken]:
    """The same; that the original cannot be read is told from what may be wrong with the index."""
    try:
        yield from takings(original)
    except UNREADABLE as why:
        raise _Unreadable(why.message) from None


def _rows(
    connection: Connection,
    original: str,
    takings: Iterator[Taken],
    exports: Exports,
    counts: dict[str, int],
    report: Report,
) -> None:
    seen: dict[tuple[object, int], int] = {}
    size = 0
    for number, taken in enumerate(takings, 1):
        size += taken.size
        if taken.shown is None:
            counts["unreadable"] += 1
        else:
            key = (taken.shown.row.conversation[0], taken.export)
            seq = seen[key] = seen.get(key, -1) + 1
            counts[_take(connection, (original, taken.export, seq), taken, exports)] += 1
            _items(connection, original, taken.items)
        if size >= _COMMIT:
            connection.commit()
            size = 0
        report(Progressed(phase=INDEXING, done=number, found=number))


def _beside(connection: Connection, original: str, exports: Exports) -> None:
    """What an original holds besides conversations, and which attachments."""
    try:
        opened = exports(original)
        for export in opened:
            _items(
                connection,
                original,
                (encoded(item) for item in export.others() if not isinstance(item, Asset | KeptFile)),
            )
    except UNREADABLE as why:
        raise _Unreadable(why.message) from None
    for export in opened:
        connection.executemany(
            "INSERT OR IGNORE INTO asset VALUES (?, ?)",
            [(storable(asset), original) for asset in export.assets],
        )


def _take(connection: Connection, place: tuple[str, int, int], taken: Taken, exports: Exports) -> str:
    now = taken.shown
    assert now is not None  # noqa: S101 - for the type checker
    key = str(now.row.conversation[0])
    others = [
        packed
        for *where, packed in connection.execute(
            "SELECT original, export, seq, raw FROM raw WHERE conversation = ?", (key,)
        ).fetchall()
        if tuple(where) != place
    ]
    connection.execute(
        "INSERT OR REPLACE INTO raw VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (key, *place, taken.file, taken.pointer, taken.vendor_id, taken.packed),
    )
    before = known(connection, key)
    if before == now.row and (not others or taken.packed in others):
        return "unchanged"
    if others:
        with contextlib.suppress(
            *UNREADABLE
        ):  # no reader is left; what was rescued was merged when there was one
            now = shown(merge(list(versions(connection, key, exports))))
        if before == now.row:
            return "unchanged"
    store(connection, now, new=before is None)
    return "merged" if before is not None and others else "added"


def store(connection: Connection, now: Shown, *, new: bool) -> None:
    """Show this of a conversation; in place of what is shown of it so far, unless it is `new`."""
    made = now.row
    key = made.conversation[0]
    if not new:
        connection.execute(
            "DELETE FROM search WHERE rowid IN (SELECT number FROM message WHERE conversation = ?)", (key,)
        )
        connection.execute("DELETE FROM message WHERE conversation = ?", (key,))
        connection.execute("DELETE FROM named WHERE conversation = ?", (key,))
    connection.executemany("INSERT INTO named VALUES (?, ?)", [(key, asset) for asset in made.named])
    marks = ", ".join("?" * len(made.conversation))
    connection.execute(f"INSERT OR REPLACE INTO conversation VALUES ({marks})", made.conversation)  # noqa: S608
    last = connection.execute("SELECT coalesce(max(number), 0) FROM message").fetchone()[0]
    connection.executemany(
        "INSERT INTO message (number, conversation, id, role, created, hidden, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(number, *message) for number, message in enumerate(made.messages, last + 1)],
    )
    # A title is found under the first message of its chat that says anything.
    first = next((n for n, words in enumerate(now.words) if words), 0)
    connection.executemany(
        "INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)",
        [(last + n + 1, now.title if n == first else "", words) for n, words in enumerate(now.words)],
    )


def rescue(connection: Connection, original: str, old: Connection, exports: Exports) -> None:
    """Take along what another index shows of an original that can no longer be read, as far as that index can be."""
    with contextlib.suppress(VaultDamaged), told():
        there = set(
            connection.execute(
                "SELECT conversation, export, seq FROM raw WHERE original = ?", (original,)
            ).fetchall()
        )
        for key, export, seq, file, pointer, vendor_id, packed in old.execute(
            "SELECT conversation, export, seq, file, pointer, vendor_id, raw FROM raw WHERE original = ? ORDER BY rowid",
            (original,),
        ):
            row = known(old, key)
            if row is not None and (key, export, seq) not in there:
                taken = Taken(export, file, pointer, vendor_id, packed, 0, folded(row))
                _take(connection, (original, export, seq), taken, exports)
        for table in ("item", "asset"):
            rows = old.execute(f"SELECT * FROM {table} WHERE original = ?", (original,)).fetchall()  # noqa: S608
            marks = ", ".join("?" * len(rows[0])) if rows else ""
            connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)  # noqa: S608


def _items(connection: Connection, original: str, items: Iterable[tuple[str, str, str]]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO item VALUES (?, ?, ?, ?)",
        [(kind, key, original, value) for kind, key, value in items],
    )
