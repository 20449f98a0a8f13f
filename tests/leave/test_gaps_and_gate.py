"""Gaps, the vault's own checks, and the gate, through `migrate leave` on a real vault."""

import datetime as dt
import io
import sys

import pytest
from people import CONTENT, PASSPHRASE

from migrator.app.context import Context
from migrator.app.keeping.copying import copy
from migrator.vault import kinds
from migrator.vault.content import content_of
from migrator.vault.handle import unlock
from migrator.vault.originals import add
from migrator.vault.verify import verify


@pytest.fixture
def stocked(vault, export):
    add(vault, content_of(export))
    return vault


@pytest.mark.parametrize("level", ["unknown", "pause", "stop-paying", "empty", "delete"])
def test_the_delete_step_does_not_say_how_while_it_is_shut(leave, level):
    leave("set", f"level={level}")
    shown = leave("show", "delete-account", "--json").document
    assert shown["how"] == []
    assert shown["missing"]
    assert shown["facts"] == []
    assert "DELETE" not in leave("show", "delete-account").out


def test_saying_that_the_account_is_deleted_does_not_tell_how(leave):
    leave("set", "level=delete", "account=deleted", "deleted-on=2026-11-01")
    shown = leave("show", "delete-account", "--json").document
    assert (shown["step"]["state"], shown["how"]) == ("done", [])


@pytest.mark.parametrize("level", ["pause", "stop-paying"])
def test_a_step_that_empties_does_not_say_how_to_somebody_who_did_not_choose_it(leave, level):
    leave("set", f"level={level}")
    for step in CONTENT.step:
        if step.destroys == "content":
            shown = leave("show", step.id, "--json").document
            assert (shown["how"], shown["facts"]) == ([], [])
            assert shown["missing"]


def test_the_export_tells_its_gaps_links_and_whose_it_is(leave, stocked):
    ran = leave("status", "--json")
    assert {g["id"] for g in ran.document["gaps"]} >= {"missing-files"}
    links = leave("links", "--json").document["links"]
    assert links
    assert all(link["url"].startswith("https://chatgpt.com/share/") and link["title"] for link in links)
    whose = leave("show", "match-account", "--json").document["beside"]
    assert len(whose) == 1
    assert "•••@" in whose[0]


def test_the_exports_are_read_once_and_again_only_when_one_is_added(
    leave, stocked, export, tmp_path, monkeypatch
):
    from migrator.app.leaving import book

    calls = []
    real = book.survey
    monkeypatch.setattr(book, "survey", lambda *args: calls.append(1) or real(*args))
    leave("status")
    leave("next")
    assert len(calls) == 1
    other = tmp_path / "other.zip"
    from migrator.sample import make

    make(7, "D", 61).write_zip(other)
    add(stocked, content_of(other))
    leave("status")
    assert len(calls) == 2


def type_in(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_a_gap_is_accepted_by_typing_the_phrase(leave, stocked, monkeypatch):
    type_in(monkeypatch, "Go on  WITHOUT it\n")
    assert leave("accept", "missing-files").code == 0
    gaps = {g["id"]: g["accepted"] for g in leave("status", "--json").document["gaps"]}
    assert gaps["missing-files"] is True
    assert leave("undo", "missing-files").code == 0
    gaps = {g["id"]: g["accepted"] for g in leave("status", "--json").document["gaps"]}
    assert gaps["missing-files"] is False


@pytest.mark.parametrize("typed", ["yes\n", "\n\ny\n", "go on\n"])
def test_other_words_accept_nothing(leave, stocked, monkeypatch, typed):
    type_in(monkeypatch, typed)
    assert leave("accept", "missing-files").code == 7
    assert "missing-files" not in stocked.journal.raw("tick")


def test_nothing_is_accepted_without_somebody_to_type(leave, stocked):
    assert leave("accept", "missing-files", "--no-input").code == 2
    assert leave("accept", "sign-off", "--no-input").code == 7
    assert leave("accept", "no-such-gap", "--no-input").code == 2


def test_the_vault_s_own_check_and_copy_open_their_steps(leave, stocked, tmp_path, stick):
    states = {s["id"]: s["state"] for s in leave("status", "--json").document["steps"]}
    assert (states["add-export"], states["verify-archive"], states["second-copy"]) == ("done", "open", "open")
    assert verify(stocked).ok
    record = kinds.Copied(where="/elsewhere", same_device=True, originals=held(stocked))
    stocked.journal.put({"a": record})
    states = {s["id"]: s["state"] for s in leave("status", "--json").document["steps"]}
    assert (states["verify-archive"], states["second-copy"]) == ("done", "open")
    stocked.journal.put({"b": kinds.Copied(where="/stick", same_device=False, originals=held(stocked))})
    states = {s["id"]: s["state"] for s in leave("status", "--json").document["steps"]}
    assert states["second-copy"] == "done"  # the stick is away, which no step but the last has to mind
    copy(stocked, stick / "copy", Context())
    assert {s["id"]: s["state"] for s in leave("status", "--json").document["steps"]}["second-copy"] == "done"


def held(vault):
    return {key: record.sha256 for key, record in vault.journal.all(kinds.Import).items()}


def test_a_journal_file_that_went_missing_shuts_the_gate(leave, stocked):
    verify(stocked)
    assert states(leave)["verify-archive"] == "done"
    stocked.journal.put({"x": kinds.Proof(text="x")})
    files = sorted(stocked.layout.journal.glob("*.age"))
    files[-2].unlink()
    assert states(leave)["verify-archive"] == "open"


def states(leave):
    return {s["id"]: s["state"] for s in leave("status", "--json").document["steps"]}


def test_the_whole_way_through_the_program_ends_with_an_open_gate(leave, stocked, monkeypatch, stick):
    """Everything is done by commands; only the two days that pass are put into the journal by hand."""
    leave(
        "set",
        "level=delete",
        "plan=plus",
        "payer=apple",
        "login=apple",
        "region=turkiye",
        "accounts=one",
        "uses=nothing",
    )
    for gap in [g["id"] for g in leave("status", "--json").document["gaps"]]:
        type_in(monkeypatch, "go on without it\n")
        assert leave("accept", gap).code == 0
    verify(stocked)
    copy(stocked, stick / "copy", Context())
    for step in ("compare-counts", "spot-check", "match-account", "fetch-missing-files", "sign-off"):
        assert leave("done", step).code == 0, step
    for step in ("cancel-apple", "delete-links", "list-identities", "check-duties", "reread"):
        assert leave("done", step).code == 0, step
    ran = leave("done", "delete-account", "--json")
    assert ran.code == 7
    assert "cool-off" in ran.error["message"]
    earlier = dt.datetime.now(dt.UTC) - dt.timedelta(hours=25)
    stocked.journal.put({"reread": kinds.Tick(state="done")}, at=earlier)
    stocked.journal.put({"level": kinds.Plan(value="delete")}, at=earlier)
    document = leave("status", "--json").document
    assert document["missing"] == []
    assert document["ready_to_delete"] is True
    (stick / "copy").rename(stick / "pulled out")
    document = leave("status", "--json").document
    assert (document["ready_to_delete"], [m["step"] for m in document["missing"]]) == (False, ["second-copy"])
    assert str(stick / "copy") in document["missing"][0]["what"]
    shown = leave("show", "delete-account", "--json").document
    assert (shown["how"], shown["step"]["state"]) == ([], "blocked")
    assert leave("done", "delete-account").code == 7
    (stick / "pulled out").rename(stick / "copy")
    assert leave("done", "delete-account").code == 0
    with unlock(stocked.folder, PASSPHRASE) as again:
        assert again.journal.get(kinds.Tick, "delete-account").state == "done"
