"""What is in a made-up export: every feature of the format, with references that point where they say."""

from __future__ import annotations

import json
import re
import zipfile

import pytest

from migrator.sample import demo, make
from migrator.sample.slim import KEYS

FULL_TYPES = {
    "app_pairing_content",
    "citable_code_output",
    "code",
    "computer_initialize_state",
    "computer_output",
    "execution_output",
    "model_editable_context",
    "multimodal_text",
    "reasoning_recap",
    "sonic_webpage",
    "super_widget",
    "system_error",
    "tether_browsing_display",
    "tether_quote",
    "text",
    "thoughts",
    "user_editable_context",
}
SLIM_TYPES = {"multimodal_text", "reasoning_recap", "text", "thoughts", "user_editable_context"}


def _read(path):
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    chats = []
    for name, data in files.items():
        if re.fullmatch(r"conversations(-\d+)?\.json", name):
            chats += json.loads(data)
    return chats, files


def _messages(chats):
    return [n["message"] for c in chats for n in c["mapping"].values() if n["message"]]


def _text(message):
    return "".join(p for p in message["content"].get("parts", ()) if isinstance(p, str))


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    out = {}
    for generation in "ABCD":
        make(5, generation, 220).write_zip(folder / generation)
        out[generation] = _read(folder / generation)
    older, newer = demo.pair()
    older.write_zip(folder / "older")
    newer.write_zip(folder / "newer")
    return out | {"older": _read(folder / "older"), "newer": _read(folder / "newer")}


@pytest.mark.parametrize("name", ["A", "B", "C", "older"])
def test_full_exports_hold_every_kind_of_content(exports, name):
    messages = _messages(exports[name][0])
    assert {m["content"]["content_type"] for m in messages} == FULL_TYPES
    assert {m["author"]["role"] for m in messages} == {"user", "assistant", "system", "tool"}


@pytest.mark.parametrize("name", ["D", "newer"])
def test_slim_exports_hold_only_what_is_left(exports, name):
    chats, files = exports[name]
    messages = _messages(chats)
    assert {m["content"]["content_type"] for m in messages} == SLIM_TYPES
    assert {m["author"]["role"] for m in messages} == {"user", "assistant"}
    assert all(tuple(c) == KEYS for c in chats)
    assert all(set(n) == {"id", "message", "parent"} for c in chats for n in c["mapping"].values())
    assert not any({"status", "weight", "recipient"} & set(m) for m in messages)
    assert any("metadata" not in m for m in messages)
    manifest = json.loads(files["export_manifest.json"])
    listed = {f["path"]: f["size_bytes"] for f in manifest["export_files"]}
    assert listed == {n: len(d) for n, d in files.items() if n != "export_manifest.json"}


@pytest.mark.parametrize("name", ["A", "B", "C", "D", "older", "newer"])
def test_trees_hold_together(exports, name):
    for chat in exports[name][0]:
        mapping = chat["mapping"]
        assert chat["current_node"] in mapping
        roots = [k for k, n in mapping.items() if n["parent"] is None]
        assert len(roots) == 1
        for start in mapping:
            seen, at = set(), start
            while at is not None:
                assert at not in seen
                seen.add(at)
                at = mapping[at]["parent"]


@pytest.mark.parametrize("name", ["A", "C", "D", "older", "newer"])
def test_references_point_at_what_they_match(exports, name):
    count = 0
    for message in _messages(exports[name][0]):
        metadata, text = message.get("metadata") or {}, _text(message)
        for reference in metadata.get("content_references", ()):
            if reference["matched_text"].strip():
                assert text[reference["start_idx"] : reference["end_idx"]] == reference["matched_text"]
                count += 1
        for citation in metadata.get("citations", ()):
            assert re.fullmatch(r"【\d+(:\d+)?†[^】]+】", text[citation["start_ix"] : citation["end_ix"]])
            count += 1
    assert count > (2 if name in {"older", "newer"} else 50)


def test_archived_projects_languages_and_branches_occur(exports):
    chats = exports["C"][0]
    for key in ("is_archived", "is_starred", "pinned_time", "gizmo_id"):
        assert any(c[key] for c in chats), key
    assert {c["gizmo_type"] for c in chats} == {None, "snorlax", "gpt"}
    assert any(c["title"] is None for c in chats)
    whole = "".join(_text(m) for m in _messages(chats))
    for letters in (
        "[\u0600-\u06ff]",
        "[ığşİ]",
        "[\u4e00-\u9fff]",
        "[\u3040-\u30ff]",
        "\u200d",
        "```",
        r"\\frac",
    ):
        assert re.search(letters, whole), letters
    assert any(len(n["children"]) > 1 for c in chats for n in c["mapping"].values())


def test_the_older_demo_knows_what_the_newer_has_lost(exports):
    older = {c["conversation_id"]: c for c in exports["older"][0]}
    newer = {c["conversation_id"]: c for c in exports["newer"][0]}
    assert len(older.keys() - newer.keys()) == 3
    assert 25 <= len(newer) <= 40
    assert any(m["author"]["role"] == "tool" for m in _messages(older.values()))
    grown = 0
    for key in older.keys() & newer.keys():
        shown = {k for k, n in older[key]["mapping"].items() if n["message"]}
        left = {k for k, n in newer[key]["mapping"].items() if n["message"]}
        grown += bool(left - shown)
        for message in left & shown:
            mine, theirs = newer[key]["mapping"][message], older[key]["mapping"][message]
            assert mine["message"]["create_time"] == theirs["message"]["create_time"]
    assert grown == 2


def test_the_demo_has_no_filler_and_no_marks(exports):
    for name in ("older", "newer"):
        text = json.dumps(exports[name][0], ensure_ascii=False)
        assert "qz0" not in text
        assert "{{" not in text
        assert "lorem" not in text.lower()


def test_a_chat_that_goes_on_in_a_new_one_has_the_same_message_ids(exports):
    seen = {}
    shared = []
    for chat in exports["C"][0]:
        for key, node in chat["mapping"].items():
            if node["message"]:
                shared += [(seen[key], chat["title"])] if key in seen else []
                seen[key] = chat["title"]
    assert shared
    assert all(f"Branch · {before}" == after or f"Branch · {after}" == before for before, after in shared)
