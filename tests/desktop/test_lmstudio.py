"""Chats in the form in which LM Studio keeps its own, as far as that was observed."""

import itertools
import json
from pathlib import Path

import pytest

from migrator.adapter import Choices
from migrator.model import Message, Project, Reasoning, Text
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import chat, line, moment, says
from migrator_desktop import LMSTUDIO
from tests.goldens import same


def files(archive, **options):
    found = run(LMSTUDIO, archive, Choices(options=options)).files
    return {path: json.loads(data) for path, data in found.items()}


def only(archive, **options):
    (found,) = files(archive, **options).values()
    return found


def said(version):
    blocks = (
        version["content"]
        if version["type"] == "singleStep"
        else [piece for step in version["steps"] for piece in step["content"]]
    )
    return [block["text"] for block in blocks]


@pytest.mark.parametrize("case", ["plain", "branches"])
def test_a_folder_looks_as_it_did(case):
    same(Path(__file__).parent / "golden-lmstudio" / case, run(LMSTUDIO, CASES[case]()).files)


@pytest.mark.parametrize("case", CASES)
def test_every_turn_has_a_version_that_is_selected_and_says_something(case):
    for path, found in files(CASES[case]()).items():
        assert path.endswith(f"/{found['createdAt']}.conversation.json")
        for message in found["messages"]:
            assert 0 <= message["currentlySelected"] < len(message["versions"])
            sides = {version["role"] for version in message["versions"]}
            assert len(sides) == 1
            for version in message["versions"]:
                assert version["type"] == {"user": "singleStep", "assistant": "multiStep"}[version["role"]]
                assert all(text.strip() for text in said(version))
                assert said(version)
        roles = [message["versions"][0]["role"] for message in found["messages"]]
        assert all(one != other for one, other in itertools.pairwise(roles))


def test_answers_made_again_are_versions_of_one_turn():
    found = next(f for f in files(CASES["branches"]()).values() if f["name"] == "Branches")
    versions = [[said(v)[0][9:-4] for v in m["versions"]] for m in found["messages"]]
    assert versions == [["q1", "q9"], ["a1", "a1b"], ["q2", "q2b"], ["a2b", "a2c"]]
    assert [m["currentlySelected"] for m in found["messages"]] == [0, 1, 1, 0]


def test_what_followed_on_another_branch_is_named():
    outcome = run(LMSTUDIO, CASES["branches"]())
    losses = {loss.kind: loss.where for r in outcome.receipts if r.source == "tree" for loss in r.losses}
    assert losses["branch-left-out"] == ("a2", "a9")


def test_a_project_is_a_folder():
    archive = MemoryArchive([line("c", "a", "b", project="g-p-1"), Project(id="g-p-1", name="Garden")])
    assert list(files(archive)) == ["conversations/ChatGPT/Garden/1714564800000.conversation.json"]


def test_chats_of_one_moment_have_names_of_their_own():
    archive = MemoryArchive([line(key, "a", "b") for key in "xyz"])
    stamps = [found["createdAt"] for found in files(archive).values()]
    assert stamps == [1714564800000, 1714564800001, 1714564800002]


def test_thinking_stands_in_a_block_of_its_own():
    answer = Message(
        id="a",
        role="assistant",
        parent="u",
        created=moment(1),
        model="o3",
        parts=(Reasoning(title="Plan", text="hm", seconds=3.0), Text(text="So.")),
    )
    archive = MemoryArchive([chat("c", says("user", "u"), answer)])
    (version,) = only(archive)["messages"][1]["versions"]
    assert [step.get("style") for step in version["steps"]] == [
        {"type": "thinking", "ended": True, "title": "Thought for 3 seconds"},
        None,
    ]
    assert said(version) == ["Plan\n\nhm", "So."]
    assert version["senderInfo"] == {"senderName": "o3"}
    (version,) = only(archive, reasoning="drop")["messages"][1]["versions"]
    assert said(version) == ["So."]


def test_a_system_message_at_the_start_is_the_system_prompt():
    archive = MemoryArchive([chat("c", says("system", "s"), says("user", "u", "s"))])
    found = only(archive)
    assert found["systemPrompt"] == "sentinel-s-end"
    assert found["perChatPredictionConfig"]["fields"][0]["value"] == "sentinel-s-end"
    assert len(found["messages"]) == 1


def test_the_folder_of_a_project_without_a_name_is_called_after_its_chat_that_comes_first():
    chats = [
        line(key, "Hi", "Ho", title=title, project="g-p-1") for key, title in (("a", "Budget"), ("b", "Rent"))
    ]
    assert {path.split("/")[-2] for path in files(MemoryArchive(chats))} == {"Project · Budget"}
