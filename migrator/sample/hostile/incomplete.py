"""Exports with something missing: shards, sizes, manifests, attachments, files that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migrator.sample.hostile.case import INCOMPLETE, OK, UNKNOWN, Case, chat, dump, message, packed


def cases() -> Iterator[Case]:
    """Incomplete exports, and those that only look so."""
    yield packed(
        "sound-shards", "Nothing wrong: the measure for the others.", _shards, conversations=4, messages=8
    )
    yield packed(
        "missing-shard",
        "The manifest lists a shard that is not there.",
        lambda: _without(_shards(), "conversations-001.json"),
        INCOMPLETE,
        conversations=2,
        messages=4,
    )
    yield packed(
        "missing-data-file",
        "The manifest lists a data file that is not there.",
        lambda: _without(_shards(), "shared_conversations.json"),
        INCOMPLETE,
        conversations=4,
        messages=8,
    )
    yield packed(
        "wrong-size",
        "A shard is shorter than the manifest says, by one whole conversation.",
        lambda: _shards() | {"conversations-001.json": dump([chat("c")])},
        INCOMPLETE,
        conversations=3,
        messages=6,
    )
    yield packed(
        "missing-attachment",
        "A message names a file that is not there: normal in every export.",
        lambda: _shards([chat("c", [_attached(), "ok"]), chat("d")]),
        conversations=4,
        messages=8,
    )
    yield packed(
        "missing-attachment-classic",
        "The same in a classic export, which has no manifest.",
        lambda: {"conversations.json": [chat("c", [_attached(), "ok"])], "user.json": {"id": "u"}},
        conversations=1,
        messages=2,
    )
    yield packed(
        "manifest-broken",
        "A manifest that is no JSON: the files are found by their names.",
        lambda: _shards() | {"export_manifest.json": b'{"version": 1, '},
        OK,
        INCOMPLETE,
        conversations=4,
        messages=8,
    )
    yield packed(
        "manifest-absent",
        "Shards without a manifest.",
        lambda: _without(_shards(), "export_manifest.json"),
        conversations=4,
        messages=8,
    )
    yield packed(
        "manifest-second",
        "A second manifest in a folder, as of hosted sites.",
        lambda: _shards() | {"sites/export_manifest.json": {"artifacts": [], "requested_at": "2026-09-18"}},
        conversations=4,
        messages=8,
    )
    yield packed(
        "manifest-other-form",
        "A manifest in the other published form.",
        lambda: (
            _shards()
            | {
                "export_manifest.json": {
                    "files": [
                        {
                            "name": "conversations.json",
                            "shards": ["conversations-000.json", "conversations-001.json"],
                        },
                        {"name": "user.json"},
                    ]
                }
            }
        ),
        conversations=4,
        messages=8,
    )
    yield packed(
        "manifest-lies-about-names",
        "A manifest that lists paths outside the export, and things that are no paths.",
        lambda: (
            _shards()
            | {
                "export_manifest.json": {
                    "version": 1,
                    "export_files": [{"path": "../../etc/passwd", "size_bytes": 1}, {"path": 7}, None, "x"],
                    "logical_files": {"conversations.json": {"files": [None, 7]}, "user.json": []},
                }
            }
        ),
        OK,
        INCOMPLETE,
        conversations=4,
        messages=8,
    )
    yield packed(
        "unlisted-shard",
        "A shard that the manifest does not list must still be read.",
        lambda: _shards() | {"conversations-002.json": [chat("extra")]},
        conversations=5,
        messages=10,
    )
    yield packed(
        "names-like-conversations",
        "Files whose names look like conversations and are not.",
        lambda: (
            _shards()
            | {
                "sectioned_conversations.json": [],
                "conversations_old_backup.txt": b"notes",
                "my-conversations-with-mother.json": {"text": "a letter"},
            }
        ),
        conversations=4,
        messages=8,
    )
    yield packed(
        "shard-names-odd",
        "Shards called (1), _000 and -1.",
        lambda: {
            "conversations-1.json": [chat("a")],
            "conversations_002.json": [chat("b")],
            "conversations-003 (1).json": [chat("c")],
            "user.json": {"id": "u"},
        },
        conversations=3,
        messages=6,
    )
    yield packed(
        "unknown-files",
        "Files of which nobody has heard yet: kept, listed, no fault.",
        lambda: (
            _shards()
            | {"brainwaves.json": [{"hz": 12}], "textdocs/a.json": {"text": "x"}, "blob.bin": b"\x00" * 1000}
        ),
        conversations=4,
        messages=8,
    )
    yield packed(
        "only-small-files",
        "An export without any file of conversations.",
        lambda: {"user.json": {"id": "u"}, "message_feedback.json": [], "shared_conversations.json": []},
        OK,
        UNKNOWN,
    )


def _shards(second: list[Any] | None = None) -> dict[str, Any]:
    files: dict[str, Any] = {
        "conversations-000.json": dump([chat("a"), chat("b")]),
        "conversations-001.json": dump(second or [chat("c"), chat("d")]),
        "user.json": dump({"id": "user-x", "email": "x@example.org"}),
        "shared_conversations.json": dump([]),
    }
    return files | _manifest(files)


def _manifest(files: dict[str, Any]) -> dict[str, Any]:
    listed = {name: data for name, data in files.items() if name != "export_manifest.json"}
    shards = [name for name in listed if name.startswith("conversations-")]
    manifest = {
        "version": 1,
        "manifest_file": "export_manifest.json",
        "export_files": [{"path": name, "size_bytes": len(data)} for name, data in listed.items()],
        "logical_files": {
            "conversations.json": {"files": shards, "sharded": True, "shard_count": len(shards)},
            "user.json": {"files": ["user.json"], "sharded": False},
            "shared_conversations.json": {"files": ["shared_conversations.json"], "sharded": False},
        },
    }
    return {"export_manifest.json": manifest}


def _without(files: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in files.items() if key != name}


def _attached() -> dict[str, Any]:
    return message(
        "user",
        "See the file.",
        metadata={
            "attachments": [
                {"id": "file-Gone", "name": "gone.pdf", "mime_type": "application/pdf", "size": 9}
            ]
        },
    )
