"""Attempts to get round what has to be true of the archive. Every test starts from somebody whose gate is open and breaks one thing."""

import msgspec
import pytest
from opened import PLUS, ready, refused
from people import CONTENT, Person

from migrator.errors import ConditionNotMet
from migrator.leave import gate
from migrator.leave.record import Record
from migrator.leave.seen import Gap, fingerprint


def test_the_gate_opens_for_somebody_who_did_everything():
    person = ready()
    assert person.missing() == set()
    assert person.plan().ready_to_delete
    person.do("delete-account")
    assert person.state("delete-account") == "done"


def test_it_is_shut_for_somebody_who_did_nothing():
    person = Person("2026-11-01T09:00+00:00")
    assert not person.plan().ready_to_delete
    refused(person)


@pytest.mark.parametrize("step", sorted({*gate.ALSO, gate.SIGN_OFF, gate.RIGHT_ACCOUNT, gate.REREAD}))
def test_taking_back_any_condition_shuts_it(step):
    person = ready(*PLUS, "accounts=several")
    person.undo(step)
    assert step in person.missing()
    refused(person)


def test_a_later_failed_check_shuts_it_again():
    person = ready()
    person.verify(ok=False, problems=1)
    assert person.missing() == {"verify-archive"}
    assert "verify-archive" in refused(person)


def test_a_check_that_did_not_find_every_original_right_is_not_good():
    person = ready()
    right = {"name": "another"}
    person.records.append(Record(at=person.now, kind="verify", value={"ok": True, "originals": right}))
    assert person.missing() == {"verify-archive"}
    person.later(minutes=1)
    right = {"name": "another", "other": "export"}
    person.records.append(Record(at=person.now, kind="verify", value={"ok": True, "originals": right}))
    assert person.missing() == set()


def test_a_failed_check_counts_even_if_the_clock_was_set_back_for_it():
    person = ready()
    person.later(hours=-2)
    person.verify(ok=False)
    person.later(hours=2)
    assert person.missing() == {"verify-archive"}


@pytest.mark.parametrize("value", [None, {}, {"ok": "yes"}, {"ok": 1}, "ok", []])
def test_a_check_that_does_not_say_clearly_that_it_is_good_is_not_good(value):
    person = ready()
    person.records.append(Record(at=person.now, kind="verify", value=value))
    assert "verify-archive" in person.missing()


def test_a_good_check_grows_old():
    person = ready()
    person.later(days=7)
    assert person.missing() == {"verify-archive", "second-copy"}
    person.verify()
    person.copy()
    assert person.missing() == set()


def test_a_check_before_the_last_original_was_added_does_not_count():
    person = ready()
    person.add("another")
    assert {"verify-archive", "second-copy", "sign-off", "match-account"} <= person.missing()
    person.verify()
    assert "verify-archive" not in person.missing()


def test_no_tick_can_stand_in_for_the_vault():
    person = Person("2026-11-01T09:00+00:00")
    person.set(*PLUS)
    for step in CONTENT.step:
        if step.held_by and step.id not in {"choose-level", "find-payers"}:
            with pytest.raises(ConditionNotMet):
                person.do(step.id)
    person.add("export")
    person.records += [
        Record(at=person.now, kind="tick", key=s, value={"state": "done"})
        for s in ("verify-archive", "second-copy", "close-gaps", "add-export", "cool-off", "export-twice")
    ]
    assert {"verify-archive", "second-copy"} <= person.missing()
    assert person.state("cool-off") == "blocked"


def test_a_journal_with_missing_records_vouches_for_nothing():
    person = ready()
    person.seen = msgspec.structs.replace(person.seen, sound=False)
    assert person.missing() == {"verify-archive"}


def test_a_copy_on_the_same_device_does_not_count():
    person = ready()
    person.records = [r for r in person.records if r.kind != "copy"]
    person.copy(elsewhere=False)
    assert person.missing() == {"second-copy"}
    refused(person)


def test_a_copy_whose_hashes_did_not_agree_does_not_count():
    person = ready()
    person.records = [r for r in person.records if r.kind != "copy"]
    person.copy(ok=False)
    assert person.missing() == {"second-copy"}


def test_a_copy_that_was_good_and_is_found_bad_later_does_not_count():
    person = ready()
    person.copy(ok=False)
    assert person.missing() == {"second-copy"}


def test_a_copy_that_lacks_an_original_does_not_count():
    person = ready()
    person.add("note", export=False)
    person.verify()
    assert "second-copy" in person.missing()


@pytest.mark.parametrize(
    "value", [None, {}, {"ok": True}, {"ok": True, "elsewhere": True, "originals": "export"}]
)
def test_a_copy_that_does_not_say_what_it_holds_does_not_count(value):
    person = ready()
    person.records = [r for r in person.records if r.kind != "copy"]
    person.records.append(Record(at=person.now, kind="copy", key="stick", value=value))
    assert person.missing() == {"second-copy"}


@pytest.mark.parametrize(
    "trouble", ["away", "keys", "damaged", "lacking", "diverged", "same-disk", "same-place", "unknown-disk"]
)
def test_a_copy_that_is_not_found_as_it_was_shuts_the_gate_and_says_why(trouble):
    person = ready()
    person.seen = msgspec.structs.replace(person.seen, troubles={"stick": trouble})
    assert person.missing() == {"second-copy"}
    assert "stick" in refused(person)
    # A stick is not always plugged in; what comes before the last step does not wait for that.
    assert person.state("second-copy") == ("done" if trouble == "away" else "open")


def test_a_copy_that_nobody_looked_at_while_others_were_is_as_good_as_away():
    person = ready()
    person.seen = msgspec.structs.replace(person.seen, troubles={})
    assert person.missing() == {"second-copy"}


def test_the_person_s_word_stands_in_for_what_the_computer_cannot_tell_and_for_that_place_alone():
    person = ready()
    gap = Gap(id="copy-place", kind="place", count=1, print=fingerprint(["stick"]))
    person.seen = msgspec.structs.replace(person.seen, troubles={"stick": "unknown-disk"}, gaps=(gap,))
    assert person.missing() == {"second-copy", "close-gaps"}
    person.accept("copy-place")
    assert person.missing() == set()
    person.seen = msgspec.structs.replace(person.seen, troubles={"stick": "damaged"}, gaps=())
    assert person.missing() == {"second-copy"}
    person.copy("other stick")
    person.seen = msgspec.structs.replace(
        person.seen, troubles={"stick": "away", "other stick": "unknown-disk"}
    )
    assert person.missing() == {"second-copy"}


def test_files_of_the_vault_that_are_not_as_they_were_shut_the_gate():
    person = ready()
    person.seen = msgspec.structs.replace(person.seen, damaged=1)
    assert person.missing() == {"verify-archive"}
