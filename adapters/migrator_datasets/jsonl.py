"""Chats as JSON lines in the form that trainers and evaluators read: `{"messages": [{"role", "content"}, …]}`.

Each line has this one column, contents are always strings, a row begins with the system or the user, sides alternate, and
the assistant has the last word. What else is known of a row stands on the same line number of `about.jsonl`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.adapter import Archive, Choices, Receipt, Sink
from migrator.events import Report
from migrator_datasets import lines

FILE = "conversations.jsonl"
OPTIONS = lines.OPTIONS


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """`conversations.jsonl`, and `about.jsonl` beside it."""
    del report
    yield from lines.write(archive, choices, sink, FILE, lines.messages)
