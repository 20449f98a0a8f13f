"""Files are known by their last name, at any depth, in any case, as shard or as copy."""

from __future__ import annotations

import pytest

from migrator.source import Entry
from migrator_chatgpt import layout


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("conversations.json", ("conversations.json", -1)),
        ("tmp/Conversations.JSON", ("conversations.json", -1)),
        ("a/b/conversations-000.json", ("conversations.json", 0)),
        ("conversations_12.json", ("conversations.json", 12)),
        ("conversations7.json", ("conversations.json", 7)),
        ("conversations (1).json", ("conversations.json", -1)),
        ("conversations-003 (2).json", ("conversations.json", 3)),
        ("library_files-001.json", ("library_files.json", 1)),
        ("chat (1).html", ("chat.html", -1)),
        ("shared_conversations.json", ("shared_conversations.json", -1)),
        ("sectioned_conversations.json", ("sectioned_conversations.json", -1)),
        ("my conversations.json", ("my conversations.json", -1)),
        ("file_000.dat", ("file_000.dat", -1)),
    ],
)
def test_names(path, known):
    assert layout.name_of(path) == known


def test_shards_of_one_folder_stand_together_by_number():
    paths = [
        "x.png",
        "b/conversations-2.json",
        "a/conversations-10.json",
        "b/conversations-1.json",
        "a/conversations-9.json",
    ]
    found = layout.look([Entry(path, 1) for path in paths])
    assert [file.entry.path for file in found] == [
        "x.png",
        "b/conversations-1.json",
        "b/conversations-2.json",
        "a/conversations-9.json",
        "a/conversations-10.json",
    ]
