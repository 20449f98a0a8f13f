"""Columns as people read them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from migrator.i18n import in_use
from migrator.text import width

COLUMNS = 80  # of a terminal that nobody made wider
_LEAST = 24  # columns for a text that goes on below itself


def table(rows: Sequence[Sequence[object]], *, right: bool = False, wrapped: bool = False) -> Iterator[str]:
    """`rows` as lines with their columns one under the other; `right` pushes cells to the right end of theirs.

    The last column is left as it is, so that a text of any length and direction may stand in it. `wrapped`: it goes on
    in the next line, in its own column, where it would pass the edge of the terminal.
    """
    cells = [[str(in_use().said(cell)) for cell in row] for row in rows]
    wide = [max(width(row[n]) for row in cells) for n in range(len(cells[0]) - 1)] if cells else []
    for row in cells:
        columns = []
        for cell, most in zip(row, wide, strict=False):
            blanks = " " * (most - width(cell))
            columns.append(blanks + cell if right else cell + blanks)
        start = "  ".join([*columns, ""])
        room = max(_LEAST, COLUMNS - width(start))
        pieces = textwrap.wrap(row[-1], room, break_long_words=False) if wrapped else []
        yield (start + (pieces[0] if pieces else row[-1])).rstrip()
        for piece in pieces[1:]:
            yield " " * width(start) + piece
