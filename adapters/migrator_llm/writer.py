"""Writes `logs.db`, a database of logs as llm keeps it, and `add-to-logs.py`, which adds it to the one a person has.

The database is made in memory, because SQLite wants a file it can seek in, and a temporary one would leave the chats
readable on the disk. It holds text alone, so it stays small beside the export.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from importlib.resources import files

from migrator.adapter import Archive, Choices, Option, Receipt, Sink, files_left_out
from migrator.events import Report
from migrator.i18n import N_
from migrator.shape import flat, tokens
from migrator.shape.databases import serialized
from migrator.wishes import worded
from migrator_llm import schema
from migrator_llm.rows import Plan, logs

OPTIONS = (
    Option(
        key="model",
        default="from-chatgpt",
        help=N_(
            "The name under which llm goes on with these chats: an alias that you set, or a model of yours."
        ),
    ),
)


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """`logs.db` and `add-to-logs.py`."""
    del report
    plan = Plan(
        wish=worded(flat.Wish(reasoning=True, tools=True, unknown=True)),
        model=tokens.harmless(str(choices.options["model"])).strip() or str(OPTIONS[0].default),
    )
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute("PRAGMA page_size = 4096")
        base.executescript(schema.CREATE)
        base.execute("BEGIN")
        base.executemany(schema.MARK_DONE, [(name,) for name in schema.DONE])
        for made in archive.convert(partial(logs, plan=plan)):
            for log in made.logs:
                base.execute(schema.ADD_CONVERSATION, (log.id, log.name, log.model))
                base.executemany(schema.ADD_RESPONSE, log.rows)
            yield made.receipt
        base.execute("COMMIT")
        sink.write("logs.db", serialized(base))
    script = files("migrator_llm").joinpath("add-to-logs.py.txt")
    sink.write("add-to-logs.py", script.read_bytes())
    yield from files_left_out(archive)
