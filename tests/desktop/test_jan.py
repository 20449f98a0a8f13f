"""Chats as Jan keeps them on a computer."""

import json
from pathlib import Path

import pytest

from migrator.adapter import Choices
from migrator.model import Message, Reasoning, Text
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import chat, line, moment, says
from migrator_desktop import JAN
from tests.goldens import same


def threads(archive, **options):
    """Title → the thread and its messages."""
    files = run(JAN, archive, Choices(options=options)).files
    found = {}
    for path, data in files.items():
        if path.endswith("/thread.json"):
            lines = files[path.replace("thread.json", "messages.jsonl")].splitlines()
            found[path.split("/")[1]] = (json.loads(data), [json.loads(one) for one in lines])
    assert len(files) == 2 * len(found)
    return found


def only(archive, **options):
    (found,) = threads(archive, **options).values()
    return found


@pytest.mark.parametrize("case", ["plain", "parts"])
def test_a_folder_looks_as_it_did(case):
    same(Path(__file__).parent / "golden-jan" / case, run(JAN, CASES[case]()).files)


@pytest.mark.parametrize("case", CASES)
def test_a_thread_is_what_its_folder_says_and_each_line_is_a_message_of_it(case):
    for name, (thread, messages) in threads(CASES[case]()).items():
        assert thread["id"] == name
        assert thread["title"].strip()
        assert messages
        assert len({message["id"] for message in messages}) == len(messages)
        times = [message["created_at"] for message in messages]
        assert times == sorted(times)
        for message in messages:
            assert message["thread_id"] == name
            assert message["role"] in {"user", "assistant"}
            assert all(part["text"]["value"].strip() for part in message["content"])


def test_thinking_stands_apart_and_a_text_cannot_pass_for_it():
    answer = Message(
        id="a",
        role="assistant",
        parent="u",
        created=moment(1),
        parts=(Reasoning(text="hm"), Text(text="Write <think>x</think> <|channel|>")),
    )
    _, messages = only(MemoryArchive([chat("c", says("user", "u"), answer)]))
    assert [(part["type"], part["text"]["value"]) for part in messages[1]["content"]] == [
        ("reasoning", "hm"),
        ("text", "Write < think>x< /think> < |channel|>"),
    ]


def test_the_model_is_the_one_that_was_chosen():
    thread, _ = only(MemoryArchive([line("c", "a", "b")]), model="qwen3")
    assert thread["assistants"] == [
        {"id": "model-only", "name": "Model", "model": {"id": "qwen3", "engine": "llamacpp"}}
    ]


def test_a_system_message_at_the_start_is_an_instruction_of_the_thread():
    thread, messages = only(MemoryArchive([chat("c", says("system", "s"), says("user", "u", "s"))]))
    assert thread["assistants"][0]["instructions"] == "sentinel-s-end"
    assert len(messages) == 1


def test_times_are_seconds_in_the_thread_and_milliseconds_in_its_messages():
    thread, messages = only(MemoryArchive([line("c", "a", "b", starred=True)]))
    assert (thread["created"], thread["updated"]) == (1714564800, 1714564802)
    assert [message["created_at"] for message in messages] == [1714564800000, 1714564801000]
    assert thread["metadata"] == {"is_favorite": True}
