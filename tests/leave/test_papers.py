"""`migrate leave calendar` and `migrate leave report`: files of the person's own, never over another."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from migrator.vault.content import content_of
from migrator.vault.kinds import Grant, Handed
from migrator.vault.originals import add


@pytest.fixture
def stocked(vault, export):
    add(vault, content_of(export))
    return vault


def test_the_dates_go_into_a_calendar_once(leave, tmp_path):
    leave("set", "level=stop-paying", "plan=plus", "payer=web", "renews-web=2099-05-31")
    out = tmp_path / "leaving.ics"
    told = leave("calendar", "--out", out, "--json").document
    assert {date["step"] for date in told["dates"]} >= {"cancel-web"}
    assert told["dates"][-1]["kind"] in {"by", "from"}
    assert b"DTSTART;VALUE=DATE:20990530\r\n" in out.read_bytes()
    assert out.stat().st_mode & 0o777 == 0o600
    before = out.read_bytes()
    assert leave("calendar", "--out", out).code == 2
    assert out.read_bytes() == before


def test_without_a_date_there_is_no_calendar(leave, tmp_path):
    ran = leave("calendar", "--out", tmp_path / "leaving.ics", "--json")
    assert (ran.code, ran.error["kind"]) == (7, "condition-not-met")
    assert not (tmp_path / "leaving.ics").exists()


def test_the_record_tells_what_was_said_saved_done_and_noted(leave, stocked, tmp_path):
    leave("set", "level=stop-paying", "plan=plus", "payer=apple")
    leave("done", "list-identities", "--proof", "*Google* and <b>a phone</b>")
    out = tmp_path / "record.md"
    told = leave("report", "--out", out, "--json").document
    assert told["steps"] > told["done"] > 0
    text = out.read_text("utf-8")
    assert out.stat().st_mode & 0o777 == 0o600
    assert stocked.folder.as_posix() not in text
    (line,) = [line for line in text.splitlines() if "List every way you sign in" in line]
    assert line.startswith("- [x] ")
    assert "phone" in line
    assert "<b>" not in line.replace("\\<", "")
    assert "*Google*" not in line.replace("\\*", "")
    assert "SHA-256" in text
    assert "Through Apple" in text
    assert leave("report", "--out", out).code == 2


def test_a_record_that_cannot_be_written_leaves_nothing(leave, stocked, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("migrator.app.leaving.papers._steps", full)
    assert leave("report", "--out", tmp_path / "record.md").code == 8
    assert not (tmp_path / "record.md").exists()


def test_the_record_tells_what_other_assistants_were_given(leave, vault, tmp_path):
    assert leave("report", "--out", tmp_path / "before.md").code == 0
    assert "other assistants" not in (tmp_path / "before.md").read_text("utf-8")
    with vault.writing():
        vault.journal.put(
            {"garden": Grant(only=("title:*tea*",), made=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))}
        )
        for n in range(3):
            one = Handed(
                grant="garden", client="<b>odd</b> 1", tool="read_chat", size=1000, chats=("a", f"b{n}")
            )
            vault.journal.put(
                {f"run-{n}": msgspec.structs.replace(one, at=dt.datetime(2026, 11, 2, 3, n, tzinfo=dt.UTC))}
            )
    leave("report", "--out", tmp_path / "after.md")
    text = (tmp_path / "after.md").read_text("utf-8")
    (line,) = [line for line in text.splitlines() if "3 answers" in line]
    assert "from 4 chats" in line
    assert "3.0 kB" in line
    assert "<b>" not in line.replace("\\<", "")
    assert "*tea*" not in text.replace("\\*", "")


def test_a_note_in_the_record_commands_no_terminal(leave, tmp_path):
    leave("set", "level=pause", "login=apple")
    note = "\x1b]52;c;AAA\a \x9b31m \u202egpj.exe <script>"
    assert leave("done", "list-identities", "--proof", note).code == 0
    assert leave("report", "--out", tmp_path / "record.md").code == 0
    text = (tmp_path / "record.md").read_text("utf-8")
    assert "gpj.exe" in text
    assert not any(c in text for c in "\x1b\a\x9b\u202e")
