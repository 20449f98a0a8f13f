"""Moving and leaving in plain lines: chosen, compared, looked over, sent, checked, ticked; nothing is drawn."""

import contextlib
import json

import pytest

from migrator.app.context import Context
from migrator.app.keeping.adding import add
from migrator.app.leaving import links as shared
from migrator.sample.demo import pair
from migrator.tui.desk import Desk
from migrator.tui.plain import choosing, knowing, leaving, moving, sending
from migrator.tui.plain.lines import spans
from migrator.vault.session import session

from .test_hostile import DANGEROUS
from .test_plain import Person
from .test_profile import LIST
from .test_push import TOKEN, server  # noqa: F401 - a fixture


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The older made-up export on a desk, for all tests here."""
    export = tmp_path_factory.mktemp("plain") / "export.zip"
    pair()[0].write_zip(export)
    made = Desk(export.parent / "vault")
    stack = contextlib.ExitStack()
    vault = stack.enter_context(session())
    add(vault, [str(export)], Context())
    made.hold(vault, stack, lasting=False)
    made.open_library(Context())
    yield made
    made.close()


@pytest.fixture(autouse=True)
def all_chats(desk):
    desk.marked.clear()


def test_chats_are_chosen_by_query_and_by_number(desk):
    person = Person("By a query", "title:letter", "yes", "By number", "1 3-4", "yes", "no", "Back")
    choosing.choose(person.talk(), desk)
    assert person.answers == []
    found = {one.id for one in desk.chats.conversations(["title:letter"])}
    newest = [one.id for one in desk.chats.conversations()]
    assert desk.marked == found | {newest[0], newest[2], newest[3]}
    person = Person("By a query", "after:nonsense", "Take all", "Back")
    choosing.choose(person.talk(), desk)
    assert "That did not work." in person.text
    assert desk.marked == set()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1 3-5, 3", [1, 3, 4, 5]), ("", []), ("٢", [2]), ("0", None), ("6", None), ("5-3", None), ("x", None)],
)
def test_numbers_and_spans_are_understood_or_asked_for_again(typed, meant):
    assert spans(typed, 5) == meant


def test_places_are_compared_line_by_line_and_the_chosen_chats_are_written(desk, tmp_path):
    out = tmp_path / "out"
    person = Person(
        *("Which chats?", "By number", "1-2", "yes", "no", "Back"),
        *("Compare", lambda said: places(said, "llm (command", "Native archive")),
        *("One place", "Markdown files", "yes", str(out)),
        *("Which chats?", "Take all", "Back", "One place", "Markdown files", "yes", str(out), "yes", "Back"),
    )
    moving.move(person.talk(), desk)
    assert person.answers == []
    assert "2 chosen chats" in person.text
    assert "conversations written – llm 2, native 2" in person.text
    assert "Replace only that?" in person.text
    counts = json.loads((out / "manifest.json").read_text("utf-8"))["counts"]
    assert counts["conversations"] > 30
    assert not set("│┃╭▸█") & set(person.text)


def places(person, *words):
    """The numbers of the options that hold the words."""
    lines = [line.partition(". ") for line in person.said if line.partition(". ")[0].isdecimal()]
    return " ".join(next(n for n, _dot, text in reversed(lines) if word in text) for word in words)


def test_what_it_knew_is_looked_over_pasted_and_packed(desk, tmp_path):
    out = tmp_path / "pack"
    person = Person(
        *("Take in", *LIST.splitlines(), ""),
        *("Look over", *["Later"] * 6, "Approve", "Edit", "Likes cats", "Drop", "Stop here"),
        *("Hear all", "Pack it", "yes", str(out), "Back"),
    )
    knowing.know(person.talk(), desk.vault)
    assert person.answers == []
    assert "may speak to the assistant" in person.text
    assert "hidden characters" in person.text
    memories = (out / "memories.txt").read_text("utf-8")
    assert "Likes cats" in memories
    assert "Ignore all previous" not in memories
    assert not DANGEROUS & set(person.text)


def test_a_server_is_sent_to_only_after_a_yes_that_names_it(desk, server):  # noqa: F811
    url, seen = server
    person = Person("made-up", url, "no")
    sending.send(person.talk(), desk, desk.vault)
    assert seen == []
    person = Person("made-up", url, "yes", TOKEN)
    sending.send(person.talk(), desk, desk.vault)
    assert "Send to 127.0.0.1?" in person.text
    assert set(seen) == {f"Bearer {TOKEN}"}
    person = Person()
    sending.log(person.talk(), desk.vault)
    assert "push made-up: chats" in person.text
    assert TOKEN not in person.text


def test_steps_are_ticked_answered_and_gaps_accepted_by_the_phrase(desk):
    person = Person(
        *("My situation", "How far do you want", "Delete everything", "Back"),
        *("gap", "Gap “", "go on without it"),
        *("gap", "Gap “", "yes"),
        *("gap", "Gap “", "whatever"),
        *("All steps", "second factor", "yes", "2026-01-02 on my phone"),
        *("All steps", "second factor", "yes"),
        *("Next:", lambda _said: "0"),
        *("Dates", "Back"),
    )
    leaving.leave(person.talk(), desk)
    assert "That was not the phrase" in person.text
    assert "Take that back?" in person.text
    assert desk.vault.journal.raw("plan")["level"].value == {"value": "delete"}


def test_the_check_up_the_links_and_the_places_are_heard(desk, monkeypatch):
    asked = []
    monkeypatch.setattr(
        shared, "check", lambda book, context, **_rest: asked.append(1) or shared.listed(book, context)
    )
    person = Person(
        *("Check-up", "yes", "Stop here", ""),
        *("Look at a mail", "From: help@openai-support.com", ""),
        *("Shared links", "no", "Places to go", "Back"),
    )
    leaving.leave(person.talk(), desk)
    assert person.answers == []
    assert "Mixpanel on 9 November 2025" in person.text
    assert "STOP. This shows signs of a fake" in person.text
    assert "https://chatgpt.com/share/" in person.text
    assert asked == []
    assert "Claude (Anthropic)" in person.text
