"""The dates of a list as a calendar (iCalendar, RFC 5545), for any calendar program. Pure; the clock is handed in.

A day is an all-day entry that reminds on the day before at nine. A moment is the hour that ends there, or begins there
where a wait is over from then on, and reminds two hours before it: an entry without an end is drawn as an hour *after* its
start (khal 0.10.5), so that a deadline would seem to be later than it is.

The same list gives entries with the same ids. Programs that go by the id move what moved (khal import --batch does);
calcurse 4.7.1 adds all again and keeps the old days, so who uses such a one removes the old entries first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from migrator.leave import clock
from migrator.leave.look import Stand

_LINE = 75  # octets, RFC 5545 §3.1
_DAY_BEFORE = "-PT15H"
_HOUR = dt.timedelta(hours=1)
_TWO_HOURS = {"by": "-PT1H", "from": "-PT2H"}  # before the entry begins


class Date(msgspec.Struct, frozen=True, kw_only=True):
    """A day or moment of one step. `kind`: it is to be done *by* then, or the wait is over *from* then on."""

    step: str
    title: str
    when: clock.When
    kind: Literal["by", "from"]


def ahead(stands: Iterable[Stand], titles: dict[str, str], zone: dt.tzinfo) -> Iterator[Date]:
    """What has a date that is not over: steps that are open or come later, and ends of waits; the next first.

    Moments are given in `zone`.
    """
    found = [
        Date(
            step=stand.id,
            title=titles[stand.id],
            when=stand.due.astimezone(zone) if isinstance(stand.due, dt.datetime) else stand.due,
            kind="from" if stand.state == "waiting" else "by",
        )
        for stand in stands
        if stand.due is not None and not stand.overdue and stand.state in {"open", "waiting", "blocked"}
    ]
    yield from sorted(found, key=lambda date: clock.moment(date.when, zone))


def calendar(dates: Iterable[Date], *, owner: str, now: dt.datetime, about: str) -> bytes:
    """The file. `owner` tells the entries of one vault from those of another; `about` goes with each, `{id}` filled in."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Migrator//migrate leave//EN"]
    for date in dates:
        lines += _entry(date, owner, now, about)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _entry(date: Date, owner: str, now: dt.datetime, about: str) -> list[str]:
    if isinstance(date.when, dt.datetime):
        begins = date.when - _HOUR if date.kind == "by" else date.when
        span = [f"DTSTART:{_utc(begins)}", f"DTEND:{_utc(begins + _HOUR)}"]
        remind = _TWO_HOURS[date.kind]
    else:
        span, remind = [f"DTSTART;VALUE=DATE:{date.when:%Y%m%d}"], _DAY_BEFORE
    title = _text(date.title)
    return [
        "BEGIN:VEVENT",
        f"UID:{date.step}-{owner}@migrator.invalid",
        f"DTSTAMP:{_utc(now)}",
        *span,
        "TRANSP:TRANSPARENT",
        f"SUMMARY:{title}",
        f"DESCRIPTION:{_text(about.format(id=date.step))}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{title}",
        f"TRIGGER:{remind}",
        "END:VALARM",
        "END:VEVENT",
    ]


def _utc(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """RFC 5545 §3.3.11."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        words = words.replace(plain, escaped)
    return words


def _folded(line: str) -> bytes:
    """A content line: cut between characters, a blank before each part that goes on."""
    parts: list[bytes] = [b""]
    for char in line:
        data = char.encode("utf-8")
        if len(parts[-1]) + len(data) > (_LINE if len(parts) == 1 else _LINE - 1):
            parts.append(b"")
        parts[-1] += data
    return b"\r\n ".join(parts) + b"\r\n"
