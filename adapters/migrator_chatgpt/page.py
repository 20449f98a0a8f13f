"""Conversations out of `chat.html`, where nothing else of an export holds them.

The page of classic exports repeats all conversations as `var jsonData = [ … ]`. It is read only if there is no other
file of conversations: a person may have kept the page alone.
"""

from __future__ import annotations

import io
import re
from typing import Any, BinaryIO

from migrator.source.utf8 import Bytes

_BEGINNING = re.compile(rb"(?:var|let|const)\s{1,8}jsonData\s{0,8}=\s{0,64}(?=\[)")
_STEP = 1 << 16
_OVERLAP = 128
_FAR = 16 << 20  # bytes of style and script that may stand before the conversations


def is_page(head: bytes) -> bool:
    """Whether a file that begins with `head` is a web page."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower().startswith((b"<!doctype html", b"<html"))


def records(stream: Bytes) -> BinaryIO | None:
    """`stream` from the list of conversations on; None if there is none."""
    buffer, passed = b"", 0
    while passed < _FAR:
        piece = stream.read(_STEP)
        if not piece:
            return None
        buffer += piece
        found = _BEGINNING.search(buffer)
        if found:
            return io.BufferedReader(_Rest(buffer[found.end() :], stream))
        passed += len(piece)
        buffer = buffer[-_OVERLAP:]
    return None


class _Rest(io.RawIOBase):
    """Bytes that were read already, then the rest of a stream."""

    def __init__(self, head: bytes, stream: Bytes) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._head:
            data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
