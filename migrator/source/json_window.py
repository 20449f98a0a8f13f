"""A moving window over a JSON file. It answers one question: where does the value end that begins here.

A parser answers it, not a scan: msgspec checks a value at several hundred MB/s without building it, and when something
follows the value, its complaint says at which byte. So every end is proved, each byte is looked at once, and there
is nothing to guess. Only its text says where; if a release words it differently, `Structure` answers, more slowly.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

import msgspec

from migrator.errors import MigratorError
from migrator.source.json_structure import Structure
from migrator.source.utf8 import Bytes

_check = msgspec.json.Decoder(msgspec.Raw).decode
_AT_BYTE = re.compile(r" \(byte (\d+)\)\Z")
_FOLLOWED = "JSON is malformed: trailing characters"
_CUT = "Input data was truncated"
_LONGEST_WORD = len("-Infinity")
_BLANK = b" \t\r\n"
_BLANKS = re.compile(rb"[ \t\r\n]*+")

# What Python's json takes and msgspec does not, and what breaks a value without hiding where it ends. Each is replaced
# by as many bytes that pass, in a copy that only serves to find the end. Inside a text that changes nothing that
# matters: no quote, bracket or backslash comes or goes.
_ODD = (
    (re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}"), rb"\\u0020"),  # surrogates, paired or not
    (re.compile(rb"\\u(?![0-9a-fA-F]{4})"), rb"\\n"),
    (re.compile(rb'\\[^"\\/bfnrtu]'), rb"\\n"),
    (re.compile(rb"NaN"), b"1.0"),
    (re.compile(rb"Infinity"), b"1.000000"),
)
_CONTROL = bytes(max(byte, 0x20) for byte in range(256))


class End(NamedTuple):
    """Where a value ends, or how far one could go. `fault`: it was not a whole value."""

    at: int
    fault: Literal["broken", "cut-short", "too-large"] | None = None


class Window:
    """The bytes from `at` on, as far as they were read. All positions count from the start of the file.

    What lies before `at` is dropped when more is read, unless `held` says from where on it is still wanted.
    """

    def __init__(self, stream: Bytes, step: int) -> None:
        self.at = 0
        self.held: int | None = None
        self.ended = False
        self.failure: MigratorError | None = None
        self._stream = stream
        self._step = step
        self._base = 0
        self._data = b""
        self._plain: bytes | None = None

    @property
    def limit(self) -> int:
        """How far it was read."""
        return self._base + len(self._data)

    def cut(self, start: int, end: int) -> bytes:
        """The bytes between two positions that are still in the window."""
        return self._data[start - self._base : end - self._base]

    def more(self) -> bool:
        """Read on, at least as much as is waiting; False at the end. A fault of the stream is kept and ends it."""
        start = self.at if self.held is None else self.held
        pieces = [self.cut(start, self.limit)]
        wanted = max(self._step, len(pieces[0]))
        before = self.limit
        try:
            while wanted > 0 and not self.ended:
                piece = self._stream.read(min(self._step, wanted))
                pieces.append(piece)
                wanted -= len(piece)
                self.ended = not piece
        except MigratorError as failure:
            self.failure, self.ended = failure, True
        self._data = b"".join(pieces)
        self._base = start
        self._plain = None
        return self.limit > before

    def peek(self) -> int | None:
        """The next byte that is no blank, which `at` then points to; None at the end."""
        while True:
            matched = _BLANKS.match(self._data, self.at - self._base)
            if matched:
                self.at = self._base + matched.end()
            if self.at < self.limit:
                return self._data[self.at - self._base]
            if not self.more():
                return None

    def search(
        self, pattern: re.Pattern[bytes], start: int, end: int | None = None
    ) -> tuple[int, int] | None:
        """Where the first group of `pattern` is found from `start` on, in what was read so far."""
        stop = len(self._data) if end is None else end - self._base
        found = pattern.search(self._data, start - self._base, stop)
        return (self._base + found.start(1), self._base + found.end(1)) if found else None

    def value_end(self, largest: int) -> End:
        """The end of the value that begins at `at`. Reads on as far as it must, up to `largest` bytes."""
        if not UNDERSTOOD:
            return self.structural_end(largest)
        while True:
            proof = self._data if self._plain is None else self._plain
            try:
                answer, place = _asked(memoryview(proof)[self.at - self._base :])
            except RecursionError:
                return self.structural_end(largest)
            end = self.at + place
            if answer == _FOLLOWED:
                return End(self._without_blanks(end - 1))
            if not answer and (
                self.ended or self._data[self._without_blanks(end) - self._base - 1] in b'}]"'
            ):
                return End(self._without_blanks(end))
            margin = 0 if self.ended else _LONGEST_WORD  # half a word at the edge of the window is no fault
            goes_on = not answer or answer == _CUT or end >= self.limit - margin
            if goes_on and not self.ended:
                if self.limit - self.at > largest:
                    return End(self.limit, "too-large")
                self.more()
            elif self._plain is None:
                self._plain = _plain(self._data)
            else:
                return End(self.limit, "cut-short") if goes_on else End(end, "broken")

    def structural_end(self, largest: int, until: int | None = None) -> End:
        """The same by brackets and quotes alone. With `until` it neither reads on nor looks further.

        "broken" if brackets of different kinds close each other.
        """
        structure = Structure()
        start = self.at
        while True:
            chunk = self.cut(start, self.limit if until is None else until)
            if (end := structure.end(chunk)) is not None:
                return End(start + end, None if structure.paired else "broken")
            start += len(chunk)
            if start - self.at > largest:
                return End(start, "too-large")
            if until is not None or not self.more():
                return End(start, "cut-short")

    def _without_blanks(self, end: int) -> int:
        while end > self.at and self._data[end - self._base - 1] in _BLANK:
            end -= 1
        return end


def _asked(value: memoryview) -> tuple[str, int]:
    """What the parser says of a value ("" if nothing is wrong), and the byte of which it says so."""
    try:
        _check(value)
    except msgspec.DecodeError as error:
        said = str(error)
        found = _AT_BYTE.search(said)
        return (said[: found.start()], int(found[1])) if found else (said, len(value))
    return "", len(value)


UNDERSTOOD = (_asked(memoryview(b"{} ,")), _asked(memoryview(b"[x]"))[1], _asked(memoryview(b'{"a"'))) == (
    (_FOLLOWED, 4),
    1,
    (_CUT, 4),
)


def _plain(data: bytes) -> bytes:
    plain = data.translate(_CONTROL)
    for odd, harmless in _ODD:
        plain = odd.sub(harmless, plain)
    return plain
