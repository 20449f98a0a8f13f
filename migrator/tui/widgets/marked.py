"""Words that were searched for, marked wherever they stand in what is laid out: Markdown, code, plain text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style

from migrator.vault.index.search import spots

FOUND = Style(bold=True, underline=True, reverse=True)
"""Seen without colours, too."""


class Marked:
    """`inside` as it is, with every place marked where one of `keys` (`shape.fold.plain`) stands on a line."""

    def __init__(self, inside: RenderableType, keys: Sequence[str]) -> None:
        self._inside = inside
        self._keys = list(keys)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines of `inside`, their segments cut where a mark begins or ends."""
        for line in Segment.split_lines(console.render(self._inside, options)):
            yield from marked(line, self._keys)
            yield Segment.line()


def marked(line: Sequence[Segment], keys: Sequence[str]) -> Iterator[Segment]:
    """The segments of one line."""
    found = spots("".join(segment.text for segment in line), list(keys))
    at = 0
    for text, style, control in line:
        cuts = {0, len(text)}
        for start, end in found:
            cuts |= {min(max(start - at, 0), len(text)), min(max(end - at, 0), len(text))}
        edges = sorted(cuts)
        for begin, end in itertools.pairwise(edges):
            inside = any(a <= at + begin and at + end <= b for a, b in found)
            yield Segment(text[begin:end], (style or Style()) + FOUND if inside else style, control)
        if not text:
            yield Segment(text, style, control)
        at += len(text)
