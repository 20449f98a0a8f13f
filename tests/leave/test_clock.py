"""Days and months go by the person's calendar, hours by the clock."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.leave import clock
from migrator.leave.content import Span

ISTANBUL, CAIRO, APIA = ZoneInfo("Europe/Istanbul"), ZoneInfo("Africa/Cairo"), ZoneInfo("Pacific/Apia")
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-11-30", 12, "2027-11-30"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(start, months, end):
    assert clock.after(dt.date.fromisoformat(start), Span(months=months), dt.UTC) == dt.date.fromisoformat(
        end
    )


def test_a_day_is_counted_where_the_person_lives():
    late = dt.datetime(2026, 11, 20, 22, 30, tzinfo=dt.UTC)  # already the 21st in Istanbul
    assert clock.after(late, Span(days=7), ISTANBUL) == dt.date(2026, 11, 28)
    assert clock.after(late, Span(days=7), dt.UTC) == dt.date(2026, 11, 27)


def test_twenty_four_hours_are_twenty_four_hours_when_the_clocks_change():
    before = dt.datetime(2026, 10, 29, 12, 0, tzinfo=CAIRO)  # Egypt leaves summer time on 30 October 2026
    end = clock.after(before, Span(hours=24), CAIRO)
    assert end - before.astimezone(dt.UTC) == dt.timedelta(hours=24)
    assert end.astimezone(CAIRO).hour == 11


def test_a_day_begins_at_its_midnight_there():
    day = dt.date(2026, 11, 21)
    assert clock.moment(day, ISTANBUL) == dt.datetime(2026, 11, 20, 21, 0, tzinfo=dt.UTC)
    assert clock.passed(day, dt.datetime(2026, 11, 20, 21, 0, tzinfo=dt.UTC), ISTANBUL)
    assert not clock.passed(day, dt.datetime(2026, 11, 20, 20, 59, tzinfo=dt.UTC), ISTANBUL)


def test_a_day_is_over_when_the_whole_of_it_is():
    day = dt.date(2026, 11, 21)
    assert not clock.over(day, dt.datetime(2026, 11, 21, 20, 59, tzinfo=dt.UTC), ISTANBUL)
    assert clock.over(day, dt.datetime(2026, 11, 21, 21, 0, tzinfo=dt.UTC), ISTANBUL)


def test_a_moment_is_shown_in_the_zone_of_the_person():
    assert clock.text(dt.datetime(2026, 11, 21, 6, 5, tzinfo=dt.UTC), ISTANBUL) == "2026-11-21 09:05"
    assert clock.text(dt.date(2026, 11, 21), ISTANBUL) == "2026-11-21"


@given(DAYS, st.integers(0, 400), st.sampled_from([dt.UTC, ISTANBUL, CAIRO, APIA]))
def test_days_before_undo_days_after(day, days, zone):
    assert clock.before(clock.after(day, Span(days=days), zone), Span(days=days), zone) == day


@given(DAYS, st.integers(0, 24), st.integers(0, 24))
def test_more_months_are_never_earlier(day, one, other):
    less, more = sorted((one, other))
    assert clock.after(day, Span(months=less), dt.UTC) <= clock.after(day, Span(months=more), dt.UTC)
