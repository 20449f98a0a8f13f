"""The order in which the characters of one line are shown: the Unicode Bidirectional Algorithm (UAX 9).

Left out is what cannot come up: the characters that embed, override and isolate are replaced before anything is shown
(`text.safe`). Held against another implementation in the tests.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

_NEUTRAL = frozenset({"B", "S", "WS", "ON", "BN"})
_STRONG = {"L": 0, "R": 1, "EN": 1, "AN": 1}  # how what stands beside neutrals counts
_OTHERWISE = {"<": ">", "«": "»", "‹": "›", "≤": "≥"}
_CLOSING = {
    chr(code): chr(code + step)
    for first, last, step in (
        (0x28, 0x28, 1), (0x5B, 0x5B, 2), (0x7B, 0x7B, 2), (0x0F3A, 0x0F3C, 1), (0x169B, 0x169B, 1),
        (0x2045, 0x2045, 1), (0x207D, 0x207D, 1), (0x208D, 0x208D, 1), (0x2308, 0x230A, 1), (0x2329, 0x2329, 1),
        (0x2768, 0x2774, 1), (0x27C5, 0x27C5, 1), (0x27E6, 0x27EE, 1), (0x2983, 0x298B, 1), (0x2991, 0x2997, 1),
        (0x29D8, 0x29DA, 1), (0x29FC, 0x29FC, 1), (0x2E22, 0x2E28, 1), (0x3008, 0x3010, 1), (0x3014, 0x301A, 1),
        (0xFE59, 0xFE5D, 1), (0xFF08, 0xFF08, 1), (0xFF3B, 0xFF3B, 2), (0xFF5B, 0xFF5B, 2), (0xFF5F, 0xFF5F, 1),
        (0xFF62, 0xFF62, 1),
    )
    for code in range(first, last + 1, 2)
}  # fmt: skip
_MIRRORED = {one: other for pair in (_CLOSING | _OTHERWISE).items() for one, other in (pair, pair[::-1])}
_MOST_OPEN = 63  # brackets in one another, as the algorithm has it


def is_right_to_left(char: str) -> bool:
    """Whether `char` is a letter that is written from right to left."""
    return unicodedata.bidirectional(char) in {"R", "AL"}


def mirrored(cluster: str) -> str:
    """What is shown for `cluster` where the text runs from right to left: `(` for `)`."""
    return _MIRRORED.get(cluster, cluster)


def order(chars: Sequence[str], base: int) -> Iterator[tuple[int, bool]]:
    """From left to right, the place in `chars` of what is shown, and whether it runs from right to left.

    `base`: 0 if the line as a whole runs from left to right, 1 if from right to left.
    """
    levels = _levels(chars, base)
    places = list(range(len(chars)))
    for level in range(max(levels, default=0), 0, -1):  # L2
        start = 0
        while start < len(places):
            end = start
            while end < len(places) and levels[places[end]] >= level:
                end += 1
            places[start:end] = places[start:end][::-1]
            start = end + 1
    return ((place, levels[place] % 2 == 1) for place in places)


def _levels(chars: Sequence[str], base: int) -> list[int]:
    classes = [unicodedata.bidirectional(char[0]) or "L" for char in chars]
    kinds = _weak(list(classes), base)
    _brackets(chars, kinds, classes, base)
    _neutral(kinds, base)
    raised = {"L": 2, "R": 1, "EN": 2, "AN": 2} if base else {"L": 0, "R": 1, "EN": 2, "AN": 2}  # I1, I2
    levels = [raised[kind] for kind in kinds]
    for place in range(len(chars) - 1, -1, -1):  # L1: the end of the line
        if classes[place] not in {"WS", "B", "S", "BN"}:
            break
        levels[place] = base
    return [base if kind in {"S", "B"} else level for kind, level in zip(classes, levels, strict=True)]


def _weak(kinds: list[str], base: int) -> list[str]:
    """Rules W1 to W7."""
    edge = "R" if base else "L"
    before, strong = edge, edge
    for place, kind in enumerate(kinds):
        if kind == "NSM":  # W1
            kind = kinds[place] = before  # noqa: PLW2901 - it is what stands before it from here on
        before = kind
        if kind in {"L", "R", "AL"}:
            strong = kind
        elif kind == "EN" and strong == "AL":  # W2
            kinds[place] = "AN"
    kinds = ["R" if kind == "AL" else kind for kind in kinds]  # W3
    for place in range(1, len(kinds) - 1):  # W4
        one, kind, other = kinds[place - 1 : place + 2]
        if one == other and ((kind in {"ES", "CS"} and one == "EN") or (kind == "CS" and one == "AN")):
            kinds[place] = one
    start = 0
    while start < len(kinds):  # W5
        end = start
        while end < len(kinds) and kinds[end] in {"ET", "BN"}:
            end += 1
        if "ET" in kinds[start:end] and "EN" in (*kinds[end : end + 1], *kinds[max(0, start - 1) : start]):
            kinds[start:end] = ["EN"] * (end - start)
        start = end + 1
    strong = edge
    for place, kind in enumerate(kinds):
        if kind in {"ET", "ES", "CS"}:  # W6
            kinds[place] = "ON"
        elif kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":  # W7
            kinds[place] = "L"
    return kinds


def _brackets(chars: Sequence[str], kinds: list[str], classes: Sequence[str], base: int) -> None:
    """Rule N0: brackets that belong together take one direction."""
    towards = "R" if base else "L"
    for opening, closing in _pairs(chars, kinds):
        inside = {("L" if kind == "L" else "R") for kind in kinds[opening + 1 : closing] if kind in _STRONG}
        if towards in inside:
            chosen = towards
        elif inside:
            before = next((kind for kind in reversed(kinds[:opening]) if kind in _STRONG), towards)
            chosen = next(iter(inside)) if ("L" if before == "L" else "R") in inside else towards
        else:
            continue
        for place in (opening, closing):
            kinds[place] = chosen
            for after in range(place + 1, len(kinds)):
                if classes[after] != "NSM":
                    break
                kinds[after] = chosen


def _pairs(chars: Sequence[str], kinds: Sequence[str]) -> list[tuple[int, int]]:
    waiting: list[tuple[str, int]] = []
    found: list[tuple[int, int]] = []
    for place, char in enumerate(chars):
        if kinds[place] != "ON":
            continue
        if char in _CLOSING:
            if len(waiting) == _MOST_OPEN:
                break
            waiting.append((_CLOSING[char], place))
        else:
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][0] == char:
                    found.append((waiting[depth][1], place))
                    del waiting[depth:]
                    break
    return sorted(found)


def _neutral(kinds: list[str], base: int) -> None:
    """Rules N1 and N2."""
    edge = base
    start = 0
    while start < len(kinds):
        end = start
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        before = _STRONG[kinds[start - 1]] if start else edge
        after = _STRONG[kinds[end]] if end < len(kinds) else edge
        kinds[start:end] = ["LR"[before if before == after else base]] * (end - start)
        start = end + 1
