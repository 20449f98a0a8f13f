"""Seeded choices: the same key gives the same values, on every machine and every version of Python.

Only `random.random` and `getrandbits` are used; `choice`, `shuffle` and `sample` have changed between versions.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Dice:
    """A source of choices, made from a key of any printable pieces."""

    __slots__ = ("bits", "random")

    def __init__(self, *key: object) -> None:
        source = random.Random("/".join(map(str, key)))
        self.random = source.random
        self.bits = source.getrandbits

    def chance(self, share: float) -> bool:
        """True in `share` of all throws."""
        return self.random() < share

    def pick(self, choices: Sequence[T]) -> T:
        """One of `choices`."""
        return choices[int(self.random() * len(choices))]

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both possible."""
        return low + int(self.random() * (high - low + 1))

    def uuid(self) -> str:
        """A UUID in the form of version 4."""
        raw = f"{self.bits(128):032x}"
        return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-{'89ab'[int(raw[16], 16) & 3]}{raw[17:20]}-{raw[20:]}"

    def hex(self, digits: int) -> str:
        """A string of hexadecimal digits."""
        return f"{self.bits(digits * 4):0{digits}x}"

    def base62(self, length: int) -> str:
        """A string of letters and digits."""
        number, out = self.bits(length * 6), []
        for _ in range(length):
            number, rest = divmod(number, 62)
            out.append(_BASE62[rest])
        return "".join(out)
