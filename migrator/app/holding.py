"""A place for records that wait for another version of themselves: in memory up to a bound, then sealed on disk."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import BinaryIO, Self

import msgspec

from migrator.adapter import Record
from migrator.seal.spool import Spool

IN_MEMORY = 32 * 1024 * 1024  # bytes of raw records

Held = tuple[int, Record]
_Place = tuple[BinaryIO, int, int]


class Holding:
    """Records under keys, each with a number. Taken out once, in the order in which they were put in.

    A context manager: what is on disk is gone at its end. `NoSpace` if the disk is full.
    """

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._bound = in_memory
        self._size = 0
        self._held: dict[str, list[tuple[Held, _Place | None]]] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.clear()
        self._stack.close()

    @property
    def in_memory(self) -> int:
        """Bytes of raw records that are not on disk."""
        return self._size

    def put(self, key: str, number: int, record: Record) -> None:
        """Keep `record` under `key`, behind those that are there."""
        self._held.setdefault(key, []).append(((number, record), None))
        self._size += len(record.raw)
        if self._size > self._bound:
            self._spill()

    def take(self, key: str) -> list[Held]:
        """All records under `key`, none if there are none; they are held no longer."""
        found: list[Held] = []
        for (number, record), place in self._held.pop(key, ()):
            if place is None:
                self._size -= len(record.raw)
                found.append((number, record))
            else:
                stream, start, size = place
                stream.seek(start)
                found.append((number, msgspec.structs.replace(record, raw=stream.read(size))))
        return found

    def _spill(self) -> None:
        """Everything in memory to one spool on disk: a spool cannot be written any more once it was read."""
        spool = self._stack.enter_context(Spool(in_memory=0))
        places: list[tuple[list[tuple[Held, _Place | None]], int, int, int]] = []
        for kept in self._held.values():
            for i, ((_number, record), place) in enumerate(kept):
                if place is None:
                    places.append((kept, i, spool.size, len(record.raw)))
                    spool.write(record.raw)
        reader = self._stack.enter_context(spool.reader())
        for kept, i, start, size in places:
            number, record = kept[i][0]
            kept[i] = ((number, msgspec.structs.replace(record, raw=b"")), (reader, start, size))
        self._size = 0
