"""A large JSON file, split into its records without being held in memory and without losing one.

What comes out are the bytes of each record exactly as they stand in the file. A record that is broken is one record,
flagged; the ones around it are whole. How an end is found: `json_window`. Measured: docs/decisions/json-splitting.md.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import BinaryIO, Literal

import msgspec

from migrator.events import Problem
from migrator.source.damage import Damaged, problem
from migrator.source.json_resume import head_of, resume
from migrator.source.json_structure import Structure
from migrator.source.json_values import LARGEST, parse
from migrator.source.json_window import Window
from migrator.source.limits import STEP
from migrator.source.utf8 import as_utf8

RecordFault = Literal["record-broken", "record-cut-short", "record-too-large"]
_HEAD_REACH = 4096


class Element(msgspec.Struct, frozen=True, kw_only=True):
    """One record. `raw`: its bytes, `size` of them; `pointer`: where it stands in the file, as a JSON pointer.

    `index`: its number among the records, or None for what stands beside the list in the wrapping object. `fault`:
    None; "record-broken"; "record-cut-short" (the file ends inside it, or where the list should go on or end; `raw`
    is what there is of it); "record-too-large" (`raw` is empty: it was passed over).
    """

    index: int | None
    pointer: str
    raw: bytes
    size: int
    fault: RecordFault | None = None

    def problem(self, file: str) -> Problem | None:
        """Its fault as data, if it has one."""
        return problem(self.fault, f"{file}#{self.pointer}") if self.fault else None


def json_elements(
    stream: BinaryIO,
    *,
    lists: Collection[str] = ("conversations",),
    largest: int = LARGEST,
    step: int = STEP,
) -> Iterator[Element]:
    """The records of a JSON file, in order, in one pass; memory stays at a few times the largest record.

    An array gives its elements. An object gives the elements of the array under a key of `lists`, or under its first
    key if that array begins with an object; else it is one record itself. Several values one after another (JSON
    lines) give their records one after another. UTF-8 and its mark, UTF-16 and UTF-32 are read; `raw` is UTF-8.

    No record is judged by what it holds: what does not parse may still be a whole record here. A fault of `stream`
    (`Damaged`, say) is raised at the end, after every record that could still be read.
    """
    window = Window(as_utf8(stream), step)
    yield from _Splitter(window, frozenset(lists), largest).values()
    if window.failure is not None:
        raise window.failure


class _Splitter:
    def __init__(self, window: Window, lists: frozenset[str], largest: int) -> None:
        self._window = window
        self._lists = lists
        self._largest = largest
        self._count = 0
        self._cut = False  # said already that the file ends too early
        self._head: re.Pattern[bytes] | None = None  # how records begin, once one was seen with two keys
        self._like = b""

    def values(self) -> Iterator[Element]:
        """The whole file: one value, or several in a row."""
        window = self._window
        first = True
        if window.peek() is None:
            yield from self._cut_short("")
        while (byte := window.peek()) is not None:
            pointer = "" if first else f"/{self._count}"
            if byte == ord("["):
                window.at += 1
                yield from self._array("")
            elif byte == ord(",") and not first:
                window.at += 1
            elif byte == ord("{"):
                yield from self._object(pointer) if first else [self._next(pointer)]
            else:
                yield self._alone(pointer)
            first = False

    def _array(self, prefix: str) -> Iterator[Element]:
        """The elements from `at` on and the bracket behind them. A comma too many or too few changes nothing."""
        window = self._window
        while (byte := window.peek()) is not None:
            if byte == ord("]"):
                window.at += 1
                return
            if byte == ord(","):
                window.at += 1
            else:
                yield self._next(f"{prefix}/{self._count}", listed=True)
        yield from self._cut_short(f"{prefix}/{self._count}")

    def _object(self, pointer: str) -> Iterator[Element]:
        """An object: one record, unless one of its members is the list of records."""
        window = self._window
        window.held = start = window.at
        window.at += 1
        beside: list[tuple[str, int, int]] = []
        while (byte := window.peek()) is not None and window.at - start <= self._largest:
            if byte == ord("}"):
                window.at += 1
                raw = window.cut(start, window.at)
                window.held = None
                yield self._record(pointer, raw)
                return
            if byte == ord(","):
                window.at += 1
                continue
            key = self._key()
            if key is None:
                break
            byte = window.peek()
            if byte == ord("[") and (key in self._lists or (not beside and self._lists_objects())):
                for name, begin, stop in beside:
                    yield _beside(name, window.cut(begin, stop))
                window.held = None
                window.at += 1
                yield from self._list_and_rest(key)
                return
            end = window.value_end(self._largest)
            if end.fault:
                break
            beside.append((key, window.at, end.at))
            window.at = end.at
        window.at, window.held = start, None
        yield self._next(pointer)

    def _list_and_rest(self, key: str) -> Iterator[Element]:
        """The list of records inside an object, then the object's other members up to its end."""
        window = self._window
        yield from self._array(_pointer(key))
        while (byte := window.peek()) is not None:
            if byte in b"},":
                window.at += 1
                if byte == ord("}"):
                    return
                continue
            window.held = window.at
            beside = self._key()
            window.held = None
            if beside is None:
                return  # what stands here instead of a key comes out as a record of its own
            if window.peek() == ord("[") and beside in self._lists:
                window.at += 1
                yield from self._array(_pointer(beside))
                continue
            end = window.value_end(self._largest)
            raw = window.cut(window.at, end.at)
            window.at = end.at
            fault: RecordFault | None = "record-broken" if end.fault else None
            if end.fault == "cut-short":
                self._cut, fault = True, "record-cut-short"
            yield _beside(beside, raw, fault)
        yield from self._cut_short("")

    def _key(self) -> str | None:
        """A member's key and the colon behind it; None if there is none here, and then `at` stays."""
        window = self._window
        start = window.at
        end = window.value_end(self._largest)
        if end.fault is None:
            try:
                key = parse(window.cut(start, end.at))
            except Damaged:
                key = None
            window.at = end.at
            if isinstance(key, str) and window.peek() == ord(":"):
                window.at += 1
                return key
        window.at = start
        return None

    def _lists_objects(self) -> bool:
        """Whether the array at `at` begins with an object."""
        window = self._window
        start = window.at
        window.at += 1
        byte = window.peek()
        window.at = start
        return byte == ord("{")

    def _next(self, pointer: str, *, listed: bool = False) -> Element:
        """The value at `at`, whatever it is. `listed`: a comma or a bracket has to follow it."""
        window = self._window
        end = window.value_end(self._largest)
        if end.fault == "broken":
            start = window.cut(window.at, window.at + _HEAD_REACH)
            head = self._head or head_of(start) or head_of(self._like or start, keys=1)
            end = resume(window, end.at, head, self._largest)
        if end.fault == "too-large":
            return self._passed_over(pointer)
        raw = window.cut(window.at, end.at)
        window.at = end.at
        if listed and raw[-1] not in b'}]"' and window.peek() is None:
            return self._record(pointer, raw, "record-cut-short")  # a number, perhaps only its beginning
        if end.fault == "broken":
            return self._record(pointer, raw.rstrip(b" \t\r\n,"), "record-broken")
        if self._head is None and end.fault is None and raw.startswith(b"{"):
            self._like = raw[:_HEAD_REACH]
            self._head = head_of(self._like)
        return self._record(pointer, raw, "record-cut-short" if end.fault else None)

    def _alone(self, pointer: str) -> Element:
        """A value that is no list and no object, outside of both; if it is none, all of what is left of the file."""
        window = self._window
        end = window.value_end(self._largest)
        if end.fault is None or self._head is not None:
            return self._next(pointer)
        while window.limit - window.at <= self._largest and window.more():
            pass
        raw = window.cut(window.at, window.limit) if window.limit - window.at <= self._largest else b""
        start = window.at
        window.at = window.limit
        while window.more():
            window.at = window.limit
        return self._record(pointer, raw, "record-broken", window.at - start)

    def _passed_over(self, pointer: str) -> Element:
        """A record that is not held, only followed to its end."""
        window, structure = self._window, Structure()
        start = window.at
        while True:
            chunk = window.cut(window.at, window.limit)
            end = structure.end(chunk)
            window.at += len(chunk) if end is None else end
            if end is not None or not window.more():
                return self._record(pointer, b"", "record-too-large", window.at - start)

    def _cut_short(self, pointer: str) -> Iterator[Element]:
        """A record that may or may not have been there, unless one that was cut says it already."""
        if not self._cut:
            yield self._record(pointer, b"", "record-cut-short")

    def _record(self, pointer: str, raw: bytes, fault: RecordFault | None = None, size: int = 0) -> Element:
        self._count += 1
        self._cut = self._cut or fault == "record-cut-short"
        return Element(index=self._count - 1, pointer=pointer, raw=raw, size=size or len(raw), fault=fault)


def _beside(key: str, raw: bytes, fault: RecordFault | None = None) -> Element:
    return Element(index=None, pointer=_pointer(key), raw=raw, size=len(raw), fault=fault)


def _pointer(key: str) -> str:
    return "/" + key.replace("~", "~0").replace("/", "~1")
