"""Exports in several parts: every manifest, every `user.json`, and gaps in the numbers of parts; names of people and projects."""

from __future__ import annotations

import json

import pytest

from migrator.model import Account, Project
from tests.chatgpt.making import chain, message, read


def chat(key):
    return [chain([message("user", f"question {key}")], conversation_id=key)]


def manifest(*names):
    return {"logical_files": {"conversations.json": {"files": list(names), "sharded": True}}}


def parts(second, *, folder="Online/Conv-part-000{n}.zip/"):
    first = {"conversations-000.json": chat("a"), "export_manifest.json": manifest("conversations-000.json")}
    return {
        folder.replace("{n}", str(n)) + name: value
        for n, files in ((1, first), (2, second))
        for name, value in files.items()
    }


def test_the_manifest_of_each_part_is_held_against_its_own_part():
    second = {
        "conversations-000.json": chat("b"),
        "export_manifest.json": manifest("conversations-000.json", "conversations-001.json"),
    }
    found = read(parts(second))
    assert [(p.kind, p.incomplete) for p in found.problems] == [("missing-file", True)]
    assert found.problems[0].where.endswith("part-0002.zip/conversations-001.json")
    roles = {file.name.rsplit("/", 1)[-1]: file.role for file in found.export.files}
    assert roles["export_manifest.json"] == "data"


def test_a_shard_of_the_same_name_in_another_part_is_not_the_one_that_is_listed():
    second = {
        "export_manifest.json": manifest("conversations-000.json", "user.json"),
        "user.json": {"id": "u"},
    }
    assert read(parts(second)).kinds() == ["missing-file"]


def test_a_shard_in_a_part_that_does_not_list_it_counts():
    second = {
        "export_manifest.json": manifest("conversations-000.json", "user.json"),
        "user.json": {"id": "u"},
    }
    files = parts(second)
    del files["Online/Conv-part-0001.zip/export_manifest.json"]
    assert read(files).kinds() == []


@pytest.mark.parametrize("folder", ["Online/Conv-part-000{n}.zip/", "Conv-part-000{n}/", "x part 000{n}/"])
def test_a_gap_in_the_numbers_of_parts_is_told(folder):
    files = {folder.replace("{n}", str(n)) + "conversations.json": chat(str(n)) for n in (1, 3)}
    found = read(files)
    assert [(p.kind, p.incomplete) for p in found.problems] == [("part-gap", False)]
    assert "0002" in found.problems[0].where


def test_parts_without_a_gap_are_silent():
    files = {f"x-part-000{n}/conversations.json": chat(str(n)) for n in (1, 2, 3)}
    assert read(files).problems == []


@pytest.mark.parametrize(
    "value",
    [
        {"conversation_shards": ["conversations-000.json", "conversations-001.json"], "file_names": {}},
        {"conversation_shards": [{"file_name": "conversations-001.json", "size": 5}]},
        {"files": [{"name": "conversations.json", "shards": [{"name": "conversations-001.json"}]}]},
    ],
    ids=json.dumps,
)
def test_manifests_of_every_form_find_a_missing_shard(value):
    found = read({"conversations-000.json": chat("a"), "export_manifest.json": value})
    assert found.kinds() == ["missing-file"]


def test_every_user_file_is_read():
    files = {
        "p-part-1/user.json": {"id": "u1", "email": "a@e.org"},
        "p-part-2/user.json": {"id": "u2", "email": "b@e.org"},
        "p-part-3/user.json": {"id": "u1", "phone_number": "1"},
        "p-part-1/conversations.json": chat("a"),
    }
    found = read(files)
    accounts = found.of(Account)
    assert [(one.id, one.email, one.phone) for one in accounts] == [
        ("u1", "a@e.org", "1"),
        ("u2", "b@e.org", None),
    ]
    assert {file.role for file in found.export.files if file.name.endswith("user.json")} == {"data"}


def test_the_index_of_a_browser_script_names_projects():
    files = {
        "conversations.json": chat("a"),
        "project-index.json": [{"id": "g-p-1", "name": "Lease"}, {"id": "x"}],
    }
    assert [(one.id, one.name) for one in read(files).of(Project)] == [("g-p-1", "Lease")]


# ------------------------------------------------------------------------------------------ people


def group(*authors, **more):
    said = [
        {**message("user", f"words {i}"), "author": {"role": "user", **author}}
        for i, author in enumerate(authors)
    ]
    return read([chain(said, **more)]).one.messages


def test_people_are_known_by_name_by_a_members_id_or_by_the_id_alone():
    members = [{"account_user_id": "user-a", "name": "Ana"}]
    found = group({"name": "Ben"}, {"id": "user-a"}, {"user_id": "user-c"}, {}, members=members)
    assert [one.author for one in found] == ["Ben", "Ana", "user-c", None]


def test_an_id_beside_the_author_is_that_of_a_member():
    chat_ = chain(
        [message("user", "hello there", account_user_id="user-a")],
        participants=[{"id": "user-a", "name": "Ana"}],
    )
    assert read([chat_]).one.messages[0].author == "Ana"
