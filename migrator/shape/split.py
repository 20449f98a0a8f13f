"""Cutting what is too large for a target into pieces, at the places a reader would choose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def batches(things: Iterable[T], size: Callable[[T], int], limit: int, most: int = 0) -> Iterator[list[T]]:
    """`things` in order, in lists whose sizes add up to at most `limit` and that hold at most `most` (0: any number).

    A thing that is over the limit by itself gets a list of its own. No list is empty.
    """
    batch: list[T] = []
    total = 0
    for thing in things:
        one = size(thing)
        if batch and (total + one > limit or (most and len(batch) >= most)):
            yield batch
            batch, total = [], 0
        batch.append(thing)
        total += one
    if batch:
        yield batch


def text(whole: str, limit: int) -> list[str]:
    """`whole` in pieces of at most `limit` bytes of UTF-8 that join to `whole` again.

    It is cut after an empty line if there is one in the last half of a piece, else after a line, a sentence, a blank,
    and only then between any two characters. `limit` is at least 4.
    """
    data = whole.encode("utf-8", "surrogatepass")
    pieces: list[str] = []
    start = 0
    while len(data) - start > limit:
        end = _cut(data, start, start + limit)
        pieces.append(data[start:end].decode("utf-8", "surrogatepass"))
        start = end
    pieces.append(data[start:].decode("utf-8", "surrogatepass"))
    return pieces


def _cut(data: bytes, start: int, end: int) -> int:
    middle = start + (end - start) // 2
    for mark in (b"\n\n", b"\n", b". ", b" "):
        found = data.rfind(mark, middle, end)
        if found >= 0:
            return found + len(mark)
    while data[end] & 0xC0 == 0x80:
        end -= 1
    return end
