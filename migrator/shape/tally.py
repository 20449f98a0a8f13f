"""Gathering losses while one item is written."""

from __future__ import annotations

from migrator.losses import Loss
from migrator.model import Message, Part


class Tally:
    """Collects what was lost, kind by kind, in the order in which the kinds first came up."""

    def __init__(self) -> None:
        self._where: dict[str, list[str]] = {}
        self._count: dict[str, int] = {}

    def add(self, kind: str, where: str) -> None:
        """One more of `kind`, at `where`: a message's id, an asset's, a conversation's."""
        self._where.setdefault(kind, []).append(where)

    def part(self, kind: str, message: Message, part: Part) -> None:
        """One more of `kind`, in a part of a message."""
        where = f"{message.id}#{part.at}" if part.at else message.id
        self._where.setdefault(kind, []).append(where)

    def count(self, kind: str, example: str) -> None:
        """One more of `kind`, which may be too many to name each: the first few are examples, all are counted."""
        seen = self._count.get(kind, 0)
        if seen < 3:
            self._where.setdefault(kind, []).append(example)
        self._count[kind] = seen + 1

    def of(self, kind: str) -> int:
        """How many of `kind` there are so far."""
        return self._count.get(kind) or len(self._where.get(kind, ()))

    def losses(self) -> tuple[Loss, ...]:
        """What was gathered."""
        return tuple(
            Loss(kind, tuple(where), self._count.get(kind, 0)) for kind, where in self._where.items()
        )
