"""Chats as JSON lines in the form of ShareGPT: `{"conversations": [{"from": "human" | "gpt" | "system", "value"}, …]}`.

The same rows as `jsonl`, under the older names that many trainers still read: after an optional `system`, `human` and `gpt`
alternate, and `gpt` has the last word. What else is known of a row stands on the same line number of `about.jsonl`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migrator.adapter import Archive, Choices, Receipt, Sink
from migrator.events import Report
from migrator_datasets import lines
from migrator_datasets.rows import Turns

FILE = "sharegpt.jsonl"
OPTIONS = lines.OPTIONS

_FROM = {"system": "system", "user": "human", "assistant": "gpt"}


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """`sharegpt.jsonl`, and `about.jsonl` beside it."""
    del report
    yield from lines.write(archive, choices, sink, FILE, conversations)


def conversations(turns: Turns) -> dict[str, Any]:
    """A row under ShareGPT's names."""
    return {"conversations": [{"from": _FROM[role], "value": text} for role, text in turns]}
