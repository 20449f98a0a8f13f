"""Attempts to get round each rule of the gate. Every test starts from somebody whose gate is open and breaks one thing."""

import datetime as dt

import msgspec
import pytest
from people import CONTENT, Person

from migrator.errors import ConditionNotMet, UsageError
from migrator.leave import gate
from migrator.leave.record import Record
from migrator.leave.seen import Original, Seen

PLUS = ("level=delete", "plan=plus", "payer=apple", "login=apple", "region=turkiye", "accounts=one")


def ready(*words: str) -> Person:
    """Somebody who has done everything in order and slept on it."""
    person = Person("2026-11-01T09:00+00:00")
    person.set(*(words or PLUS))
    person.add("export")
    person.verify()
    person.copy()
    person.everything("reread")
    person.everything("delete-account", "ask-admin-delete")
    person.later(hours=25)
    return person


def refused(person: Person) -> str:
    """What is said when the person tries to tick the delete step; the journal must not change."""
    before = len(person.records)
    with pytest.raises(ConditionNotMet) as caught:
        person.do("delete-account")
    assert caught.value.exit_code == 7
    assert len(person.records) == before
    assert not person.plan().ready_to_delete
    return caught.value.message


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
    assert person.missing() == {"verify-archive"}
    person.verify()
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


@pytest.mark.parametrize(
    ("payer", "step"),
    [
        ("web", "cancel-web"),
        ("apple", "cancel-apple"),
        ("google-play", "cancel-google-play"),
        ("api", "cancel-api"),
        ("ads", "stop-ads"),
    ],
)
def test_each_payer_has_to_be_stopped(payer, step):
    person = ready(*PLUS, f"payer={payer}")
    person.undo(step)
    assert person.missing() == {step}
    refused(person)


def test_a_payer_that_turns_up_later_shuts_it():
    person = ready()
    person.set("payer=apple,google-play")
    assert person.missing() == {"cancel-google-play"}


def test_saying_that_nobody_pays_for_a_paid_plan_stops_nobody():
    person = ready()
    person.set("payer=nobody")
    assert {"cancel-web", "cancel-google-play"} <= person.missing()


def test_an_owner_has_to_cancel_the_workspace_and_a_member_does_not():
    person = ready(*PLUS, "plan=business", "payer=workspace", "role=owner")
    person.undo("cancel-workspace")
    assert person.missing() == {"cancel-workspace"}
    person.set("role=member")
    assert person.missing() == set()
    person.set("role=unknown")
    assert person.missing() == {"cancel-workspace"}


def test_deleting_does_not_tick_what_it_does_not_stop():
    person = ready(*PLUS, "payer=apple,google-play")
    for step in ("cancel-apple", "cancel-google-play"):
        person.undo(step)
    person.set("account=deleted", "deleted-on=2026-11-01")
    assert person.state("delete-account") == "done"
    assert person.state("cancel-apple") == "open"
    assert person.state("cancel-google-play") == "open"


def test_new_links_in_a_later_export_open_the_links_step_again():
    person = ready()
    person.has(links=("share-1",))
    assert person.missing() == {"delete-links"}
    person.do("delete-links")
    assert person.missing() == set()
    person.has(links=("share-1", "share-2"))
    assert person.missing() == {"delete-links"}


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


def test_an_unknown_plan_takes_the_safest_branch():
    person = ready()
    person.set("plan=unknown")
    assert {"check-workspace", "export-twice"} <= person.missing()


def test_an_unknown_region_asks_for_a_second_export():
    person = ready()
    person.set("region=unknown")
    assert person.missing() == {"export-twice"}
    person.later(days=1)
    person.add("second")
    person.verify()
    person.copy()
    for step in ("match-account", "sign-off"):
        person.do(step)
    assert person.missing() == set()


def test_adding_the_same_export_twice_is_not_two_exports():
    person = ready()
    person.set("region=unknown")
    person.add("export")
    assert "export-twice" in person.missing()


def test_an_unknown_payer_means_every_payer():
    person = ready()
    person.set("payer=unknown")
    assert {"cancel-web", "cancel-google-play", "cancel-api", "stop-ads"} <= person.missing()


def test_where_plan_or_region_is_unknown_payers_come_before_the_night():
    person = Person("2026-11-01T09:00+00:00")
    person.set("level=delete", "login=google", "accounts=one")
    person.add("export")
    person.later(days=1)
    person.add("second")
    person.verify()
    person.copy()
    stops = [s.id for s in CONTENT.step if s.stops]
    person.everything("reread", *stops)
    assert set(stops) <= set(person.look().stand(CONTENT.find_step("reread")).blocked_by)
    for step in stops:
        person.do(step)
    person.do("reread")
    person.later(hours=23)
    person.undo("cancel-web")
    person.do("cancel-web")
    person.later(hours=2)
    assert person.missing() == {"cool-off"}


@pytest.mark.parametrize("step", [s.id for s in CONTENT.step if s.destroys == "content"])
def test_nothing_inside_the_account_is_emptied_before_the_archive_is_safe(step):
    words = (*PLUS, "level=empty", "payer=apple,api")
    person = ready(*words)
    assert person.state(step) == "done"
    for break_it in (
        lambda p: p.verify(ok=False),
        lambda p: p.copy(ok=False),
        lambda p: p.has(gaps={"missing-files": 1}),
        lambda p: p.undo("sign-off"),
        lambda p: p.later(days=8),
    ):
        other = ready(*words)
        other.undo(step)
        break_it(other)
        assert other.state(step) == "blocked"
        with pytest.raises(ConditionNotMet):
            other.do(step)


def test_a_workspace_member_goes_through_the_same_gate():
    person = ready(*PLUS, "plan=business", "payer=workspace", "role=member")
    assert person.state("delete-account") == "not-applicable"
    assert person.state("ask-admin-delete") == "open"
    person.verify(ok=False)
    assert person.state("ask-admin-delete") == "blocked"
    with pytest.raises(ConditionNotMet):
        person.do("ask-admin-delete")
