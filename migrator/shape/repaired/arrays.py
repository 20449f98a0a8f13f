"""Files that each hold a JSON array of conversations, cut before they pass a size."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import BinaryIO, Self


class Arrays:
    """Writes `conversations.json`, `conversations-002.json` …; one conversation over the limit has a file of its own.

    `opened` opens a file by its name. Sizes are in bytes of JSON.
    """

    def __init__(
        self,
        opened: Callable[[str], AbstractContextManager[BinaryIO]],
        limit: int,
        stem: str = "conversations",
        end: str = ".json",
    ) -> None:
        self._opened = opened
        self._limit = limit
        self._stem = stem
        self._end = end
        self._stack = ExitStack()
        self._out: BinaryIO | None = None
        self._used = 0
        self._number = 0
        self.name = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
        self._stack.__exit__(kind, fault, trace)  # a file is not kept after a fault

    def add(self, data: bytes) -> str:
        """Append one conversation; gives the name of the file that it is in."""
        if self._out is not None and self._used + len(data) + 4 > self._limit:
            self._finish()
        if self._out is None:
            self._number += 1
            self.name = self._stem + ("" if self._number == 1 else f"-{self._number:03}") + self._end
            self._out = self._stack.enter_context(self._opened(self.name))
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
