"""What was found in a text."""

from __future__ import annotations

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
