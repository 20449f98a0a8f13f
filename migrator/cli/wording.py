"""Numbers and columns as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrator.i18n import _
from migrator.text import width


def size(number: int) -> str:
    """A number of bytes: `12.3 MB`, in powers of a thousand."""
    if number < 1000:
        return f"{number} B"
    value = float(number)
    for name in ("kB", "MB"):
        value /= 1000
        if value < 999.95:
            return f"{value:.1f} {name}"
    return f"{value / 1000:.1f} GB"


def span(seconds: float) -> str:
    """A length of time: seconds up to a minute and a half, then minutes."""
    if seconds < 90:
        return _("{n} s").format(n=max(1, round(seconds)))
    return _("{n} min").format(n=round(seconds / 60))


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
