"""Which piece goes into which file: planned from sizes first, so that each part can say how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import BinaryIO, Self

import msgspec

from migrator.adapter import Sink
from migrator.shape import names
from migrator.shape.markdown import front
from migrator_packs.knowledge import Measured, Written

FOLDER = "knowledge"
HEAD = 2048  # bytes kept free for the front matter
NO_MONTH = "undated"


class Plan(msgspec.Struct, frozen=True):
    """How many parts each group has, what it is called, and the size of a part in bytes at the most."""

    parts: Mapping[str, int]
    called: Mapping[str, str]
    limit: int


def group(project: str | None, month: str) -> str:
    """The group of a chat: its project, else its month."""
    return f"project/{project}" if project is not None else f"month/{month}"


class _Fill:
    """Follows how full the parts of one group are."""

    def __init__(self, limit: int) -> None:
        self._room = limit - HEAD
        self._used = 0
        self.part = 0

    def take(self, size: int, again: int) -> bool:
        """Make room for a piece; whether it begins a part. `again` is the size of the heading it then needs."""
        if self.part and self._used + size <= self._room:
            self._used += size
            return False
        self.part += 1
        self._used = size + again
        return True


def plan(chats: Iterable[Measured], called: Mapping[str, str], limit: int) -> Plan:
    """The parts of every group, in the order of the chats."""
    fills: dict[str, _Fill] = {}
    titles: dict[str, str] = {}
    for chat in chats:
        if not chat.turns:
            continue
        key = group(chat.project, chat.month)
        fill = fills.setdefault(key, _Fill(limit))
        name = called.get(chat.project, chat.project) if chat.project is not None else chat.month
        titles.setdefault(key, name or NO_MONTH)
        for number, size in enumerate(chat.turns):
            fill.take(size, chat.again if number else 0)
    return Plan({key: fill.part for key, fill in fills.items()}, titles, limit)


class Files:
    """The files of knowledge, one open for each group. `put` gives the path of a chat's first piece."""

    def __init__(self, sink: Sink, planned: Plan) -> None:
        self._sink, self._plan = sink, planned
        self._names = names.Names()
        self._fills: dict[str, _Fill] = {}
        self._open: dict[str, tuple[ExitStack, BinaryIO, str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stack, _out, _path in self._open.values():
            stack.__exit__(kind, fault, trace)  # a file is not kept after a fault

    def put(self, chat: Written) -> str:
        """Write the pieces of a chat that has some."""
        key = group(chat.project, chat.month)
        fill = self._fills.setdefault(key, _Fill(self._plan.limit))
        first = ""
        for number, piece in enumerate(chat.turns):
            again = chat.again.encode() if number else b""
            if fill.take(len(piece), len(again)):
                self._next(key, fill.part)
                self._open[key][1].write(again)
            out, path = self._open[key][1:]
            out.write(piece)
            first = first or path
        return first

    def _next(self, key: str, part: int) -> None:
        if key in self._open:
            self._open[key][0].close()
        count, title = self._plan.parts[key], self._plan.called[key]
        stem = names.safe(title, "project", 90)
        path = self._names.take(FOLDER, stem if count == 1 else f"{stem} part {part} of {count}", ".md")
        stack = ExitStack()
        out = stack.enter_context(self._sink.open(path))
        kind = "project" if key.startswith("project/") else "month"
        out.write(_head(kind, stem, part, count))
        self._open[key] = (stack, out, path)


def _head(kind: str, name: str, part: int, count: int) -> bytes:
    matter: Iterator[tuple[str, front.Value]] = iter(
        [(kind, name), ("source", "chatgpt"), ("part", front.Plain(f"{part}/{count}"))]
    )
    return (front.matter(dict(matter)) + "\n").encode()
