"""Reading the index for somebody who may see part of it: nothing else is counted, found or named.

The conversations that may be seen stand in a temporary table of the connection, which lives in memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import msgspec

from migrator.shape.fold import words
from migrator.vault.index.connection import Connection, told
from migrator.vault.index.search import keys_of, match_of, spots

COMMON = 20_000
"""Messages. Words that are in more of them are found in no order: weighing each takes seconds."""

_CACHE = 12  # MiB of pages: a search reads a few, each a few times

_TABLES = """
CREATE TEMP TABLE granted_chat (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE granted_message (number INTEGER PRIMARY KEY);
"""
_COLUMNS = (
    "c.id, c.title, c.created, c.updated, c.first, c.last, c.messages, c.project, c.archived, c.starred"
)
_CHATS = "conversation c"
_SOME_CHATS = "conversation c WHERE EXISTS (SELECT 1 FROM temp.granted_chat g WHERE g.id = c.id)"
_ALL = "search WHERE search MATCH ?1"
_SOME = "search CROSS JOIN temp.granted_message g ON g.number = search.rowid WHERE search MATCH ?1"


class Shown(msgspec.Struct, frozen=True, gc=False):
    """A conversation as a list shows it. Times are ISO 8601 in UTC, as in `browse.Listed`."""

    id: str
    title: str | None
    created: str | None
    updated: str | None
    first: str | None
    last: str | None
    messages: int
    project: str | None
    archived: bool
    starred: bool


class Found(msgspec.Struct, frozen=True):
    """A message that was found, whole. `created` is ISO 8601, of the message or, where it has none, of its chat."""

    conversation: str
    message: str
    role: str
    title: str | None
    created: str | None
    body: str


def prepare(connection: Connection, only: Collection[str] | None) -> None:
    """Say once what may be seen: conversations of these ids, or all. Memory stays small from here on."""
    with told():
        connection.execute(f"PRAGMA cache_size={-_CACHE * 1024}")
        if only is None:
            return
        connection.executescript(_TABLES)
        connection.executemany("INSERT OR IGNORE INTO granted_chat VALUES (?)", [(one,) for one in only])
        connection.execute(
            "INSERT INTO granted_message SELECT m.number FROM temp.granted_chat c"
            " CROSS JOIN message m INDEXED BY message_by_conversation ON m.conversation = c.id"
        )
        connection.commit()


def shown(connection: Connection, *, some: bool) -> Iterator[Shown]:
    """The conversations, the one that was used last first, one at a time: there may be many."""
    with told():
        for values in connection.execute(
            f"SELECT {_COLUMNS} FROM {_SOME_CHATS if some else _CHATS} ORDER BY c.updated IS NULL, c.updated DESC, c.id"  # noqa: S608
        ):
            yield _shown(values)


def page(connection: Connection, *, some: bool, limit: int, offset: int) -> tuple[list[Shown], int]:
    """Some of them, in the same order, and how many there are."""
    source = _SOME_CHATS if some else _CHATS
    with told():
        many = connection.execute(f"SELECT count(*) FROM {source}").fetchone()[0]  # noqa: S608 - our own words
        found = connection.execute(
            f"SELECT {_COLUMNS} FROM {source} ORDER BY c.updated IS NULL, c.updated DESC, c.id LIMIT ? OFFSET ?",  # noqa: S608
            (limit, offset),
        ).fetchall()
    return [_shown(values) for values in found], many


def one(connection: Connection, key: str, *, some: bool) -> Shown | None:
    """The conversation of that id, None if it may not be seen or is not there."""
    with told():
        values = connection.execute(
            f"SELECT {_COLUMNS} FROM (SELECT * FROM {_SOME_CHATS if some else _CHATS}) c WHERE c.id = ?",  # noqa: S608
            (key,),
        ).fetchone()
    return None if values is None else _shown(values)


def _shown(values: Sequence[Any]) -> Shown:
    return Shown(*values[:8], *map(bool, values[8:]))


def search(
    connection: Connection, query: str, *, some: bool, limit: int, offset: int = 0
) -> tuple[list[Found], int]:
    """The messages that hold all words of `query`, the best first, and how many there are, at most COMMON + 1.

    `some`: only what `prepare` was told of. Beyond COMMON they come in no order.
    """
    wanted = words(query)
    if not wanted:
        return [], 0
    match, source = match_of(wanted), _SOME if some else _ALL
    with told():
        total = connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT {COMMON + 1})",  # noqa: S608 - our own words
            (match,),
        ).fetchone()[0]
        order = "ORDER BY rank" if total <= COMMON else ""
        found = connection.execute(
            "SELECT m.conversation, m.id, m.role, c.title, coalesce(m.created, c.first, c.created), m.body"  # noqa: S608
            f" FROM (SELECT search.rowid AS number FROM {source} {order} LIMIT ?2 OFFSET ?3) f"
            " JOIN message m ON m.number = f.number JOIN conversation c ON c.id = m.conversation",
            (match, limit, offset),
        ).fetchall()
    return [Found(*values) for values in found], total


def snippet(text: str, query: str, around: int) -> str:
    """The piece of a text where a word of `query` stands, of about twice `around` letters, on one line."""
    found = spots(text, keys_of(query))
    at = found[0][0] if found else 0
    start, end = max(0, at - around), min(len(text), at + around)
    piece = " ".join(text[start:end].split())
    return ("…" if start else "") + piece + ("…" if end < len(text) else "")


def stands(texts: Sequence[str], query: str) -> bool:
    """Whether every word of `query` stands in one of the texts."""
    return all(any(spots(text, [key]) for text in texts) for key in keys_of(query))
