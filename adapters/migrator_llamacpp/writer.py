"""Writes `chats.jsonl`, `chats-002.jsonl` …: sessions that llama.cpp's page imports, several in a file.

The page reads a file whole in the browser, so each stays under 50 MB.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import BinaryIO

from migrator.adapter import Archive, Choices, Receipt, Sink, files_left_out
from migrator.events import Report
from migrator.wishes import FOLD_TOOLS, KEEP_REASONING, wished
from migrator_llamacpp.session import Plan, session

LIMIT = 50_000_000

OPTIONS = (
    KEEP_REASONING,
    FOLD_TOOLS,
)


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """The files of sessions."""
    del report
    plan = Plan(wished(choices))
    used = number = 0
    out: BinaryIO | None = None
    with ExitStack() as stack:
        for made in archive.convert(partial(session, plan=plan)):
            if made.data and (out is None or used + len(made.data) > LIMIT):
                stack.close()
                number += 1
                name = "chats.jsonl" if number == 1 else f"chats-{number:03}.jsonl"
                out, used = stack.enter_context(sink.open(name)), 0
            if made.data and out is not None:
                out.write(made.data)
                used += len(made.data)
            yield made.receipt
    yield from files_left_out(archive)
