"""Waiting times and due dates, seen by people who live through them."""

import datetime as dt

import pytest
from people import CONTENT, Person

from migrator.errors import ConditionNotMet, UsageError
from migrator.leave.record import Record


def stand(person, step):
    return person.look().stand(CONTENT.find_step(step))


@pytest.fixture
def someone():
    person = Person("2026-11-21T09:00+03:00", "Europe/Istanbul")
    person.set(
        "level=delete",
        "plan=plus",
        "payer=web",
        "login=google",
        "region=turkiye",
        "accounts=one",
        "uses=nothing",
    )
    person.do("secure-mailbox")
    return person


def test_the_export_is_waited_for_seven_days_and_may_come_earlier(someone):
    someone.do("request-export")
    assert (stand(someone, "receive-link").state, stand(someone, "receive-link").due) == (
        "waiting",
        dt.date(2026, 11, 28),
    )
    assert stand(someone, "late-export").state == "waiting"
    someone.later(days=2)
    someone.do("receive-link")
    assert stand(someone, "receive-link").state == "done"
    assert stand(someone, "late-export").state == "not-applicable"


def test_after_seven_days_it_is_late_and_not_before(someone):
    someone.do("request-export")
    someone.now = dt.datetime(2026, 11, 27, 20, 59, tzinfo=dt.UTC)
    with pytest.raises(ConditionNotMet, match="2026-11-28"):
        someone.do("late-export")
    someone.later(minutes=1)
    assert stand(someone, "late-export").state == "open"
    assert stand(someone, "receive-link").state == "open"


def test_the_link_lives_for_a_day_from_when_it_came_and_comes_first(someone):
    someone.do("request-export")
    someone.later(days=2)
    someone.do("receive-link", "2026-11-22 22:15 in the spam folder")
    due = stand(someone, "download-export").due
    assert due == dt.datetime(2026, 11, 23, 19, 15, tzinfo=dt.UTC)
    assert someone.plan().next[0] == "download-export"
    someone.later(days=1)
    assert stand(someone, "download-export").overdue


@pytest.mark.parametrize("note", ["in the spam folder", "2026-13-45 99:00", "2027-01-01 10:00"])
def test_a_time_that_is_none_or_lies_ahead_is_only_a_note(someone, note):
    someone.do("request-export")
    someone.later(days=1)
    someone.do("receive-link", note)
    assert stand(someone, "download-export").due == someone.now + dt.timedelta(days=1)


def test_a_refund_is_asked_for_within_fourteen_days_of_the_charge(someone):
    someone.set("charged=2026-11-10")
    assert stand(someone, "ask-refund").due == dt.date(2026, 11, 24)
    assert someone.plan().next[0] == "ask-refund"
    someone.later(days=4)
    assert stand(someone, "ask-refund").overdue
    assert "ask-refund" not in someone.plan().next


def test_a_plan_is_cancelled_the_day_before_it_renews(someone):
    someone.set("renews-web=2026-11-30")
    assert stand(someone, "cancel-web").due == dt.date(2026, 11, 29)
    assert someone.plan().next[0] == "cancel-web"


def test_the_statement_is_looked_at_after_the_last_renewal(someone):
    someone.set("payer=web,apple", "renews-web=2026-11-30", "renews-apple=2026-12-10")
    someone.do("cancel-web")
    assert stand(someone, "check-statement").state == "blocked"
    someone.do("cancel-apple")
    assert (stand(someone, "check-statement").state, stand(someone, "check-statement").due) == (
        "waiting",
        dt.date(2026, 12, 13),
    )


@pytest.mark.parametrize(
    ("region", "until"),
    [
        ("eea", dt.date(2026, 12, 22)),
        ("uk", dt.date(2026, 12, 22)),
        ("turkiye", dt.date(2026, 12, 22)),
        ("california", dt.date(2027, 1, 6)),
        ("saudi-arabia", dt.date(2026, 12, 22)),
        ("egypt", dt.date(2026, 12, 22)),
        ("switzerland", dt.date(2026, 12, 22)),
    ],
)
def test_the_answer_to_a_letter_is_waited_for_as_the_law_says(someone, region, until):
    someone.set(f"region={region}", "account=deleted", "deleted-on=2026-11-20")
    someone.later(days=1)
    someone.do("send-letter")
    assert (stand(someone, "log-reply").state, stand(someone, "log-reply").due) == ("waiting", until)


def test_nobody_without_such_a_law_is_told_to_wait_for_one(someone):
    someone.set("region=us", "account=deleted")
    assert stand(someone, "log-reply").state == "not-applicable"


def test_in_turkiye_a_complaint_is_due_after_the_answer_and_at_most_sixty_days_after_the_letter(someone):
    someone.set("account=deleted", "deleted-on=2026-11-20")
    someone.do("send-letter")
    someone.later(days=5)
    someone.do("log-reply")
    assert stand(someone, "complain").due == dt.date(2026, 12, 26)
    other = Person("2026-11-21T09:00+03:00", "Europe/Istanbul")
    other.set("level=delete", "region=turkiye", "account=deleted")
    other.do("send-letter")
    other.later(days=45)
    other.do("log-reply")
    assert stand(other, "complain").due == dt.date(2027, 1, 20)


def test_in_saudi_arabia_it_is_ninety_days(someone):
    someone.set("region=saudi-arabia", "account=deleted")
    someone.do("send-letter")
    someone.later(days=5)
    someone.do("log-reply")
    assert stand(someone, "complain").due == dt.date(2027, 2, 24)


def test_after_deleting_the_thirty_days_are_waited_for_and_nothing_is_promised(someone):
    someone.set("account=deleted", "deleted-on=2026-11-20")
    assert stand(someone, "thirty-days").due == dt.date(2026, 12, 20)
    with pytest.raises(ConditionNotMet):
        someone.do("thirty-days")
    assert "prove" in CONTENT.find_step("thirty-days").why


def test_gpts_of_an_enterprise_have_a_last_day(someone):
    someone.set("plan=enterprise", "uses=gpts")
    assert stand(someone, "copy-gpts").due == dt.date(2026, 12, 11)
    someone.set("plan=plus")
    assert stand(someone, "copy-gpts").due is None


def test_somebody_locked_out_is_led_to_the_portal_and_their_payers(someone):
    someone.set("account=locked-out", "payer=web")
    states = {s.id: s.state for s in someone.plan().steps}
    assert states["request-by-portal"] == "open"
    assert states["request-export"] == "not-applicable"
    assert states["turn-on-mfa"] == "not-applicable"
    assert states["cancel-web"] == "open"
    someone.do("request-by-portal")
    assert stand(someone, "receive-link").state == "waiting"


def test_an_incomplete_export_asks_for_another_until_the_gap_is_accepted(someone):
    someone.add("export")
    assert stand(someone, "export-again").state == "not-applicable"
    someone.has(gaps={"incomplete": 1})
    assert stand(someone, "export-again").state == "open"
    someone.accept("incomplete")
    assert stand(someone, "export-again").state == "not-applicable"


def test_what_was_answered_and_is_no_longer_an_answer_counts_as_not_said(someone):
    someone.records.append(Record(at=someone.now, kind="plan", key="plan", value=["platinum"]))
    assert not someone.look().situation.knows("plan")


@pytest.mark.parametrize("word", ["PLAN=Team", "plan=biz", "plan=Business"])
def test_names_that_people_use_are_understood(someone, word):
    someone.set(word)
    assert someone.look().situation.one("plan") == "business"


@pytest.mark.parametrize("word", ["region=TR", "region=Türkiye", "region=turkey"])
def test_countries_are_understood(someone, word):
    someone.set(word)
    assert someone.look().situation.one("region") == "turkiye"


def test_nothing_and_something_cannot_both_be_used(someone):
    with pytest.raises(UsageError):
        someone.set("uses=nothing,gpts")


def test_a_zone_that_only_looks_like_one_is_refused(someone):
    for zone in ("../etc/passwd", "/etc/localtime", "Europe", "", "Mars/Base"):
        if zone:
            with pytest.raises(UsageError):
                someone.set(f"zone={zone}")
