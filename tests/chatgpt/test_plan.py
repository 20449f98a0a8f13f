"""Every file has a role, the generation is told by shape, and the manifest finds what is missing."""

from __future__ import annotations

import pytest

from migrator.model import KeptFile
from tests.chatgpt.making import chain, message, read

CHAT = chain([message("user", "hi")])
FULL = chain([message("user", "hi", weight=1.0, recipient="all")])
FULL["mapping"]["root"]["children"] = ["m0"]


OWN = "User Online Activity/Files__0a1b-files-0001.zip/personal/files"


def roles(files: dict) -> dict[str, str]:
    return {file.name: file.role for file in read(files).export.files}


def test_every_file_has_a_role():
    given = roles(
        {
            "tmp/conversations-000.json": [CHAT],
            "tmp/user.json": {"id": "u"},
            "tmp/message_feedback.json": [],
            "tmp/shared_conversations.json": [],
            "tmp/export_manifest.json": {"logical_files": {}},
            "tmp/user_settings.json": [{"a": 1}],
            "tmp/sora.json": {"generations": [{"id": 1}]},
            "tmp/shopping.json": [],
            "tmp/ads.json": {"ads_profile": [], "ad_hides": []},
            "tmp/group_chats.json": {"chats": [{"members": 3}]},
            "tmp/sectioned_conversations.json": [{"id": "x", "title": "t"}],
            "tmp/textdocs/1.json": {"id": "t", "title": "x"},
            "Financial/bills.csv": b"a,b",
            "report.html": b"<p>",
        }
    )
    assert given == {
        "tmp/conversations-000.json": "conversations",
        "tmp/user.json": "data",
        "tmp/message_feedback.json": "data",
        "tmp/shared_conversations.json": "data",
        "tmp/export_manifest.json": "data",
        "tmp/user_settings.json": "kept",
        "tmp/sora.json": "kept",
        "tmp/shopping.json": "data",
        "tmp/ads.json": "data",
        "tmp/group_chats.json": "kept",
        "tmp/sectioned_conversations.json": "kept",
        "tmp/textdocs/1.json": "kept",
        "Financial/bills.csv": "kept",
        "report.html": "kept",
    }


def test_what_could_not_be_used_is_kept():
    given = roles(
        {
            "conversations-000.json": [CHAT],
            "user.json": [7, 8],
            "sites/export_manifest.json": {"artifacts": ["a"], "requested_at": "2026-08-01"},
            "export_manifest.json": {"export_files": []},
        }
    )
    assert given == {
        "conversations-000.json": "conversations",
        "user.json": "kept",
        "sites/export_manifest.json": "kept",
        "export_manifest.json": "data",
    }


def test_a_file_of_conversations_that_the_person_uploaded_is_an_attachment():
    found = read(
        {"conversations.json": [CHAT], "file-AbC123-old export.json": [{**CHAT, "conversation_id": "x"}]}
    )
    assert [c.id for c in found.conversations] == ["c"]
    assert [a.id for a in found.export.assets.values()] == ["file-AbC123"]


def test_kept_files_are_items():
    found = read({"conversations.json": [CHAT], "sora.json": {"tasks": [1]}, "x/new_feature.json": [1, 2]})
    assert [(file.id, file.size) for file in found.of(KeptFile)] == [
        ("sora.json", 14),
        ("x/new_feature.json", 6),
    ]


def test_group_chats_of_a_readable_shape_are_conversations():
    group = {"chats": [{**chain([message("user", "hi")]), "conversation_id": "g", "members": ["a"]}]}
    found = read({"conversations.json": [CHAT], "group_chats.json": group})
    assert [(c.id, c.origin.file, c.origin.pointer) for c in found.conversations] == [
        ("c", "conversations.json", "/0"),
        ("g", "group_chats.json", "/chats/0"),
    ]
    assert found.conversations[1].extra["members"] == ["a"]


@pytest.mark.parametrize(
    ("files", "generation"),
    [
        ({"conversations.json": [FULL], "chat.html": b""}, "A"),
        ({"conversations.json": [FULL], "group_chats.json": {"chats": []}}, "B"),
        ({"tmp/conversations.json": [FULL]}, "B"),
        ({"conversations-000.json": [FULL]}, "C"),
        ({"conversations.json": [FULL], "user_settings.json": {}}, "C"),
        ({"conversations-000.json": [CHAT]}, "D"),
        ({"conversations.json": [CHAT]}, "D"),
        ({"conversations-000.json": [FULL], "file_1.dat": b"x"}, "C"),
        ({"conversations.json": []}, "A"),
    ],
)
def test_generation(files, generation):
    assert read(files).export.generation == generation


def test_shards_are_read_in_order_of_their_numbers():
    files = {f"conversations-{n}.json": [{**CHAT, "conversation_id": f"c{n}"}] for n in (10, 2, 1)}
    assert [c.id for c in read(files).conversations] == ["c1", "c2", "c10"]


def test_litter_of_an_operating_system_is_no_export():
    found = read(
        {"conversations.json": [CHAT], "__MACOSX/tmp/._conversations.json": b"\x00\x05", ".DS_Store": b"x"}
    )
    assert len(found.conversations) == 1
    assert found.problems == []


# ------------------------------------------------------------------------------------------------ manifest


def manifest(*paths: str, sizes: dict[str, int] | None = None) -> dict:
    sizes = sizes or {}
    return {
        "version": 1,
        "export_files": [{"path": path, "size_bytes": sizes[path]} for path in paths if path in sizes],
        "logical_files": {"conversations.json": {"files": list(paths), "sharded": True}},
    }


def test_a_listed_shard_that_is_absent_is_reported():
    found = read(
        {
            "conversations-000.json": [CHAT],
            "export_manifest.json": manifest("conversations-000.json", "conversations-001.json"),
        }
    )
    (problem,) = found.problems
    assert (problem.kind, problem.where, problem.incomplete) == (
        "missing-file",
        "conversations-001.json",
        True,
    )
    assert len(found.conversations) == 1


def test_the_other_shape_of_the_manifest():
    other = {
        "version": 1,
        "files": [
            {
                "name": "conversations.json",
                "shards": [{"name": "conversations-000.json"}, {"name": "conversations-001.json"}],
            },
            {"name": "library_files.json"},
            {"name": "file_1.dat"},
        ],
    }
    found = read({"conversations-000.json": [CHAT], "export_manifest.json": other})
    assert [p.where for p in found.problems] == ["conversations-001.json", "library_files.json"]


def test_a_listed_file_of_another_size_is_reported():
    found = read(
        {
            "conversations-000.json": [CHAT],
            "export_manifest.json": manifest("conversations-000.json", sizes={"conversations-000.json": 9}),
        }
    )
    assert [(p.kind, p.incomplete) for p in found.problems] == [("wrong-size", True)]
    assert len(found.conversations) == 1


def test_missing_attachments_and_pages_are_normal():
    found = read(
        {
            "conversations.json": [CHAT],
            "export_manifest.json": {
                "export_files": [
                    {"path": "conversations.json"},
                    {"path": "file_000.dat", "size_bytes": 5},
                    {"path": "chat.html"},
                ]
            },
        }
    )
    assert found.problems == []


def test_a_manifest_below_a_folder_means_its_own_folder():
    found = read(
        {
            "tmp/conversations-000.json": [CHAT],
            "tmp/export_manifest.json": manifest("conversations-000.json"),
        }
    )
    assert found.problems == []


def test_the_second_manifest_of_the_hosted_sites_is_not_the_one():
    files = {
        "sites/export_manifest.json": {"artifacts": [], "requested_at": "2026-08-01"},
        "conversations-000.json": [CHAT],
        "deep/er/export_manifest.json": manifest("conversations-000.json", "conversations-001.json"),
    }
    assert read(files).kinds() == ["missing-file"]


@pytest.mark.parametrize(
    "odd",
    [
        [],
        7,
        {"logical_files": 3},
        {"export_files": [None, 7, {}, {"path": 3}]},
        {"files": ["user.json", None]},
        {"logical_files": {"x": None, "y": {"files": 7}}},
    ],
)
def test_an_odd_manifest_hides_nothing(odd):
    found = read({"conversations-000.json": [CHAT], "user.json": {}, "export_manifest.json": odd})
    assert len(found.conversations) == 1
    assert found.problems == []


def test_a_broken_manifest_is_said_and_hides_nothing():
    found = read({"conversations-000.json": [CHAT], "export_manifest.json": b"{"})
    assert len(found.conversations) == 1
    assert [(p.where, p.incomplete) for p in found.problems] == [("export_manifest.json", True)]


def test_files_that_the_manifest_does_not_list_are_read():
    found = read(
        {
            "conversations-000.json": [CHAT],
            "conversations-001.json": [{**CHAT, "conversation_id": "c1"}],
            "export_manifest.json": manifest("conversations-000.json"),
        }
    )
    assert [c.id for c in found.conversations] == ["c", "c1"]


def test_without_a_manifest_a_gap_in_the_numbers_is_a_warning():
    found = read({"conversations-000.json": [CHAT], "conversations-002.json": [CHAT]})
    assert [(p.kind, p.where, p.incomplete) for p in found.problems] == [
        ("shard-gap", "conversations-001.json", False)
    ]


def test_a_file_of_the_persons_own_is_an_asset_whatever_it_is_called():
    somebody = chain([message("user", "hello from somebody else")], id="else")
    own = {
        f"{OWN}/conversations.json": [somebody],
        f"{OWN}/user.json": {"id": "else", "email": "else@example.org"},
        f"{OWN}/export_manifest.json": {"export_files": [{"path": "conversations-009.json"}]},
        f"{OWN}/library_files.json": [{"file_id": "file_else", "file_name": "else.png"}],
        f"{OWN}/shared_conversations.json": [{"id": "s", "conversation_id": "else"}],
        f"{OWN}/chat.html": b"<script>var jsonData = []; var assetsJson = {}</script>",
        f"{OWN}/notes.txt": b"mine",
    }
    found = read({"conversations-000.json": [CHAT], **own})
    assert {file.name for file in found.export.files if file.role == "asset"} == set(own)
    assert {asset.path for asset in found.export.assets.values()} == set(own)
    assert found.export.account is None
    assert len(list(found.export.records())) == 1
    assert not found.problems


def test_a_file_of_the_persons_own_is_found_by_the_message_that_shows_it():
    shown = message(
        "user", "see", metadata={"attachments": [{"id": "file-AbC123", "name": "notes.txt", "size": 4}]}
    )
    found = read({"conversations-000.json": [chain([shown])], f"{OWN}/notes.txt": b"mine"})
    assert found.conversations[0].messages[-1].parts[-1].asset == next(iter(found.export.assets))
