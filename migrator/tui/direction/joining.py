"""Arabic letters in the shapes that they take beside one another, for terminals that show each letter alone.

The shapes are the presentation forms of Unicode, found in its own data. A letter that has none there stays as it is.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence

_ISOLATED, _FINAL, _INITIAL, _MEDIAL = "<isolated>", "<final>", "<initial>", "<medial>"
_LAM = "\u0644"
_JOINERS = "\u200c\u200d"  # they have done their work when the shapes are chosen
_STRETCH = {"\u0640", "\u200d"}  # tatweel and the joiner: they join on both sides and keep their look


@functools.cache
def _shapes() -> dict[tuple[str, str], str]:
    """(letters, where in a word) → the shape."""
    found: dict[tuple[str, str], str] = {}
    for code in (*range(0xFB50, 0xFDD0), *range(0xFE80, 0xFEFD)):
        where, _blank, letters = unicodedata.decomposition(chr(code)).partition(" ")
        made = "".join(chr(int(letter, 16)) for letter in letters.split())
        if where and (
            len(made) == 1 or code >= 0xFEF5
        ):  # of the ligatures only lam with alef, which is a must
            found.setdefault((made, where), chr(code))
    return found


def joined(clusters: Sequence[str]) -> list[str]:
    """`clusters`, in the order in which they are written, in their shapes; "" where one went into the one before."""
    shapes = _shapes()
    shown = list(clusters)
    for place, cluster in enumerate(clusters):
        if not shown[place] or ord(cluster[0]) < 0x0600:
            continue
        letter, marks = cluster[0], cluster[1:]
        before = place > 0 and _forward(clusters[place - 1]) and _backward(cluster)
        following = clusters[place + 1] if place + 1 < len(clusters) else ""
        after = bool(following) and _forward(cluster) and _backward(following)
        if letter == _LAM and after:
            ligature = shapes.get((letter + following[0], _FINAL if before else _ISOLATED))
            if ligature is not None:
                shown[place] = ligature + marks + following[1:]
                shown[place + 1] = ""
                continue
        where = {
            (False, False): _ISOLATED,
            (True, False): _FINAL,
            (False, True): _INITIAL,
            (True, True): _MEDIAL,
        }
        shown[place] = shapes.get((letter, where[before, after]), letter) + marks.rstrip(_JOINERS)
    return shown


def _forward(cluster: str) -> bool:
    """Whether it reaches out to the letter after it."""
    if "\u200c" in cluster:
        return False
    return cluster[-1] == "\u200d" or cluster[0] in _STRETCH or (cluster[0], _INITIAL) in _shapes()


def _backward(cluster: str) -> bool:
    """Whether it reaches out to the letter before it."""
    return cluster[0] in _STRETCH or (cluster[0], _FINAL) in _shapes()
