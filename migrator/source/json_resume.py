"""Where the next record begins after one that is broken.

Records of one file begin alike: with the same first key, mostly with the same second one. That is no proof, and it is
used for nothing else: a file without a fault never comes here.
"""

from __future__ import annotations

import re

from migrator.source.json_window import End, Window

_TEXT = rb'"(?:[^"\\]|\\.)*+"'
_ATOM = rb'[^\s"{}\[\],:]++'
_VALUE = rb"(?:" + _TEXT + rb"|" + _ATOM + rb")"
_HEAD = re.compile(
    rb"\{\s*+(" + _TEXT + rb")\s*+:(?:\s*+" + _VALUE + rb"\s*+,\s*+(" + _TEXT + rb")\s*+:)?+", re.DOTALL
)
_JUNK = re.compile(rb'([^,\]{\["]++)')
_FOLLOWS = re.compile(rb"(\s*+(?:\]|,\s*+\{))")
_REACH = 1 << 16


def head_of(start: bytes, *, keys: int = 2) -> re.Pattern[bytes] | None:
    """How records begin that begin as this one does, and that another one stands before; None with fewer `keys`."""
    found = _HEAD.match(start)
    if found is None or (keys == 2 and found[2] is None):
        return None
    head = rb",\s*+(\{\s*+" + re.escape(found[1]) + rb"\s*+:"
    if found[2] is not None:
        head += rb"\s*+" + _VALUE + rb"\s*+,\s*+" + re.escape(found[2]) + rb"\s*+:"
    return re.compile(head + rb")", re.DOTALL)


def resume(window: Window, fault: int, head: re.Pattern[bytes] | None, largest: int) -> End:
    """How far the broken record at `window.at` goes, of which the parser complained at `fault`."""
    first = window.cut(window.at, window.at + 1)
    if head is not None:
        return _by_head(window, fault, head, largest)
    if first in (b"{", b"[", b'"'):
        end = window.structural_end(largest)
        return End(end.at, end.fault or "broken")
    junk = window.search(_JUNK, window.at)
    return End(junk[1] if junk and junk[0] == window.at else window.at + 1, "broken")


def _by_head(window: Window, fault: int, head: re.Pattern[bytes], largest: int) -> End:
    # A bracket or quote that is missing makes the parser stumble over the head of the next record ...
    while window.limit < fault + _REACH and window.more():
        pass
    start = window.at + 1
    while (found := window.search(head, start)) and found[0] <= fault:
        if fault <= found[1]:
            return End(found[0], "broken")
        start = found[1]
    # ... anything else leaves the record's own brackets in order, or at least the next head is further on.
    start = fault
    while (found := window.search(head, start)) is None:
        if window.limit - window.at > largest:
            return End(window.limit, "too-large")
        start = max(start, window.limit - _REACH)
        if not window.more():
            break
    limit = found[0] if found else window.limit
    end = window.structural_end(largest, until=limit)
    follows = window.search(_FOLLOWS, end.at)
    if end.fault is None and end.at > fault and follows is not None and follows[0] == end.at:
        return End(end.at, "broken")
    return End(limit, "broken")
