"""Attempts to get round the rule that each gap of the archive is mended, or accepted by name."""

import datetime as dt

import pytest
from opened import PLUS, ready, refused
from people import CONTENT, Person

from migrator.errors import ConditionNotMet, UsageError
from migrator.leave.record import Record
from migrator.leave.seen import Original, Seen


@pytest.mark.parametrize("kind", ["incomplete", "unreadable", "missing-files"])
def test_a_gap_shuts_it_until_it_is_accepted_by_name(kind):
    person = ready()
    person.has(gaps={kind: 3})
    assert person.missing() == {"close-gaps"}
    refused(person)
    person.accept(kind)
    assert person.missing() == set()


def test_an_accepted_gap_that_grows_has_to_be_accepted_again():
    person = ready()
    person.has(gaps={"missing-files": 3})
    person.accept("missing-files")
    person.has(gaps={"missing-files": 4})
    assert person.missing() == {"close-gaps"}


def test_accepting_one_gap_does_not_accept_another():
    person = ready()
    person.has(gaps={"missing-files": 3, "unreadable": 1})
    person.accept("missing-files")
    assert person.missing() == {"close-gaps"}


def test_an_acceptance_without_the_mark_of_the_gap_accepts_nothing():
    person = ready()
    person.has(gaps={"missing-files": 3})
    person.records.append(
        Record(at=person.now, kind="tick", key="missing-files", value={"state": "accepted"})
    )
    person.records.append(Record(at=person.now, kind="tick", key="missing-files", value={"state": "done"}))
    assert person.missing() == {"close-gaps"}


def test_an_acceptance_can_be_taken_back():
    person = ready()
    person.has(gaps={"missing-files": 3})
    person.accept("missing-files")
    person.undo("missing-files")
    assert person.missing() == {"close-gaps"}


@pytest.mark.parametrize("step", [s.id for s in CONTENT.step])
def test_no_step_can_be_accepted_away(step):
    with pytest.raises(ConditionNotMet):
        ready().accept(step)


def test_a_gap_that_is_not_there_cannot_be_accepted_in_advance():
    with pytest.raises(UsageError):
        ready().accept("missing-files")


def test_chats_that_the_person_misses_are_a_gap():
    person = ready()
    person.set("archive=missing")
    assert person.missing() == {"close-gaps"}
    person.accept("something-missing")
    assert person.missing() == set()
    person.add("new")
    person.verify()
    person.copy()
    person.do("match-account")
    assert person.missing() == {"close-gaps", "sign-off"}


def test_an_export_that_was_old_when_it_came_is_a_gap():
    person = ready()
    added = person.seen.originals[0].added
    person.seen = Seen(originals=person.seen.originals, last=added - dt.timedelta(days=200))
    assert person.missing() == {"close-gaps"}
    person.seen = Seen(originals=person.seen.originals, last=added - dt.timedelta(days=2))
    assert person.missing() == set()


def test_doing_without_an_export_is_not_offered_on_a_personal_plan():
    person = ready()
    person.seen = Seen()
    assert "add-export" in person.missing()
    with pytest.raises(UsageError):
        person.accept("no-export")


def test_a_doing_without_that_was_accepted_falls_when_the_plan_turns_out_personal():
    person = Person("2026-11-01T09:00+00:00")
    person.set(*PLUS, "plan=business", "role=member", "payer=workspace")
    person.accept("no-export")
    assert "add-export" not in person.missing()
    person.set("plan=plus")
    assert "add-export" in person.missing()


def test_a_note_by_hand_is_no_export():
    person = ready()
    person.seen = Seen(
        originals=(Original(sha256="export", added=person.seen.originals[0].added, export=False),)
    )
    assert "add-export" in person.missing()
