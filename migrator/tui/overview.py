"""The overview in words and in bars: every bar has its number and its name beside it, and can be left out."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from migrator.app.keeping.overview import Overview
from migrator.i18n import _, in_use, listed, ngettext, when
from migrator.shape import tongues

BAR = 20
_STEPS = "▁▂▃▄▅▆▇█"
_MOST = 8  # rows of one section
_GAPS = 4


class Section(msgspec.Struct, frozen=True):
    """A title, rows of a bar (of `BAR` cells at most) and words, sentences below; `line`: values to draw through all."""

    title: str
    rows: tuple[tuple[str, str], ...]
    below: tuple[str, ...] = ()
    line: tuple[int, ...] = ()


def lines(seen: Overview) -> Iterator[str]:
    """The overview without any drawing."""
    yield from summary(seen)
    for section in sections(seen):
        yield ""
        yield section.title
        yield from (f"  {words}" for _bar, words in section.rows)
        yield from (f"  {sentence}" for sentence in section.below)


def summary(seen: Overview) -> Iterator[str]:
    """How much there is."""
    yield ngettext("{n} conversation", "{n} conversations", seen.conversations).format(n=seen.conversations)
    yield ngettext("{n} message", "{n} messages", seen.messages).format(n=seen.messages)
    pages = seen.characters // 1800
    yield _("{n} characters, about {pages} pages of a book").format(n=seen.characters, pages=pages)
    if seen.attachments:
        yield _("{n} attachments, {missing} of them in no export").format(
            n=seen.attachments, missing=seen.missing
        )


def sections(seen: Overview) -> Iterator[Section]:
    """What there is to draw."""
    if seen.months:
        yield _months(seen)
    if seen.models:
        yield Section(_("Models"), _shares(seen.models[:_MOST], sum(n for _name, n in seen.models)))
    if seen.languages:
        told = tuple(
            (_("not to be told") if tag is None else tongues.name(tag), n) for tag, n in seen.languages
        )
        rows = _shares(told[:_MOST], sum(n for _name, n in told))
        yield Section(_("Languages, by how each chat begins"), rows)
    if seen.longest:
        yield Section(_("Longest"), tuple(_longest(seen)))


def _months(seen: Overview) -> Section:
    most = max(n for _month, n in seen.months)
    years: dict[str, list[tuple[str, int]]] = {}
    for month, n in seen.months:
        years.setdefault(month[:4], []).append((month, n))
    rows = []
    for own in years.values():
        drawn = "".join(_STEPS[(len(_STEPS) - 1) * n // most] if n else "·" for _month, n in own)
        lead = " " * (int(own[0][0][5:]) - 1)
        n = sum(n for _month, n in own)
        year = in_use().year(int(own[0][0][:4]))
        rows.append((f"{lead}{drawn}", f"{year}  " + ngettext("{n} chat", "{n} chats", n).format(n=n)))
    below = []
    if (busiest := seen.busiest) is not None:
        month, n = busiest
        below.append(
            ngettext(
                "busiest month: {month}, {n} conversation", "busiest month: {month}, {n} conversations", n
            ).format(month=when.month(month), n=n)
        )
    if seen.gaps:
        below.append(_("nothing was begun in: {months}").format(months=listed(_gaps(seen))))
    title = _("New conversations by month, from {first} to {last}").format(
        first=when.month(seen.months[0][0]), last=when.month(seen.months[-1][0])
    )
    return Section(title, tuple(rows), tuple(below), tuple(n for _month, n in seen.months))


def _gaps(seen: Overview) -> Iterator[str]:
    """The longest times in which nothing was begun, in their order."""
    longest = sorted(seen.gaps, key=lambda gap: -_months_of(*gap))[:_GAPS]
    yield from (when.months(*gap) for gap in sorted(longest))
    if len(seen.gaps) > _GAPS:
        yield "…"


def _months_of(first: str, last: str) -> int:
    return 12 * (int(last[:4]) - int(first[:4])) + int(last[5:]) - int(first[5:]) + 1


def _shares(counts: tuple[tuple[str, int], ...], total: int) -> tuple[tuple[str, str], ...]:
    most = max(n for _name, n in counts)
    form = in_use()
    return tuple(
        (
            "▇" * max(1, round(BAR * n / most)),
            f"{form.figure(n):>6} {form.portion(n / total):>5}  {name}".replace("\n", " "),
        )
        for name, n in counts
    )


def _longest(seen: Overview) -> Iterator[tuple[str, str]]:
    most = max(1, seen.longest[0][1])
    for title, n in seen.longest:
        words = f"{in_use().figure(n):>6}  {title or _('Untitled')}".replace("\n", " ")
        yield "▇" * max(1, round(BAR * n / most)), words
