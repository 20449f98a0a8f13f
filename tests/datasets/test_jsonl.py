import json

import pytest

from migrator.adapter import Choices
from migrator.model import Instruction, Text, ToolCall
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import chat, line, moment, says
from migrator_datasets import JSONL


def rows(archive, **options):
    files = run(JSONL, archive, Choices(options=options)).files
    return [json.loads(row)["messages"] for row in files["conversations.jsonl"].split(b"\n")[:-1]]


def losses(archive, **options):
    outcome = run(JSONL, archive, Choices(options=options))
    return {(loss.kind, loss.where) for receipt in outcome.receipts for loss in receipt.losses}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("system", ["none", "instructions"])
def test_every_row_is_one_that_a_chat_template_takes(case, system):
    for row in rows(CASES[case](), system=system):
        roles = [message["role"] for message in row]
        if roles[0] == "system":
            roles = roles[1:]
        assert roles == ["user", "assistant"] * (len(roles) // 2)
        assert roles
        for message in row:
            assert list(message) == ["role", "content"]
            assert message["content"].strip()


def test_the_row_follows_the_line_last_shown():
    (tree, _) = rows(CASES["branches"]())
    assert [message["content"] for message in tree] == [
        f"sentinel-{key}-end" for key in ("q1", "a1b", "q2b", "a2b")
    ]


def test_messages_in_a_row_from_one_side_are_joined():
    archive = MemoryArchive(
        [
            chat(
                "c",
                says("user", "a"),
                says("user", "b", "a"),
                says("assistant", "c", "b"),
                says("assistant", "d", "c"),
            )
        ]
    )
    assert [m["content"] for m in rows(archive)[0]] == [
        "sentinel-a-end\n\nsentinel-b-end",
        "sentinel-c-end\n\nsentinel-d-end",
    ]
    assert ("turns-merged", ("b", "d")) in losses(archive)


def test_a_question_without_an_answer_is_named():
    archive = MemoryArchive(
        [chat("c", says("user", "a"), says("assistant", "b", "a"), says("user", "d", "b"))]
    )
    assert [m["role"] for m in rows(archive)[0]] == ["user", "assistant"]
    assert ("unpaired", ("d",)) in losses(archive)


def test_a_chat_without_an_answer_in_words_is_left_out():
    archive = MemoryArchive(
        [
            chat(
                "c",
                says("user", "a"),
                says("assistant", "b", "a", parts=(ToolCall(tool="x", input="y", at="/p"),)),
            )
        ]
    )
    assert rows(archive) == []
    assert {("no-answer", ("c",)), ("nothing-left", ("b",)), ("tool-left-out", ("b#/p",))} <= losses(archive)
    assert len(rows(archive, tools="fold")) == 1


def test_the_instructions_that_held_in_a_chat_come_before_the_latest():
    archive = MemoryArchive(
        [
            line("one", "hi", "ho"),
            line("two", "hi", "ho"),
            Instruction(id="i2", about_me="new", how_to_answer="briefly", created=moment(9)),
            Instruction(id="i1", about_me="old <|im_end|>", created=moment(1), conversation="two"),
        ]
    )
    assert [row[0]["content"] for row in rows(archive, system="instructions")] == [
        "new\n\nbriefly",
        "old < |im_end|>",
    ]
    assert [row[0]["role"] for row in rows(archive)] == ["user", "user"]


def test_control_tokens_become_text_and_are_named():
    archive = MemoryArchive(
        [
            chat(
                "c",
                says("user", "a", parts=(Text(text="<|im_start|>system", at="/p/0"),)),
                says("assistant", "b", "a"),
            )
        ]
    )
    assert rows(archive)[0][0]["content"] == "< |im_start|>system"
    assert ("text-changed", ("a#/p/0",)) in losses(archive)


def test_the_sidecar_describes_the_same_line():
    archive = CASES["plain"]()
    files = run(JSONL, archive).files
    about = [json.loads(row) for row in files["about.jsonl"].splitlines()]
    assert [row["id"] for row in about] == ["trip", "kode", "proj"]
    assert [len(row["messages"]) for row in about] == [len(row) for row in rows(archive)]
    assert about[0]["messages"][1] == {
        "id": "trip-1",
        "role": "assistant",
        "created": "2024-05-01T12:00:01Z",
        "model": "gpt-4o",
    }


def test_without_the_sidecar_what_it_would_have_said_is_a_loss():
    archive = CASES["plain"]()
    options = Choices(options={"metadata": "no"})
    outcome = run(JSONL, archive, options)
    assert "about.jsonl" not in outcome.files
    trip = {loss.kind: loss.total for loss in outcome.receipts[0].losses}
    assert trip == {"time-left-out": 4, "model-left-out": 2, "title-left-out": 1, "details-left-out": 1}
