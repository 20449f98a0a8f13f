"""Portable AI Memory. That its own validator agrees is told by tests/real/test_pam.py."""

import json
from pathlib import Path

from migrator.model import Account, Instruction, Memory
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import line, moment
from migrator_portable import PAM
from migrator_portable.pam.store import content_hash
from tests.goldens import same


def store(archive):
    return json.loads(run(PAM, archive).files["memory-store.json"])


def chats(archive):
    files = run(PAM, archive).files
    found = [json.loads(data) for path, data in files.items() if path.startswith("conversations/")]
    return {chat["provider"]["conversation_id"]: chat for chat in found}


def test_a_folder_looks_as_it_did():
    archive = MemoryArchive(
        [
            *CASES["parts"]().all,
            Memory(id="m", text="Has a cat", source="bio", conversation="tools", created=moment(2)),
            Instruction(id="i0", about_me="Was a baker.", created=moment(0)),
            Instruction(id="i1", about_me="Is a potter.", how_to_answer="Briefly.", conversation="tools"),
        ],
        CASES["parts"]().files,
    )
    files = run(PAM, archive).files
    same(Path(__file__).parent / "golden-pam", {p: d for p, d in files.items() if p.endswith(".json")})


def test_a_memory_and_its_chat_name_each_other():
    archive = MemoryArchive(
        [line("c", "Hi", "Ho"), Memory(id="m", text="Has a cat", source="bio", conversation="c")]
    )
    found = store(archive)
    (memory,), (entry,) = found["memories"], found["conversations_index"]
    assert memory["provenance"]["conversation_ref"] == entry["id"]
    assert entry["derived_memories"] == [memory["id"]]
    assert entry["storage"]["ref"] in run(PAM, archive).files
    assert (memory["type"], memory["temporal"]["created_at"]) == ("relationship", "2024-05-01T12:00:00Z")


def test_older_instructions_point_to_the_newest():
    told = [Instruction(id=f"i{n}", about_me=f"Version {n}", created=moment(n)) for n in range(3)]
    found = {memory["content"]: memory for memory in store(MemoryArchive(told))["memories"]}
    newest = found["Version 2"]
    assert newest["status"] == "active"
    for n in range(2):
        assert found[f"Version {n}"]["status"] == "superseded"
        assert found[f"Version {n}"]["temporal"]["superseded_by"] == newest["id"]


def test_the_owner_is_the_same_in_each_export_of_an_account_and_tells_nothing():
    def owner(*items):
        return store(MemoryArchive(items))["owner"]["id"]

    one = owner(Account(id="user-1", email="a@example.org"))
    assert one == owner(Account(id="user-1", name="A"), line("c", "Hi"))
    assert one != owner(Account(id="user-2"))
    assert "user-1" not in one


def test_the_graph_is_that_of_the_chat():
    found = chats(CASES["branches"]())["tree"]
    own = {message["id"]: message for message in found["messages"]}
    text = {message["id"]: message["provider_message_id"] for message in found["messages"]}
    children = {text[key]: [text[child] for child in m.get("children_ids", ())] for key, m in own.items()}
    assert children["a1b"] == ["q2", "q2b"]
    assert all(key in own[m["parent_id"]]["children_ids"] for key, m in own.items() if "parent_id" in m)
    assert text[found["raw_metadata"]["last_shown"]] == "a2b"


def test_words_that_differ_in_case_and_blanks_have_one_hash():
    assert content_hash(" Likes\n TEA ") == content_hash("likes tea")
    assert content_hash("e\u0301") == content_hash("\u00e9")
