"""Days, months and hours from a moment on, by the person's own calendar.

A length in days or months ends at the start of a day where the person lives; one in hours at a moment, on the clock,
so that a change to summer time neither gives nor takes an hour.
"""

from __future__ import annotations

import calendar
import datetime as dt

from migrator.leave.content import Span

When = dt.date | dt.datetime


def after(start: When, span: Span, zone: dt.tzinfo) -> When:
    """`start` plus `span`: a moment if the span is in hours, else a day in `zone`."""
    if span.hours and not (span.days or span.months):
        return moment(start, zone).astimezone(dt.UTC) + dt.timedelta(hours=span.hours)
    return _months(day(start, zone), span.months) + dt.timedelta(days=span.days)


def before(end: When, span: Span, zone: dt.tzinfo) -> When:
    """`end` minus `span`."""
    return after(end, Span(hours=-span.hours, days=-span.days, months=-span.months), zone)


def day(when: When, zone: dt.tzinfo) -> dt.date:
    """The day that it is in `zone`."""
    return when.astimezone(zone).date() if isinstance(when, dt.datetime) else when


def moment(when: When, zone: dt.tzinfo) -> dt.datetime:
    """The moment at which it begins: the start of the day in `zone`, if it is a day."""
    return when if isinstance(when, dt.datetime) else dt.datetime.combine(when, dt.time(), zone)


def passed(when: When, now: dt.datetime, zone: dt.tzinfo) -> bool:
    """Whether `when` has come: the moment, or the start of the day."""
    return now >= moment(when, zone)


def over(when: When, now: dt.datetime, zone: dt.tzinfo) -> bool:
    """Whether `when` is behind us: after the moment, or once the whole day is over."""
    return now > when if isinstance(when, dt.datetime) else day(now, zone) > when


def text(when: When, zone: dt.tzinfo) -> str:
    """`when` for a person: a day, or day and time in `zone`."""
    if isinstance(when, dt.datetime):
        return f"{when.astimezone(zone):%Y-%m-%d %H:%M}"
    return when.isoformat()


def _months(start: dt.date, months: int) -> dt.date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))
