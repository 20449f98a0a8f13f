"""Lines in and lines out: JSON in UTF-8, one message a line, each with a limit.

While a server runs, file descriptor 1 is standard error and 0 the null device, so that a stray `print` of any library or
child process cannot end up between the messages.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

LONGEST = 1 << 20
"""Bytes of a line from the client. Of a longer one nothing is kept."""

_BLOCK = 1 << 16


class Wire:
    """Two file descriptors. One thread reads; any may write."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self.incoming = incoming
        self.outgoing = outgoing
        self._turn = threading.Lock()
        self.written = 0  # lines, and parts of lines: it grows as long as somebody reads
        self.is_writing = False

    def lines(self) -> Iterator[bytes | None]:
        """Each line without its end; None for one that is too long. Ends when the other side closes."""
        held = bytearray()
        dropping = False
        while block := os.read(self.incoming, _BLOCK):
            start = 0
            while (end := block.find(b"\n", start)) >= 0:
                held += block[start:end]
                if dropping or len(held) > LONGEST:
                    yield None
                else:
                    yield bytes(held)
                held, dropping, start = bytearray(), False, end + 1
            held += block[start:]
            if dropping or len(held) > LONGEST:
                held, dropping = bytearray(), True
        if held or dropping:
            yield None if dropping else bytes(held)

    def write(self, line: bytes) -> None:
        """Write a line with its end. BrokenPipeError if nobody reads any more."""
        with self._turn:
            left = memoryview(line)
            self.is_writing = True
            try:
                while left:
                    left = left[os.write(self.outgoing, left) :]
                    self.written += 1
            finally:
                self.is_writing = False


def claim() -> Wire:
    """The process's own standard input and output as a wire; nobody else reaches them any more."""
    incoming, outgoing = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return Wire(incoming, outgoing)
