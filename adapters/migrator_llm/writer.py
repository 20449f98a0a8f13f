"""Writes `logs.db`, a database of logs as llm keeps it, and `add-to-logs.sql`, which adds it to the one a person has.

The database is made in memory, because SQLite wants a file it can seek in, and a temporary one would leave the chats
readable on the disk. It holds text alone, so it stays small beside the export.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from migrator.adapter import Archive, Choices, Receipt, Sink, files_left_out
from migrator.events import Report
from migrator_llm import schema
from migrator_llm.rows import logs


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """`logs.db` and `add-to-logs.sql`."""
    del choices, report
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute("PRAGMA page_size = 4096")
        base.executescript(schema.CREATE)
        base.execute("BEGIN")
        base.executemany(schema.MARK_DONE, [(name,) for name in schema.DONE])
        for made in archive.convert(logs):
            for log in made.logs:
                base.execute(schema.ADD_CONVERSATION, (log.id, log.name, log.model))
                base.executemany(schema.ADD_RESPONSE, log.rows)
            yield made.receipt
        base.execute("COMMIT")
        sink.write("logs.db", base.serialize())
    sink.write("add-to-logs.sql", schema.ADD_TO_LOGS.encode())
    yield from files_left_out(archive)
