"""Files are known by their last name, at any depth, in any case, as shard or as copy."""

from __future__ import annotations

import pytest

from migrator_chatgpt import layout
from tests.chatgpt.memory_source import MemorySource


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
    found = layout.look(MemorySource(dict.fromkeys(paths, b"x")))
    assert [file.entry.path for file in found] == [
        "x.png",
        "b/conversations-1.json",
        "b/conversations-2.json",
        "a/conversations-9.json",
        "a/conversations-10.json",
    ]


@pytest.mark.parametrize(
    "place",
    [
        "User Online Activity/Files__0a1b-files-0001.zip/personal/files/",
        "User Online Activity/Files_0a1b-files-0002-part-0001.zip/",
        "files__0a1b-files-0001/personal/files/",  # a container that was unpacked by hand
    ],
)
def test_a_file_of_the_persons_own_is_known_by_its_place(place):
    (found,) = layout.look(MemorySource({f"{place}conversations.json": b"[]"}))
    assert (found.logical, found.number) == ("", -1)


@pytest.mark.parametrize(
    "place", ["", "personal/files/", "Files/", "my-files-1/", "Conversations__0a1b-chatgpt-0001.zip/"]
)
def test_no_other_place_makes_a_file_the_persons_own(place):
    (found,) = layout.look(MemorySource({f"{place}conversations.json": b"[]"}))
    assert found.logical == "conversations.json"


def test_a_zip_of_own_files_is_known_by_its_name_inside_a_container():
    source = MemorySource({"personal/files/conversations.json": b"[]"})
    source.name = "Files__0a1b-files-0001.zip"
    assert layout.look(source)[0].logical == "conversations.json"  # given by itself, it is what it is
    source.container = "chatgpt_archive.zip"
    assert layout.look(source)[0].logical == ""
