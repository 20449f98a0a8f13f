"""Files that each hold a JSON array of conversations, cut before they pass a size."""

from __future__ import annotations

from contextlib import ExitStack
from typing import BinaryIO, Self

from migrator.adapter import Sink


class Arrays:
    """Writes `conversations.json`, `conversations-002.json` …; one conversation over the limit has a file of its own."""

    def __init__(self, sink: Sink, limit: int) -> None:
        self._sink = sink
        self._limit = limit
        self._stack = ExitStack()
        self._out: BinaryIO | None = None
        self._used = 0
        self._number = 0
        self.name = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            self._finish()
        self._stack.close()

    def add(self, data: bytes) -> str:
        """Append one conversation; gives the name of the file that it is in."""
        if self._out is not None and self._used + len(data) + 4 > self._limit:
            self._finish()
        if self._out is None:
            self._number += 1
            self.name = "conversations.json" if self._number == 1 else f"conversations-{self._number:03}.json"
            self._out = self._stack.enter_context(self._sink.open(self.name))
            self._out.write(b"[\n")
            self._used = 4
        else:
            self._out.write(b",\n")
            self._used += 2
        self._out.write(data)
        self._used += len(data)
        return self.name

    def _finish(self) -> None:
        if self._out is not None:
            self._out.write(b"\n]\n")
            self._out = None
            self._stack.close()
