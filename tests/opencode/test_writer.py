import json

import pytest

from migrator.adapter import Choices
from migrator.model import Asset, File, Image, Reasoning, Text, ToolCall, ToolResult
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import PNG, chat, line, moment, says
from migrator_opencode import TARGET, session
from migrator_opencode.import_chats import checked


def written(archive, folder="sessions", **options):
    outcome = run(TARGET, archive, Choices(options=options))
    files = [json.loads(data) for path, data in outcome.files.items() if path.startswith(f"{folder}/")]
    return files, outcome


def texts(document):
    return ["".join(p.get("text", "") for p in message["parts"]) for message in document["messages"]]


@pytest.mark.parametrize("case", CASES)
def test_opencode_would_take_in_every_file_whole(case):
    for folder in ("sessions", "branches"):
        for document in written(CASES[case](), folder)[0]:
            checked(json.dumps(document).encode())


def test_no_id_of_a_message_or_part_is_in_two_sessions():
    for case in ("branches", "repeated"):
        both = written(CASES[case]())[0] + written(CASES[case](), "branches")[0]
        messages = [message["info"]["id"] for document in both for message in document["messages"]]
        parts = [
            part["id"] for document in both for message in document["messages"] for part in message["parts"]
        ]
        assert len(set(messages)) == len(messages)
        assert len(set(parts)) == len(parts)


def test_times_rise_and_none_lies_in_the_future():
    for document in written(CASES["times"]())[0]:
        stamps = [message["info"]["time"]["created"] for message in document["messages"]]
        assert stamps == sorted(set(stamps))
        assert document["info"]["time"]["created"] <= stamps[0]
        assert stamps[-1] <= document["info"]["time"]["updated"]
    ends = next(d for d in written(CASES["times"]())[0] if "sentinel-e1-end" in texts(d)[0])
    assert ends["info"]["time"]["updated"] < 10_000


def test_the_shown_branch_is_the_chat_and_the_others_are_sessions_of_their_own():
    chats, outcome = written(CASES["branches"]())
    others, _ = written(CASES["branches"](), "branches")
    assert texts(chats[0]) == [f"sentinel-{key}-end" for key in ("q1", "a1b", "q2b", "a2b")]
    assert [document["info"]["title"] for document in others] == [f"Branches ({n})" for n in range(2, 6)]
    assert sorted(tuple(texts(d)) for d in others) == sorted(
        tuple(f"sentinel-{key}-end" for key in keys.split())
        for keys in ("q1 a1", "q1 a1b q2 a2", "q1 a1b q2b a2c", "q9 a9")
    )
    assert [r.branches for r in outcome.receipts] == [4, 0]


def test_an_id_stays_while_a_chat_grows_and_whichever_branch_is_shown():
    first = [
        says("user", "q"),
        says("assistant", "a", "q"),
        says("user", "q2", "a"),
        says("assistant", "a2", "q2"),
    ]
    fork = [says("user", "q2b", "a"), says("assistant", "a2b", "q2b")]

    def ids(messages, head):
        archive = MemoryArchive([chat("c", *messages, head=head)])
        both = written(archive)[0] + written(archive, "branches")[0]
        return {texts(document)[-1].split("-")[1]: document["info"]["id"] for document in both}

    short = ids(first[:2], "a")
    assert ids(first, "a2") == {"a2": short["a"]}
    forked = ids(first + fork, "a2b")
    assert forked["a2"] == short["a"] != forked["a2b"]
    assert ids(first + fork, "a2") == forked


def test_tools_reasoning_and_texts_keep_their_order_and_kind():
    messages = [
        says("user", "q"),
        says("assistant", "a", "q", parts=(Reasoning(text="hm", seconds=2.0), Text(text="Let me see."))),
        says("assistant", "b", "a", parts=(ToolCall(tool="web.run", input="{}", at="/x"),)),
        says("tool", "c", "b", author="web.run", parts=(ToolResult(tool="web.run", output="found"),)),
        says("assistant", "d", "c", parts=(Text(text="Here."),)),
    ]
    archive = MemoryArchive([chat("c", *messages)])
    ((_, answer),) = [document["messages"] for document in written(archive)[0]]
    assert [part["type"] for part in answer["parts"]] == ["reasoning", "text", "tool", "text"]
    tool = answer["parts"][2]
    assert (tool["tool"], tool["state"]["output"], tool["state"]["title"]) == ("web_run", "found", "web.run")
    # The texts of a message are sent on with nothing between them.
    assert answer["parts"][3]["text"] == "\n\nHere."
    ((_, answer),) = [
        document["messages"] for document in written(archive, tools="drop", reasoning="drop")[0]
    ]
    assert [part["text"] for part in answer["parts"]] == ["Let me see.\n\nHere."]
    ((_, answer),) = [document["messages"] for document in written(archive, tools="fold")[0]]
    assert [part["type"] for part in answer["parts"]] == ["reasoning", "text"]


def test_what_a_person_attached_goes_along_and_what_the_model_made_is_named():
    files = {"p": PNG, "t": b"a,b\n1,2\n", "m": PNG, "z": b"PK"}
    sorts = {"p": "image/png", "t": "text/csv", "m": "image/png", "z": "application/zip"}
    assets = [Asset(id=k, path=k, name=f"{k}.x", media_type=sorts[k], size=len(v)) for k, v in files.items()]
    asked = (
        Text(text="look"),
        Image(asset="p", at="/1"),
        File(asset="t", at="/2"),
        File(asset="z", name="z.zip"),
    )
    messages = [
        says("user", "q", parts=asked),
        says("assistant", "a", "q", parts=(Image(asset="m", name="made.png"),)),
    ]
    (document,), outcome = written(MemoryArchive([chat("c", *messages), *assets], files))
    question, answer = document["messages"]
    assert [part["type"] for part in question["parts"]] == ["text", "file", "text"]
    assert question["parts"][1]["url"].startswith("data:image/png;base64,")
    assert "a,b\n1,2" in question["parts"][2]["text"]
    assert "made.png" in answer["parts"][0]["text"]
    kept = {r.source for r in outcome.receipts if r.item == "asset" and r.outcome == "written"}
    assert kept == {"p", "t"}
    (document,), outcome = written(
        MemoryArchive([chat("c", *messages), *assets], files), **{"file-limit": 10}
    )
    assert "media-too-large" in {loss.kind for receipt in outcome.receipts for loss in receipt.losses}


def test_no_provider_is_named_unless_the_person_names_one():
    archive = MemoryArchive([line("c", "Hi", "Ho")])
    (document,), _ = written(archive)
    question, answer = (message["info"] for message in document["messages"])
    assert question["model"] == {"providerID": "chatgpt", "modelID": "gpt-4o"}
    assert (answer["providerID"], answer["modelID"], answer["parentID"]) == (
        "chatgpt",
        "gpt-4o",
        question["id"],
    )
    (document,), _ = written(archive, model="ollama/qwen3:8b")
    assert document["messages"][1]["info"]["providerID"] == "ollama"
    assert document["messages"][0]["info"]["model"]["modelID"] == "qwen3:8b"


def test_branches_beyond_all_measure_are_counted_as_left_out(monkeypatch):
    monkeypatch.setattr(session, "_COPIES", 3)
    _, outcome = written(CASES["branches"]())
    lost = [loss for receipt in outcome.receipts for loss in receipt.losses if loss.kind == "branch-left-out"]
    assert lost
    assert sum(r.messages for r in outcome.receipts) + sum(loss.total for loss in lost) == 12


def test_a_title_is_one_line():
    (document,), _ = written(MemoryArchive([line("c", "Hi", "Ho", title="two\nlines\0 ", created=moment(1))]))
    assert document["info"]["title"] == "two lines"
