"""Lines of the screens with what is written from right to left put in order, after they have been laid out.

Laying out comes first, because a text that is turned round before it is broken into lines would begin with its end. So
this is a filter on finished lines: it sees every line of every widget, and nothing that is copied, stored or written.

A line that is one piece is set towards the side on which most of its letters begin. Pieces that stand in columns (two
blanks or a drawn line between them) keep their places, each in its own order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from migrator import i18n
from migrator.tui.direction.clusters import clusters
from migrator.tui.direction.joining import joined
from migrator.tui.direction.order import is_right_to_left, mirrored, order

# Every block with letters that are written from right to left.
_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_TURNED = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")  # shapes that only `joined` makes
_DRAWN = re.compile("[\u2500-\u259f]")
_CURSOR = "›"  # of `widgets.rows`, in the first cell
_MOST = 2000  # characters; what is longer is no line of a terminal

Cell = tuple[str, Style | None]


class Direction(LineFilter):
    """`turning`: put lines in order. Otherwise they stay as they are, for a terminal that does it; `met` says if it matters."""

    def __init__(self, *, turning: bool) -> None:
        super().__init__()
        self.turning = turning
        self.met = False

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's signature
        """One line of one widget."""
        if not any(not one.text.isascii() and _LETTER.search(one.text) for one in segments):
            return segments
        # The language's own name, among those to choose from, is no reason to ask who puts lines in order.
        self.met = self.met or "".join(one.text for one in segments).strip() != i18n.NAMES["ar"]
        if not self.turning or any(one.control or _TURNED.search(one.text) for one in segments):
            return segments  # also what shines through from behind a box: it has been put in order already
        cells = [(char, one.style) for one in segments for char in clusters(one.text)]
        texts = tuple(char for char, _style in cells)
        if len(texts) > _MOST:
            return segments
        made = _settled(texts, _line(texts, i18n.language() == "ar"))
        return _segments((shown, cells[place][1]) for place, shown in made)


def visual(text: str) -> str:
    """`text`, one piece, as a terminal has to be given it that shows letters one after another, from the left."""
    return "".join(shown for _place, shown in _piece(clusters(text), 0, from_right=True)).rstrip()


@lru_cache(2048)
def _line(chars: tuple[str, ...], language_from_right: bool) -> list[tuple[int, str]]:
    """From left to right: the place in `chars`, and what is shown for it."""
    between = [_is_between(chars, place) for place in range(len(chars))]
    shown: list[tuple[int, str]] = []
    for apart, group in groupby(range(len(chars)), between.__getitem__):
        places = list(group)
        if apart:
            shown += [(place, chars[place]) for place in places]
            continue
        piece = chars[places[0] : places[-1] + 1]
        from_right = _from_right(piece, language_from_right)
        made = _piece(piece, places[0], from_right=from_right)
        if from_right and between.count(False) == len(piece):
            return _set_right(chars, places[0], places[-1] + 1, made)
        shown += made
    return shown


def _settled(chars: Sequence[str], made: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """`made` if it takes as many cells as `chars` did, else these: the widgets beside it must not move."""
    wide = cell_len("".join(text for _place, text in made))
    return made if wide == cell_len("".join(chars)) else list(enumerate(chars))


def _is_between(chars: Sequence[str], place: int) -> bool:
    """Whether a drawn line is there, or a blank at the edge or beside a blank or a drawn line."""
    if _DRAWN.match(chars[place]) or (place < 2 and chars[0] == _CURSOR):
        return True
    if chars[place] != " ":
        return False
    beside = (*chars[max(0, place - 1) : place], *chars[place + 1 : place + 2])
    return len(beside) < 2 or any(char == " " or _DRAWN.match(char) for char in beside)


def _from_right(piece: Sequence[str], language_from_right: bool) -> bool:
    """Whether most letters of a piece are; or the first one, where that is how the language in use is written."""
    letters = [is_right_to_left(char[0]) for char in piece if _letter(char)]
    return 2 * sum(letters) > len(letters) or (language_from_right and letters[:1] == [True])


def _letter(char: str) -> bool:
    return unicodedata.bidirectional(char[0]) in {"L", "R", "AL"}


def _piece(piece: Sequence[str], first: int, *, from_right: bool) -> list[tuple[int, str]]:
    """One piece in order; two letters that became one leave a blank at its right, so that columns stay straight."""
    shapes = joined(piece)
    made = [
        (first + place, mirrored(shapes[place]) if turned else shapes[place])
        for place, turned in order(piece, int(from_right))
        if shapes[place]
    ]
    saved = sum(map(cell_len, piece)) - sum(cell_len(shown) for _place, shown in made)
    blanks = [(first + len(piece) - 1, " ")] * saved
    return [*made, *blanks]


def _set_right(
    chars: Sequence[str], start: int, end: int, made: list[tuple[int, str]]
) -> list[tuple[int, str]]:
    """The only piece of a line at the other side, as far from the edge there as it was here."""
    first, last = start, end
    while first and (chars[first - 1] == " " or (first == 1 and chars[0] == _CURSOR)):
        first -= 1
    while last < len(chars) and chars[last] == " ":
        last += 1
    move = max(0, (last - end) - (start - first))
    while made and made[-1][1] == " ":
        made = [made[-1], *made[:-1]]
    before = [(place, chars[place]) for place in range(start)]
    after = [(place, chars[place]) for place in range(end, len(chars))]
    return [*before, *reversed(after[:move]), *made, *after[move:]]  # a cursor behind the end stays beside it


def _segments(cells: Iterable[Cell]) -> list[Segment]:
    return [
        Segment("".join(text for text, _style in group), style)
        for style, group in groupby(cells, lambda cell: cell[1])
    ]
