"""The dates of a list as a calendar that any calendar program takes."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from people import Person

from migrator.leave import dates
from migrator.leave.dates import Date

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)


def unfolded(data: bytes) -> list[str]:
    assert data.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    return data.decode().replace("\r\n ", "").split("\r\n")[:-1]


def made(*found: Date) -> list[str]:
    return unfolded(dates.calendar(found, owner="v", now=NOW, about="migrate leave show {id}"))


def test_a_day_and_a_moment():
    moment = dt.datetime(2026, 11, 26, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=3)))
    lines = made(
        Date(step="cancel-web", title="Cancel", when=dt.date(2026, 12, 1), kind="by"),
        Date(step="download-export", title="Download, now; \\ soon", when=moment, kind="by"),
    )
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Migrator//migrate leave//EN"]
    assert "DTSTART;VALUE=DATE:20261201" in lines
    at = lines.index(
        "DTSTART:20261126T103000Z"
    )  # the hour that ends with the deadline, and two hours before that
    assert lines[at + 1] == "DTEND:20261126T113000Z"
    assert "TRIGGER:-PT1H" in lines[at:]
    assert "SUMMARY:Download\\, now\\; \\\\ soon" in lines
    assert "UID:cancel-web-v@migrator.invalid" in lines
    assert "DESCRIPTION:migrate leave show cancel-web" in lines
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == lines.count("BEGIN:VALARM") == 2


def test_a_wait_that_is_over_begins_at_its_moment():
    moment = dt.datetime(2026, 11, 26, 14, 30, tzinfo=dt.UTC)
    lines = made(Date(step="s", title="Wait", when=moment, kind="from"))
    at = lines.index("DTSTART:20261126T143000Z")
    assert lines[at + 1] == "DTEND:20261126T153000Z"
    assert "TRIGGER:-PT2H" in lines


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_title_comes_out_whole_on_lines_that_are_short_enough(title):
    lines = made(Date(step="s", title=title, when=dt.date(2026, 12, 1), kind="by"))
    (said,) = [line.removeprefix("SUMMARY:") for line in lines if line.startswith("SUMMARY:")]
    plain = said.replace("\\\\", "\0").replace("\\;", ";").replace("\\,", ",").replace("\0", "\\")
    assert plain == title


def test_what_is_ahead_comes_in_order_and_what_is_over_does_not():
    person = Person("2026-11-01T09:00+00:00", "Europe/Istanbul")
    person.set("level=stop-paying", "plan=plus", "payer=web", "login=google", "renews-web=2026-11-20")
    person.do("secure-mailbox")
    person.do("request-export")
    person.do("receive-link", "2026-11-01T10:00")
    look = person.look()
    found = list(
        dates.ahead(map(look.stand, look.content.step), {s.id: s.title for s in look.content.step}, look.zone)
    )
    assert [date.step for date in found][:2] == ["download-export", "cancel-web"]
    assert found[0].when == dt.datetime.fromisoformat("2026-11-02T10:00+03:00")
    person.later(days=30)
    look = person.look()
    later = dates.ahead(
        map(look.stand, look.content.step), {s.id: s.title for s in look.content.step}, look.zone
    )
    assert not {"download-export", "cancel-web"} & {date.step for date in later}
