"""Where a JSON value ends, by its brackets and quotes alone.

For values that no parser wants: nested too deeply, or too large to hold. Between chunks it keeps the brackets that are
open, one byte each, and it does not judge what stands inside.
"""

from __future__ import annotations

import re

_OUTSIDE = re.compile(rb'["{}\[\]]')
_INSIDE = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_ATOM = re.compile(rb'[^\s"{}\[\],:]*+')
_CLOSING = {ord("}"): ord("{"), ord("]"): ord("[")}
_QUOTE, _FIRST = ord('"'), b'{["'


class Structure:
    """Feed it the bytes of one value from its first on. `paired`: no bracket was closed by one of the other kind."""

    def __init__(self) -> None:
        self.paired = True
        self._open: bytearray | None = None
        self._atom = False
        self._in_string = False
        self._escaped = False

    def end(self, chunk: bytes, at: int = 0) -> int | None:
        """Where in `chunk` the value ends that goes on at `at`, or None if it goes on behind the chunk."""
        if at >= len(chunk):
            return None
        if self._open is None:
            self._open, self._atom = bytearray(), chunk[at] not in _FIRST
        if self._atom:
            matched = _ATOM.match(chunk, at)
            return matched.end() if matched and matched.end() < len(chunk) else None
        if self._escaped:
            self._escaped = False
            at += 1
        while at < len(chunk):
            if self._in_string:
                at = self._string_end(chunk, at)
                if self._in_string:
                    return None
            else:
                found = _OUTSIDE.search(chunk, at)
                if found is None:
                    return None
                at = found.end()
                if chunk[at - 1] == _QUOTE:
                    self._in_string = True
                    continue
                if (opening := _CLOSING.get(chunk[at - 1])) is None:
                    self._open.append(chunk[at - 1])
                elif not self._open or self._open.pop() != opening:
                    self.paired = False
            if not self._open:
                return at
        return None

    def _string_end(self, chunk: bytes, at: int) -> int:
        matched = _INSIDE.match(chunk, at)
        at = matched.end() if matched else at
        if at == len(chunk):
            return at
        if chunk[at] == _QUOTE:
            self._in_string = False
        else:  # a backslash as the last byte
            self._escaped = True
        return at + 1
