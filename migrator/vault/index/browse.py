"""Reading the index: the list of conversations, one conversation, what else there is."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec

from migrator.model import Conversation, Item
from migrator.shape.merge import merge
from migrator.vault.index.connection import Connection, told
from migrator.vault.index.versions import Exports, versions


class Listed(msgspec.Struct, frozen=True):
    """A conversation as a list shows it. Times are ISO 8601 in UTC; `missing` counts attachments no export holds."""

    id: str
    title: str | None
    created: str | None
    updated: str | None
    first: str | None
    last: str | None
    messages: int
    branches: int
    characters: int
    project: str | None
    persona: str | None
    model: str | None
    archived: bool
    starred: bool
    pinned: bool
    attachments: int
    missing: int


def conversations(connection: Connection) -> list[Listed]:
    """All conversations, the one that was used last first."""
    with told():
        found = connection.execute(
            "SELECT * FROM conversation ORDER BY updated IS NULL, updated DESC, id"
        ).fetchall()
        missing = dict(
            connection.execute(
                "SELECT n.conversation, count(*) FROM named n WHERE NOT EXISTS"
                " (SELECT 1 FROM asset a WHERE a.id = n.asset) GROUP BY n.conversation"
            ).fetchall()
        )
    return [
        Listed(*values[:12], *map(bool, values[12:15]), *[values[15], missing.get(values[0], 0)])
        for values in found
    ]


def conversation(connection: Connection, key: str, exports: Exports) -> Conversation | None:
    """One conversation with the messages of all exports, or None if there is none of that id."""
    with told():
        found = list(versions(connection, key, exports))
    return merge(found) if found else None


def openings(connection: Connection, characters: int) -> dict[str, str]:
    """How the first message of the person begins, by conversation; at most so many characters of it."""
    with told():
        return dict(
            connection.execute(
                "SELECT conversation, substr(body, 1, ?) FROM message WHERE number IN (SELECT min(number) FROM message"
                " WHERE role = 'user' AND hidden IS NULL AND body != '' GROUP BY conversation)",
                (characters,),
            )
        )


def matching(connection: Connection, beginning: str) -> list[str]:
    """The ids of conversations that begin like that, at most ten."""
    with told():
        found = connection.execute(
            "SELECT id FROM conversation WHERE id = ?1 OR substr(id, 1, length(?1)) = ?1 ORDER BY id != ?1, id LIMIT 10",
            (beginning,),
        ).fetchall()
    return [key for (key,) in found]


def items(connection: Connection, kind: type[Item]) -> Iterator[Item]:
    """Everything of one kind that stands beside messages: memories, instructions, projects, links, the account."""
    with told():
        found = connection.execute(
            "SELECT value FROM item WHERE kind = ? ORDER BY id, original", (kind.__name__.lower(),)
        ).fetchall()
    seen: set[str] = set()
    for (value,) in found:
        try:
            item = msgspec.json.decode(value, type=kind)
        except msgspec.DecodeError:  # half a surrogate pair, which an export may hold
            item = msgspec.convert(json.loads(value), kind)
        if item.id not in seen:
            seen.add(item.id)
            yield item


def counts(connection: Connection) -> dict[str, int]:
    """How many conversations, messages and unreadable records the index shows."""
    with told():
        row = connection.execute(
            "SELECT count(*), coalesce(sum(messages), 0), coalesce(sum(branches), 0) FROM conversation"
        ).fetchone()
        unreadable = connection.execute("SELECT coalesce(sum(unreadable), 0) FROM original").fetchone()[0]
    return {"conversations": row[0], "messages": row[1], "branches": row[2], "unreadable": unreadable}
