import json

from migrator.adapter import Choices
from migrator.model import Reasoning, Text
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import chat, line, says
from migrator_llamacpp import TARGET, writer


def sessions(archive, **options):
    outcome = run(TARGET, archive, Choices(options=options))
    found = []
    for name in sorted(outcome.files):
        for row in outcome.files[name].splitlines():
            record = json.loads(row)
            if record["type"] == "session":
                found.append((record, []))
            else:
                found[-1][1].append(record["message"])
    return found, outcome


def test_a_session_is_its_line_a_root_and_the_messages():
    ((head, messages),), _ = sessions(MemoryArchive([line("c", "Hi", "Ho", title="Talk")]))
    assert (head["type"], head["harness"], head["name"]) == ("session", "llama.app", "Talk")
    root, question, answer = messages
    assert (root["type"], root["role"], root["content"], root["parent"]) == ("root", "system", "", None)
    assert (question["role"], question["parent"], question["children"]) == (
        "user",
        root["id"],
        [answer["id"]],
    )
    assert (answer["role"], answer["model"], answer["timestamp"]) == ("assistant", "gpt-4o", 1714564801000)
    assert head["currNode"] == answer["id"]
    assert head["lastModified"] == 1714564802000


def test_every_branch_is_there_and_the_page_opens_on_the_one_last_shown():
    found, outcome = sessions(CASES["branches"]())
    head, messages = found[0]
    by_id = {message["id"]: message for message in messages}
    here, shown = by_id[head["currNode"]], []
    while here["parent"]:
        shown.append(here["content"])
        here = by_id[here["parent"]]
    assert shown[::-1] == [f"sentinel-{key}-end" for key in ("q1", "a1b", "q2b", "a2b")]
    assert sum(not message["children"] for message in messages) == 5
    assert [r.branches for r in outcome.receipts] == [4, 0]


def test_reasoning_stands_beside_the_answer():
    parts = (Reasoning(text="hm", at="/t"), Text(text="yes"))
    archive = MemoryArchive([chat("c", says("user", "a"), says("assistant", "b", "a", parts=parts))])
    ((_, messages),), _ = sessions(archive)
    assert (messages[-1]["content"], messages[-1]["reasoningContent"]) == ("yes", "hm")
    ((_, messages),), _ = sessions(archive, reasoning="drop")
    assert "reasoningContent" not in messages[-1]


def test_ids_differ_between_chats_whose_messages_have_the_same_ids():
    found, _ = sessions(CASES["repeated"]())
    every = [message["id"] for _, messages in found for message in messages]
    assert len(set(every)) == len(every)


def test_files_are_cut_between_sessions(monkeypatch):
    monkeypatch.setattr(writer, "LIMIT", 2000)
    archive = MemoryArchive([line(f"c{n}", "word " * 100, "Ho") for n in range(4)])
    found, outcome = sessions(archive)
    assert list(outcome.files) == [f"chats{end}.jsonl" for end in ("", "-002", "-003", "-004")]
    assert len(found) == 4
