"""The content that ships has no faults, and a content with a fault is caught."""

import datetime as dt
import re
import tomllib
from importlib.resources import files

import click
import msgspec
import pytest

from migrator.cli.commands import COMMANDS
from migrator.cli.program import program
from migrator.leave import gate
from migrator.leave.content import Content, documents, load, parse
from migrator.leave.faults import cells, faults

VENDOR = {"official", "regulator", "third-party", "user"}


def changed(kind: str, record_id: str, **fields: object) -> Content:
    """The content with one record changed, through the same door as the files."""
    merged: dict[str, list[dict[str, object]]] = {}
    for document in documents(files("migrator.leave") / "content"):
        for name, records in document.items():
            merged.setdefault(name, []).extend(records)
    for record in merged[kind]:
        if record["id"] == record_id:
            record.update(fields)
            for name in [n for n, value in fields.items() if value is None]:
                del record[name]
    return parse([merged])


def test_the_content_has_no_faults():
    assert faults(load()) == []


def test_there_are_eight_phases_and_every_step_stands_in_the_order_of_its_phase():
    content = load()
    order = [p.id for p in content.phase]
    assert len(order) == 8
    assert [order.index(s.phase) for s in content.step] == sorted(order.index(s.phase) for s in content.step)


def test_every_vendor_fact_has_a_source_a_date_and_an_address_to_check():
    content = load()
    for fact in content.fact:
        if fact.kind in VENDOR:
            assert fact.sources, fact.id
            assert content.check_address(fact).startswith("https://"), fact.id
            assert fact.seen <= dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1), fact.id


def test_a_vendor_fact_without_a_source_is_a_fault():
    assert "fact export-wait names no source" in faults(changed("fact", "export-wait", sources=[]))


def test_a_fact_without_a_date_is_refused():
    with pytest.raises(msgspec.ValidationError, match="seen"):
        changed("fact", "export-wait", seen=None)


def test_an_unknown_key_is_refused():
    with pytest.raises(msgspec.ValidationError, match="colour"):
        changed("step", "sign-off", colour="red")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("needs", ["no-such-step"]),
        ("moot_after", ["no-such-step"]),
        ("only_if", ["no-such-condition"]),
        ("facts", ["no-such-fact"]),
        ("phase", "no-such-phase"),
        ("held_by", "no-such-holder"),
        ("wait", {"after": ["no-such-step"], "days": 1}),
        ("wait", {"since": ["no-such-date"], "days": 1}),
        ("due", [{"after": "no-such-step", "days": 1}]),
        ("due", [{"since": "plan", "days": 1}]),
        ("when", {"plan": ["no-such-plan"]}),
        ("when", {"no-such-question": ["yes"]}),
        ("unless", {"plan": ["no-such-plan"]}),
        ("levels", ["no-such-level"]),
        ("stops", "no-such-payer"),
    ],
)
def test_a_condition_that_names_nothing_is_a_fault(field, value):
    found = faults(changed("step", "compare-counts", **{field: value}))
    assert any("compare-counts" in fault for fault in found), found


@pytest.mark.parametrize("step", sorted(gate.REQUIRED))
def test_a_content_without_a_step_of_the_gate_has_a_fault_and_keeps_the_gate_shut(step):
    assert any(step in fault for fault in faults(changed("step", step, id=f"{step}-renamed")))


def test_steps_that_wait_for_each_other_are_a_fault():
    assert "step spot-check waits for itself" in faults(changed("step", "spot-check", needs=["sign-off"]))


def test_a_condition_of_the_gate_that_waits_behind_the_gate_is_a_fault():
    found = faults(changed("step", "check-duties", needs=["delete-chats"]))
    assert any("check-duties is a condition of the gate and waits behind it" in f for f in found)


def test_a_delete_step_that_does_not_say_so_is_a_fault():
    assert any("does not say so" in f for f in faults(changed("step", "delete-account", destroys=None)))


def test_a_contradiction_is_told_on_both_sides():
    assert any("does not say so" in f for f in faults(changed("fact", "same-mail-never", conflicts=[])))


def test_sources_that_disagree_are_both_shown_with_the_step():
    content = load()
    for step in content.step:
        for fact in map(content.find_fact, step.facts):
            assert set(fact.conflicts) <= set(step.facts), (step.id, fact.id)


def test_a_fact_is_stale_after_its_days():
    fact = load().find_fact("export-wait")
    assert not fact.stale(dt.date(2026, 11, 21) + dt.timedelta(days=90))
    assert fact.stale(dt.date(2026, 11, 21) + dt.timedelta(days=91))


def test_every_cell_of_an_alternative_that_answers_has_a_source_and_a_date():
    for alternative in load().alternative:
        for name, cell in cells(alternative):
            if cell.answer != "unknown":
                assert cell.sources, (alternative.id, name)
                assert cell.seen, (alternative.id, name)


def test_no_law_has_a_time_to_answer_that_was_not_confirmed():
    content = load()
    for law in content.law:
        if law.answer is None:
            assert "confirmed" in law.note or "was found" in law.note
        else:
            assert all(content.find_fact(f).mark != "unknown" for f in law.facts if f.endswith("clock"))


def test_the_files_are_one_kind_of_record_each_or_documented():
    for document in documents(files("migrator.leave") / "content"):
        assert len(document) <= 2


def test_the_prose_shames_nobody_and_promises_nothing():
    words = (
        "just ",
        "simply click",
        "obviously",
        "of course",
        "should have",
        "guarantee",
        "100%",
        "stupid",
        "boycott",
    )
    for step in load().step:
        text = " ".join([step.title, step.why, *step.how, step.note]).casefold()
        assert [w for w in words if w in text] == [], step.id


def verbs():
    """Every verb there is, with the verbs below it."""
    whole = program()
    known = {"--to": set()}
    for verb in COMMANDS:
        command = whole.get_command(click.Context(whole), verb)
        known[verb] = (
            set(command.list_commands(click.Context(command))) if isinstance(command, click.Group) else set()
        )
    return known


def test_every_command_that_the_content_names_is_there():
    content, known = load(), verbs()
    steps, questions = {s.id for s in content.step}, {q.id for q in content.question}
    texts = [t for s in content.step for t in (s.why, s.note, *s.how)] + [q.explain for q in content.question]
    for text in texts:
        for verb, rest in re.findall(r"migrate (--to|[a-z]+)([^,;`]*)", text):
            assert verb in known, text
            word = rest.split()[0].rstrip(".:") if rest.split() else ""
            assert not known[verb] or word in known[verb], text
            if (verb, word) in {("leave", "done"), ("leave", "show")}:
                named = rest.split()[1].rstrip(".:")
                assert named in steps | {"STEP", "alternatives", "laws", "questions"}, text
            if (verb, word) == ("leave", "set"):
                assert set(re.findall(r"([a-z-]+)=", rest)) <= questions, text


def test_every_file_parses_as_toml():
    for path in (files("migrator.leave") / "content").iterdir():
        if path.name.endswith(".toml"):
            tomllib.loads(path.read_text(encoding="utf-8"))
