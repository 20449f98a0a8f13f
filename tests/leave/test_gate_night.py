"""Attempts to shorten the night, to turn the clock, or to delete what one did not choose to."""

import datetime as dt

import pytest
from opened import ready, refused

from migrator.leave.record import Record


def test_ticking_right_after_deciding_is_too_early():
    person = ready()
    person.undo("reread")
    person.do("reread")
    assert person.missing() == {"cool-off"}
    person.later(hours=23, minutes=59)
    refused(person)
    person.later(minutes=1)
    assert person.missing() == set()


def test_midnight_is_not_a_night():
    person = ready()
    person.undo("reread")
    person.now = dt.datetime(2026, 11, 3, 23, 59, tzinfo=dt.UTC)
    person.do("reread")
    person.later(minutes=2)
    refused(person)


def test_changing_the_time_zone_does_not_shorten_the_night():
    person = ready()
    person.undo("reread")
    person.do("reread")
    person.set("zone=Pacific/Kiritimati")
    person.later(hours=12)
    refused(person)


def test_the_night_starts_again_when_the_level_was_something_else_meanwhile():
    person = ready()
    person.set("level=pause")
    person.later(hours=30)
    person.set("level=delete")
    assert person.missing() == {"cool-off"}


def test_saying_the_same_level_again_does_not_start_the_night_again():
    person = ready()
    person.set("level=delete")
    assert person.missing() == set()


def test_a_backdated_note_does_not_shorten_the_night():
    person = ready()
    person.undo("reread")
    person.do("reread", "2026-10-01T09:00 decided long ago")
    assert person.missing() == {"cool-off"}


def test_a_clock_that_was_set_back_is_not_believed():
    person = ready()
    person.later(days=-3)
    assert "clock" in person.missing()
    assert "clock" in refused(person)


def test_a_record_from_the_future_opens_nothing():
    person = ready()
    person.records = [r for r in person.records if r.kind != "verify"]
    later = person.now + dt.timedelta(days=1)
    person.records.append(Record(at=later, kind="verify", value={"ok": True, "problems": 0}))
    assert {"clock", "verify-archive"} <= person.missing()


@pytest.mark.parametrize("level", ["pause", "stop-paying", "empty", "unknown"])
def test_every_other_level_shuts_it(level):
    person = ready()
    person.set(f"level={level}")
    assert "choose-level" in person.missing()
    refused(person)
