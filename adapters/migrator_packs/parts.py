"""Which piece goes into which file: each group of chats fills one document after another, all in one reading."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import BinaryIO, Self

from migrator.adapter import Sink
from migrator.shape import names
from migrator.shape.markdown import front
from migrator.shape.projects import unnamed
from migrator_packs.knowledge import Written

FOLDER = "knowledge"
NO_MONTH = "undated"


class _Group:
    """The documents of one group: its project's, else its month's. The one that is being filled is open."""

    def __init__(self, kind: str, name: str) -> None:
        self.kind = kind
        self.name = names.safe(name, kind, 90)
        self.part = 0
        self.path = ""
        self.used = 0
        self.stack = ExitStack()
        self.out: BinaryIO | None = None

    def head(self) -> bytes:
        """The front matter of the document that begins."""
        matter: dict[str, front.Value] = {
            self.kind: self.name,
            "source": "chatgpt",
            "part": front.Plain(str(self.part)),
        }
        return (front.matter(matter) + "\n").encode()


class Documents:
    """The documents, one open for each group. `put` gives the path of a chat's first piece.

    `called` are the names of projects, `limit` the size of a document in bytes at the most.
    """

    def __init__(self, sink: Sink, called: Mapping[str, str], limit: int) -> None:
        self._sink, self._called, self._limit = sink, called, limit
        self._names = names.Names()
        self._groups: dict[tuple[str, str], _Group] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for group in self._groups.values():
            group.stack.__exit__(kind, fault, trace)  # a file is not kept after a fault

    def put(self, chat: Written) -> str:
        """Write the pieces of a chat that has some."""
        group = self._group(chat)
        first = ""
        for number, piece in enumerate(chat.turns):
            if group.out is None or group.used + len(piece) > self._limit:
                group.out = self._next(group)
                again = chat.again.encode() if number else b""
                group.used = sum(map(group.out.write, (group.head(), again)))
            group.used += group.out.write(piece)
            first = first or group.path
        return first

    def _group(self, chat: Written) -> _Group:
        project, month = chat.project, chat.month
        if project is None:
            return self._groups.setdefault(("month", month), _Group("month", month or NO_MONTH))
        name = self._called.get(project) or unnamed(chat.title)
        return self._groups.setdefault(("project", project), _Group("project", name))

    def _next(self, group: _Group) -> BinaryIO:
        group.stack.close()
        group.part += 1
        # The first is numbered as well: it would stand behind the second in most lists of files.
        group.path = self._names.take(FOLDER, f"{group.name} part {group.part}", ".md")
        return group.stack.enter_context(self._sink.open(group.path))
