import json

import pytest

from migrator.adapter import Choices
from migrator.model import Reasoning, Text, ToolCall
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import chat, line, says
from migrator_chatgpt.repaired import CLEAN, LIBRECHAT


def chats(target, archive, **options):
    outcome = run(target, archive, Choices(options=options))
    return [chat for data in outcome.files.values() for chat in json.loads(data)], outcome


def refuse(word):
    raise AssertionError(word)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("target", [CLEAN, LIBRECHAT], ids=["clean", "librechat"])
def test_nothing_is_in_it_that_readers_of_the_shape_choke_on(target, case):
    for data in run(target, CASES[case]()).files.values():
        for found in json.loads(data, parse_constant=refuse):
            assert isinstance(found["title"], str)
            assert found["title"]
            assert isinstance(found["create_time"], float)
            assert isinstance(found["update_time"], float)
            mapping = found["mapping"]
            assert found["current_node"] in mapping
            assert [key for key, node in mapping.items() if node["message"] is None] == [next(iter(mapping))]
            for key, node in mapping.items():
                assert node["id"] == key
                assert not key.isdigit()
                assert node["parent"] is None or key in mapping[node["parent"]]["children"]
                assert all(mapping[child]["parent"] == key for child in node["children"])
                message = node["message"]
                if message is None:
                    continue
                assert message["create_time"]
                above = mapping[node["parent"]]["message"]
                last = 253_399_000_000  # at the end of the calendar there is no room to be later
                assert (
                    above is None
                    or above["create_time"] <= message["create_time"]
                    or above["create_time"] > last
                )
                if message["content"]["content_type"] != "thoughts":
                    assert message["content"]["content_type"] == "text"
                    assert [type(part) for part in message["content"]["parts"]] == [str]
                assert message["author"]["role"] in {"user", "assistant"}
                assert (message["author"]["role"] == "user") == ("model_slug" not in message["metadata"])


def test_reasoning_stands_above_the_answer_for_librechat_and_in_it_for_others():
    parts = (Reasoning(text="hm", at="/t"), Text(text="yes"))
    archive = MemoryArchive([chat("c", says("user", "a"), says("assistant", "b", "a", parts=parts))])
    ((found,), _) = chats(LIBRECHAT, archive)
    thinking = found["mapping"][found["mapping"]["b"]["parent"]]
    assert thinking["message"]["content"]["thoughts"][0]["content"] == "hm"
    assert thinking["parent"] == "a"
    ((found,), _) = chats(CLEAN, archive)
    assert found["mapping"]["b"]["parent"] == "a"
    assert found["mapping"]["b"]["message"]["content"]["parts"] == ["> hm\n\nyes"]


def test_what_went_to_tools_is_part_of_the_answer():
    call = (ToolCall(tool="python", input="1+1"),)
    archive = MemoryArchive(
        [
            chat(
                "c",
                says("user", "a"),
                says("assistant", "b", "a", parts=call, hidden="tool"),
                says("assistant", "d", "b"),
            )
        ]
    )
    ((found,), outcome) = chats(CLEAN, archive)
    assert list(found["mapping"])[1:] == ["a", "d"]
    assert found["mapping"]["d"]["message"]["content"]["parts"][0].startswith("[python]\n\n```")
    assert {loss.kind for loss in outcome.receipts[0].losses} >= {"tool-folded", "turns-merged"}


def test_hidden_messages_are_gone_and_what_hung_below_hangs_above():
    (found, _) = chats(CLEAN, CASES["hidden"]())
    first = found[0]["mapping"]
    assert list(first)[1:] == ["s2", "s4"]
    assert first["s4"]["parent"] == "s2"


def test_an_answer_always_names_a_model():
    archive = MemoryArchive([chat("c", says("user", "a"), says("assistant", "b", "a"))])
    ((found,), _) = chats(CLEAN, archive)
    assert found["mapping"]["b"]["message"]["metadata"] == {"model_slug": "auto"}


@pytest.mark.parametrize("target", [CLEAN, LIBRECHAT], ids=["clean", "librechat"])
def test_files_are_cut_between_chats_and_each_is_a_list(target):
    archive = MemoryArchive([line(f"c{n}", "word " * 100, "Ho") for n in range(4)])
    found, outcome = chats(target, archive, **{"file-limit": 5000})
    assert [len(data) <= 5000 for data in outcome.files.values()] == [True] * len(outcome.files)
    assert list(outcome.files)[:2] == ["conversations.json", "conversations-002.json"]
    assert [chat["id"] for chat in found] == ["c0", "c1", "c2", "c3"]


def test_librechats_own_form_is_one_file_a_chat_with_tags_and_model():
    outcome = run(LIBRECHAT, CASES["plain"](), Choices(options={"form": "native"}))
    assert list(outcome.files) == ["chats/A trip.json", "chats/Code.json", "chats/In a project.json"]
    found = json.loads(outcome.files["chats/In a project.json"])
    assert found["options"] == {"endpoint": "openAI", "model": "gpt-4o", "tags": ["Garden", "starred"]}
    assert [m["parentMessageId"] for m in found["messages"]] == [
        "0" * 8 + "-0000-0000-0000-" + "0" * 12,
        "proj-0",
    ]
    assert json.loads(outcome.files["chats/Code.json"])["options"]["isArchived"] is True
