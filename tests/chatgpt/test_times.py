"""Times are read in every spelling seen, and never made up."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator_chatgpt.times import moment
from tests.chatgpt.making import chain, message, read

MAY_DAY = dt.datetime(2024, 5, 1, 10, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "raw",
    [
        1714557600,
        1714557600.0,
        1714557600000,
        1714557600000000,
        1714557600000000000,
        "1714557600",
        "1714557600.0",
        "2024-05-01T10:00:00Z",
        "2024-05-01T10:00:00+00:00",
        "2024-05-01T13:00:00+03:00",
        "2024-05-01T10:00:00",
        " 2024-05-01 10:00:00 ",
    ],
)
def test_one_moment_in_many_spellings(raw):
    assert moment(raw) == MAY_DAY
    assert moment(raw).tzinfo is dt.UTC


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "soon",
        "2024",
        0,
        -1,
        1e30,
        -1e30,
        10**40,
        float("nan"),
        float("inf"),
        True,
        [],
        {},
        "0",
        "nan",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+23:59",
        "1" * 400,
    ],
)
def test_what_is_no_time_gives_none(raw):
    assert moment(raw) is None


def test_a_time_that_does_not_fit_stays_raw_in_extra():
    found = read([chain([message("user", "a", create_time=-5, update_time="soon")], create_time=1e30)]).one
    assert (found.created, found.extra["create_time"]) == (None, 1e30)
    first = found.messages[0]
    assert (first.created, first.updated) == (None, None)
    assert first.extra == {"create_time": -5, "update_time": "soon"}


def test_microseconds_survive():
    assert moment(1704629915.775304) == dt.datetime(2024, 1, 7, 12, 18, 35, 775304, tzinfo=dt.UTC)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists))
def test_nothing_makes_it_raise(raw):
    when = moment(raw)
    assert when is None or (when.tzinfo is dt.UTC and 2000 <= when.year < 2100)
