"""`migrate leave …` on a real vault: what it prints, what it keeps, and how it refuses."""

import io
import json

import pytest
from people import CONTENT

from migrator.app.leaving import links as shared_links
from migrator.vault.content import content_of
from migrator.vault.originals import add


@pytest.fixture
def stocked(vault, export):
    add(vault, content_of(export))
    return vault


def test_the_status_has_every_step_and_the_documented_fields(leave):
    ran = leave("status", "--json")
    assert ran.code == 0
    document = ran.document
    assert document["schema"] == 1
    assert [s["id"] for s in document["steps"]] == [s.id for s in CONTENT.step]
    for step in document["steps"]:
        assert {"id", "phase", "title", "state", "blocked_by", "due"} <= step.keys()
        assert step["state"] in {"open", "waiting", "blocked", "done", "not-applicable"}
    assert document["next"][0] == "choose-level"
    assert document["ready_to_delete"] is False


def test_without_a_verb_it_shows_the_status(leave):
    assert leave("--json").document == leave("status", "--json").document


def test_an_option_before_the_verb_is_refused_with_the_corrected_line(leave):
    ran = leave("--json", "next", known=False)
    assert ran.code == 2
    assert "migrate leave next" in ran.error["hint"]


def test_every_step_can_be_shown_and_says_why_and_how(leave):
    from migrator.cli import main

    for step in CONTENT.step:
        assert main(["leave", "show", step.id]) == 0


def test_a_person_reads_the_titles_of_what_blocks_a_step_and_a_script_its_ids(leave):
    blocked = [s for s in leave("status", "--json").document["steps"] if s["blocked_by"]]
    assert blocked
    for step in blocked:
        shown = leave("show", step["id"]).out
        after = next(line for line in shown.splitlines() if line.startswith("later:"))
        assert CONTENT.find_step(step["blocked_by"][0]).title in after
        assert not any(
            name in after.split("after ", 1)[1].split() for name in step["blocked_by"] if "-" in name
        )


def test_the_list_can_be_read_without_a_vault_but_not_changed(leave):
    ran = leave("next", known=False)
    assert ran.code == 0
    assert "migrate vault init" in ran.err
    ran = leave("set", "plan=plus", known=False)
    assert ran.code == 10
    assert ran.out == ""


def test_what_is_said_is_kept_in_the_vault_and_nowhere_else(leave, vault, tmp_path):
    before = {p.name for p in tmp_path.iterdir()}
    ran = leave("set", "plan=plus", "payer=apple,google-play", "region=tr", "zone=Europe/Istanbul", "--json")
    assert ran.code == 0
    assert ran.document["changed"] == ["plan", "payer", "region", "zone"]
    answers = leave("status", "--json").document["answers"]
    assert answers["payer"] == ["apple", "google-play"]
    assert answers["region"] == ["turkiye"]
    assert {p.name for p in tmp_path.iterdir()} == before
    for path in vault.folder.rglob("*"):
        if path.is_file():
            assert b"google-play" not in path.read_bytes()


def test_unknown_takes_an_answer_back(leave):
    leave("set", "plan=plus")
    leave("set", "plan=unknown")
    assert "plan" not in leave("status", "--json").document["answers"]


def test_saying_the_same_again_keeps_when_it_was_first_said(leave, vault):
    leave("set", "level=delete")
    first = vault.journal.raw("plan")["level"].at
    leave("set", "level=delete")
    assert vault.journal.raw("plan")["level"].at == first


@pytest.mark.parametrize(
    "word",
    [
        "plan=gold",
        "no-such-key=1",
        "plan",
        "plan=free,plus",
        "payer=nobody,web",
        "charged=yesterday",
        "zone=Mars",
    ],
)
def test_an_answer_that_fits_nothing_is_refused_and_changes_nothing(leave, vault, word):
    ran = leave("set", "level=delete", word, "--json")
    assert ran.code == 2
    assert ran.error["hint"]
    assert vault.journal.last == 0


def test_done_and_undo(leave):
    assert leave("done", "list-identities", "--proof", "Google and an address").code == 0
    shown = leave("show", "list-identities", "--json").document
    assert (shown["step"]["state"], shown["noted"]) == ("done", "Google and an address")
    assert leave("undo", "list-identities", "--json").document["changed"] == ["list-identities"]
    assert leave("show", "list-identities", "--json").document["step"]["state"] == "open"


def test_a_blocked_step_is_refused_and_says_what_is_missing(leave, vault):
    ran = leave("done", "delete-account", "--json")
    assert ran.code == 7
    assert ran.out == ""
    assert ran.error["kind"] == "condition-not-met"
    for step in ("add-export", "choose-level", "cancel-apple"):
        assert step in ran.error["message"]
    assert vault.journal.last == 0


def test_an_unknown_step_is_a_usage_error(leave):
    assert leave("done", "no-such-step").code == 2
    assert leave("show", "no-such-step").code == 2


@pytest.mark.parametrize("words", [("accept", "missing-files"), ("links", "--check"), ("checkup",)])
def test_a_question_that_nobody_answers_is_a_usage_error(leave, stocked, monkeypatch, words):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    ran = leave(*words, "--json", known=words[0] != "checkup")
    assert (ran.code, ran.out) == (2, "")
    assert "nobody" in ran.error["message"]


def test_nobody_else_s_text_can_command_the_terminal(vault):
    from migrator.cli import output
    from migrator.cli.commands.leave import text

    told = shared_links.Links(
        links=(shared_links.LinkItem(id="a", url="https://chatgpt.com/share/a", title="x\x1b[2J\ny"),)
    )
    lines = list(text.links(told))
    assert "\x1b" not in lines[0]
    assert "\n" not in lines[0]
    assert output.SCHEMA == 1


def test_json_is_exact(leave, stocked):
    for link in leave("links", "--json").document["links"]:
        assert json.dumps(link["title"])


def test_status_is_short_and_everything_is_one_option_away(leave):
    short, everything = leave("status"), leave("status", "--all")
    steps = leave("status", "--json").document["steps"]
    shown = [s["id"] for s in steps if s["state"] != "not-applicable"]
    assert len(short.out.splitlines()) < 30 < len(shown)
    assert all(f"({step})" in everything.out for step in shown)
    assert all(f"({step})" in short.out for step in leave("status", "--json").document["next"])


def test_status_names_what_has_a_date_and_counts_each_phase(leave):
    leave("set", "plan=plus", "payer=web", "region=eea", "level=delete", "renews-web=2027-03-05")
    document = leave("status", "--json").document
    dated = [s["id"] for s in document["steps"] if s["due"] and s["state"] in {"open", "waiting", "blocked"}]
    assert "cancel-web" in dated
    assert all(f"({step})" in leave("status").out for step in dated)
    concerned = sum(s["state"] != "not-applicable" for s in document["steps"])
    assert sum(p["steps"] for p in document["progress"]) == concerned
    assert sum(p["done"] for p in document["progress"]) == sum(
        s["state"] == "done" for s in document["steps"]
    )
