"""The overview: when, with which models, how long, and where nothing was said, as bars with words beside them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from migrator.i18n import _, ngettext
from migrator.vault.index.browse import Listed

_BARS = "▁▂▃▄▅▆▇█"


def lines(listed: Sequence[Listed]) -> Iterator[str]:
    """The overview of these conversations."""
    messages = sum(one.messages for one in listed)
    yield ngettext("{n} conversation", "{n} conversations", len(listed)).format(n=len(listed))
    yield ngettext("{n} message", "{n} messages", messages).format(n=messages)
    characters = sum(one.characters for one in listed)
    yield _("{n} characters, about {pages} pages of a book").format(n=characters, pages=characters // 1800)
    lacking = sum(one.missing for one in listed)
    files = sum(one.attachments for one in listed)
    if files:
        yield _("{n} attachments, {missing} of them in no export").format(n=files, missing=lacking)
    months = Counter(when[:7] for one in listed if (when := one.created or one.first))
    if months:
        yield from _months(months)
    yield from _bars(_("Models"), Counter(one.model for one in listed if one.model))
    yield ""
    yield _("Longest")
    for one in sorted(listed, key=lambda one: -one.messages)[:5]:
        said = ngettext("{n} message", "{n} messages", one.messages).format(n=one.messages)
        yield f"  {said:>14}  {one.title or _('Untitled')}".replace("\n", " ")


def _months(months: Counter[str]) -> Iterator[str]:
    every = list(_between(min(months), max(months)))
    most = max(months.values())
    yield ""
    yield _("New conversations by month, from {first} to {last}").format(first=every[0], last=every[-1])
    years: dict[str, list[str]] = {}
    for month in every:
        years.setdefault(month[:4], []).append(month)
    for year, own in years.items():
        line = "".join(_BARS[(len(_BARS) - 1) * months[m] // most] if months[m] else "·" for m in own)
        lead = " " * (int(own[0][5:]) - 1)
        total = sum(months[m] for m in own)
        yield f"  {year}  {lead + line:12}  {total}"
    busiest = max(months, key=lambda month: (months[month], month))
    yield "  " + _("busiest month: {month}, {n} conversations").format(month=busiest, n=months[busiest])
    gaps = list(_gaps(every, months))
    if gaps:
        yield "  " + _("nothing was begun in: {months}").format(months=", ".join(gaps[:6]))


def _gaps(every: Sequence[str], months: Counter[str]) -> Iterator[str]:
    run: list[str] = []
    for month in [*every, ""]:
        if month and not months[month]:
            run.append(month)
        elif run:
            yield run[0] if len(run) == 1 else f"{run[0]} – {run[-1]}"
            run = []


def _between(first: str, last: str) -> Iterator[str]:
    day, end = dt.date.fromisoformat(first + "-01"), dt.date.fromisoformat(last + "-01")
    while day <= end:
        yield f"{day:%Y-%m}"
        day = (day + dt.timedelta(days=32)).replace(day=1)


def _bars(title: str, counts: Counter[str]) -> Iterator[str]:
    if not counts:
        return
    yield ""
    yield title
    most = max(counts.values())
    for name, n in counts.most_common(8):
        bar = "█" * max(1, round(20 * n / most))
        share = f"{n / counts.total():.0%}"
        yield f"  {bar:20} {n:5} {share:>4}  {name}".replace("\n", " ")
