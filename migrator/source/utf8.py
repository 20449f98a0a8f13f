"""JSON files in any of their encodings, as UTF-8. Editors and spreadsheets re-save files as UTF-16, or add a mark."""

from __future__ import annotations

import codecs
import json
from typing import BinaryIO, Protocol

from migrator.source.limits import STEP


class Bytes(Protocol):
    """What is needed of a stream here."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; none at the end."""


def as_utf8(stream: BinaryIO) -> Bytes:
    """`stream` from its present position as UTF-8, without a byte-order mark. UTF-8 passes through unchanged."""
    head = b""
    while len(head) < 4 and (piece := stream.read(STEP)):
        head += piece
    encoding = json.detect_encoding(head)
    if encoding == "utf-8-sig":
        return _Rest(stream, head[3:])
    if encoding == "utf-8":
        return _Rest(stream, head)
    return _Transcoded(stream, head, encoding)


class _Rest:
    def __init__(self, stream: BinaryIO, head: bytes) -> None:
        self._stream, self._head = stream, head

    def read(self, size: int, /) -> bytes:
        if self._head:
            piece, self._head = self._head[:size], self._head[size:]
            return piece
        return self._stream.read(size)


class _Transcoded:
    """UTF-16 or UTF-32. Unpaired surrogates pass as their three bytes, which `json_values.parse` understands."""

    def __init__(self, stream: BinaryIO, head: bytes, encoding: str) -> None:
        self._stream: Bytes = _Rest(stream, head)
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._ready = b""
        self._ended = False

    def read(self, size: int, /) -> bytes:
        while not self._ready and not self._ended:
            piece = self._stream.read(size)
            self._ended = not piece
            try:
                text = self._decoder.decode(piece, final=self._ended)
            except UnicodeDecodeError:  # cut in the middle of a character, or not this encoding after all
                self._ended, text = True, "\ufffd"
            self._ready = text.encode("utf-8", "surrogatepass")
        piece, self._ready = self._ready[:size], self._ready[size:]
        return piece
