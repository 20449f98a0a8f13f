"""Columns as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrator.text import width


def table(rows: Sequence[Sequence[object]], *, right: bool = False) -> Iterator[str]:
    """`rows` as lines with their columns one under the other; `right` pushes cells to the right end of theirs.

    The last column is left as it is, so that a text of any length and direction may stand in it.
    """
    cells = [[str(cell) for cell in row] for row in rows]
    wide = [max(width(row[n]) for row in cells) for n in range(len(cells[0]) - 1)] if cells else []
    for row in cells:
        columns = []
        for cell, most in zip(row, wide, strict=False):
            blanks = " " * (most - width(cell))
            columns.append(blanks + cell if right else cell + blanks)
        yield "  ".join([*columns, row[-1]]).rstrip()
