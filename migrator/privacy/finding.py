"""What was found in a text."""

from __future__ import annotations

import bisect
from typing import Literal, NamedTuple

Confidence = Literal["certain", "likely", "possible"]


class Finding(NamedTuple):
    """One value: `text[start:end]` is `value`. `key` is the same for all spellings of one value of its kind.

    `bare`: it is a number without quotes in data or code, so that a stand-in needs quotes.
    """

    kind: str
    start: int
    end: int
    value: str
    key: str
    confidence: Confidence
    bare: bool = False


class Candidate(NamedTuple):
    """What a finder reports: places in the view, and the key."""

    kind: str
    start: int
    end: int
    key: str
    confidence: Confidence = "certain"


class Taken:
    """Places that do not overlap, in order: a text may hold tens of thousands."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        """One more place, which overlaps none."""
        at = bisect.bisect_left(self._starts, start)
        self._starts.insert(at, start)
        self._ends.insert(at, end)

    def until(self, start: int, end: int) -> int | None:
        """Where the last place ends that overlaps `start` to `end`; None if none does."""
        at = bisect.bisect_left(self._starts, end) - 1
        return self._ends[at] if at >= 0 and self._ends[at] > start else None
