"""All conversations seen from far away: when, with which models, in which languages, how long, and where nothing was said."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from migrator.shape import tongues
from migrator.vault.index.browse import Listed

LONGEST = 5


class Overview(msgspec.Struct, frozen=True):
    """Counts. Months are `2024-05`; `months` has every one from the first to the last, with how many were begun in it.

    `languages` counts conversations by the tag of the language that they begin in, None where that cannot be told.
    `gaps` are the first and the last month of each time in which nothing was begun.
    """

    conversations: int
    messages: int
    branches: int
    characters: int
    attachments: int
    missing: int
    months: tuple[tuple[str, int], ...]
    gaps: tuple[tuple[str, str], ...]
    models: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str | None, int], ...]
    longest: tuple[tuple[str | None, int], ...]

    @property
    def busiest(self) -> tuple[str, int] | None:
        """The month in which most was begun, the later one of two."""
        return max(self.months, key=lambda one: (one[1], one[0]), default=None)


def overview(listed: Sequence[Listed], openings: Mapping[str, str]) -> Overview:
    """The overview of `listed`; `openings` has how each begins, by its id."""
    begun = Counter(when[:7] for one in listed if (when := one.created or one.first))
    months = tuple((month, begun[month]) for month in _between(begun))
    spoken = Counter(tongues.tongue(openings[one.id]) for one in listed if openings.get(one.id))
    longest = sorted(listed, key=lambda one: -one.messages)[:LONGEST]
    return Overview(
        conversations=len(listed),
        messages=sum(one.messages for one in listed),
        branches=sum(one.branches for one in listed),
        characters=sum(one.characters for one in listed),
        attachments=sum(one.attachments for one in listed),
        missing=sum(one.missing for one in listed),
        months=months,
        gaps=tuple(_gaps(months)),
        models=tuple(Counter(one.model for one in listed if one.model).most_common()),
        languages=tuple(sorted(spoken.items(), key=lambda one: (one[0] is None, -one[1]))),
        longest=tuple((one.title, one.messages) for one in longest),
    )


def _between(months: Counter[str]) -> Iterator[str]:
    if not months:
        return
    day, end = (dt.date.fromisoformat(month + "-01") for month in (min(months), max(months)))
    while day <= end:
        yield f"{day.year:04}-{day.month:02}"
        if (day.year, day.month) == (9999, 12):
            return
        day = (day + dt.timedelta(days=32)).replace(day=1)


def _gaps(months: Sequence[tuple[str, int]]) -> Iterator[tuple[str, str]]:
    run: list[str] = []
    for month, n in (*months, ("", 1)):
        if not n:
            run.append(month)
        elif run:
            yield run[0], run[-1]
            run = []
