"""`migrate leave …` on a real vault: what it prints, what it keeps, and how it refuses."""

import datetime as dt
import io
import json
import sys
import tomllib

import pytest
from people import CONTENT, PASSPHRASE

from migrator.app.context import Context
from migrator.app.leaving import links as shared_links
from migrator.app.leaving.book import VaultBook
from migrator.app.leaving.survey import Survey
from migrator.leave.seen import Link
from migrator.vault import kinds
from migrator.vault.content import content_of
from migrator.vault.handle import unlock
from migrator.vault.originals import add
from migrator.vault.verify import verify


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


@pytest.mark.parametrize("level", ["unknown", "pause", "stop-paying", "empty", "delete"])
def test_the_delete_step_does_not_say_how_while_it_is_shut(leave, level):
    leave("set", f"level={level}")
    shown = leave("show", "delete-account", "--json").document
    assert shown["how"] == []
    assert shown["missing"]
    assert shown["facts"] == []
    assert "DELETE" not in leave("show", "delete-account").out


@pytest.mark.parametrize("level", ["pause", "stop-paying"])
def test_a_step_that_empties_does_not_say_how_to_somebody_who_did_not_choose_it(leave, level):
    leave("set", f"level={level}")
    for step in CONTENT.step:
        if step.destroys == "content":
            shown = leave("show", step.id, "--json").document
            assert (shown["how"], shown["facts"]) == ([], [])
            assert shown["missing"]


@pytest.mark.parametrize("words", [("accept", "missing-files"), ("links", "--check"), ("checkup",)])
def test_a_question_that_nobody_answers_is_a_usage_error(leave, stocked, monkeypatch, words):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    ran = leave(*words, "--json", known=words[0] != "checkup")
    assert (ran.code, ran.out) == (2, "")
    assert "nobody" in ran.error["message"]


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


def test_the_vault_s_own_check_and_copy_open_their_steps(leave, stocked, tmp_path):
    states = {s["id"]: s["state"] for s in leave("status", "--json").document["steps"]}
    assert (states["add-export"], states["verify-archive"], states["second-copy"]) == ("done", "open", "open")
    assert verify(stocked).ok
    record = kinds.Copied(where="/elsewhere", same_device=True, originals=held(stocked))
    stocked.journal.put({"a": record})
    states = {s["id"]: s["state"] for s in leave("status", "--json").document["steps"]}
    assert (states["verify-archive"], states["second-copy"]) == ("done", "open")
    stocked.journal.put({"b": kinds.Copied(where="/stick", same_device=False, originals=held(stocked))})
    states = {s["id"]: s["state"] for s in leave("status", "--json").document["steps"]}
    assert states["second-copy"] == "done"


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


def test_a_correction_is_kept_shown_and_given_out_as_a_patch(leave):
    assert leave("set", "fact:export-wait=It came by SMS after “two” days").code == 0
    fact = next(
        f for f in leave("show", "request-export", "--json").document["facts"] if f["id"] == "export-wait"
    )
    assert fact["corrected"] == "It came by SMS after “two” days"
    (patch,) = tomllib.loads(leave("show", "corrections").out)["correction"]
    assert patch["fact"] == "export-wait"
    assert patch["saw"] == "It came by SMS after “two” days"
    assert patch["was"] == CONTENT.find_fact("export-wait").statement
    assert patch["seen"] == dt.datetime.now(dt.UTC).date()
    leave("set", "fact:export-wait=")
    assert leave("show", "corrections", "--json").document["patch"] == ""


def test_a_correction_of_no_fact_is_refused(leave):
    assert leave("set", "fact:no-such-fact=x").code == 2


@pytest.mark.parametrize("table", ["alternatives", "laws", "questions", "corrections"])
def test_tables_are_shown_to_people_and_scripts(leave, table):
    assert leave("show", table).code == 0
    assert leave("show", table, "--json").document["schema"] == 1


def test_disputed_cells_are_marked_and_every_cell_says_when_it_was_read(leave):
    text = leave("show", "alternatives").out
    assert text.count("DISPUTED") == sum(
        getattr(a, c).answer == "disputed"
        for a in CONTENT.alternative
        for c in ("trains", "keeps", "encrypted", "open_weights", "local", "place", "takes_in")
    )
    assert text.count("read 2026-11-21") == 7 * len(CONTENT.alternative)


def test_old_facts_say_so_and_stay(leave, vault):
    from migrator.app.leaving.checklist import show
    from migrator.cli.commands.leave.text import step

    context = Context(now=lambda: dt.datetime(2027, 6, 1, tzinfo=dt.UTC))
    shown = show(VaultBook(vault), "request-export", context)
    assert len(shown.facts) == len(CONTENT.find_step("request-export").facts)
    text = "\n".join(step(shown))
    assert "May be out of date. Check here: https://help.openai.com/articles/7260999" in text


def test_the_checkup_answers_without_a_vault_and_without_a_question(leave):
    ran = leave("checkup", "--answer", "mfa=no", "--answer", "platform=no", "--json", known=False)
    assert ran.code == 0
    assert [(a["question"], a["concerns"]) for a in ran.document["answers"]] == [
        ("platform", False),
        ("mfa", True),
    ]
    assert leave("checkup", "--no-input", known=False).code == 2


def test_the_checkup_asks_and_looks_at_a_pasted_link(leave, monkeypatch):
    type_in(monkeypatch, "n\n" * len(CONTENT.checkup) + "https://openai.com.evil.example/\n")
    ran = leave("checkup", known=False)
    assert ran.code == 0
    assert "STOP" in ran.out


def test_a_message_is_looked_at_from_standard_input(leave, monkeypatch):
    type_in(monkeypatch, "From: OpenAI <a@mail.example>\n")
    ran = leave("checkup", "--mail", "-", "--json", known=False)
    assert ran.document["message"]["weight"] == "stop"


def test_links_are_checked_only_with_a_yes(leave, stocked, monkeypatch):
    ran = leave("links", "--check", "--no-input")
    assert ran.code == 20
    assert "--allow-host chatgpt.com" in ran.err
    type_in(monkeypatch, "n\n")
    ran = leave("links", "--check")
    assert ran.code == 20
    assert ran.out == ""
    assert not stocked.journal.raw("net")


def test_links_of_a_named_host_are_asked_for_and_every_request_is_kept(vault):
    sys.path.insert(0, str(__import__("pathlib").Path(__file__).parents[1] / "net"))
    from test_door import serving

    with serving() as server:
        base = f"http://127.0.0.1:{server.server_port}"
        found = Survey(
            links=(
                Link(id="a", url=f"{base}/200/a", title="Still there"),
                Link(id="b", url=f"{base}/404/b"),
                Link(id="c", url=f"{base}/403/c"),
                Link(id="d", url=f"{base}/302/d"),
                Link(id="e", url="https://elsewhere.example/e"),
                Link(id="f", url=""),
            )
        )

        class Book(VaultBook):
            def survey(self, context):
                return found

        told = shared_links.check(
            Book(vault), Context(), allowed=["127.0.0.1"], keep=shared_links.keeper(vault), pause=0
        )
        assert [link.state for link in told.links] == [
            "open",
            "gone",
            "unclear",
            "unclear",
            "not-checked",
            "not-checked",
        ]
        assert len(server.asked) == 4
    (kept,) = vault.journal.raw("net").values()
    assert kept.value["planned"] == 4
    assert [r["status"] for r in kept.value["requests"]] == [200, 404, 403, 302]


def test_the_whole_way_through_the_program_ends_with_an_open_gate(leave, stocked, monkeypatch):
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
    stocked.journal.put({"b": kinds.Copied(where="/stick", same_device=False, originals=held(stocked))})
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
    assert leave("done", "delete-account").code == 0
    with unlock(stocked.folder, PASSPHRASE) as again:
        assert again.journal.get(kinds.Tick, "delete-account").state == "done"


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
