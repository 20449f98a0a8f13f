"""What a script is shown about a conversion that selected nothing, and about one that changed nothing."""

import json

import pytest


@pytest.fixture
def export(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    chat = {
        "id": "c",
        "title": "t",
        "create_time": 1700000000,
        "current_node": "a",
        "mapping": {
            "a": {
                "id": "a",
                "parent": None,
                "children": [],
                "message": {
                    "id": "a",
                    "author": {"role": "user"},
                    "content": {"content_type": "text", "parts": ["hello"]},
                },
            }
        },
    }
    (tmp_path / "conversations.json").write_text(json.dumps([chat]))
    return ["--from", "conversations.json", "--to", "native"]


def test_a_result_without_conversations_is_noted_on_stderr(migrate, export):
    empty = migrate(*export, "--only", "after:2099", "--out", "empty", "--json")
    assert empty.code == 0
    assert empty.document["counts"]["conversations"] == 0
    assert "--only" in empty.err
    some = migrate(*export, "--only", "after:2020", "--out", "some", "--json")
    assert some.document["counts"]["conversations"] == 1
    assert "--only" not in some.err


def test_the_document_says_whether_the_bundle_is_new(migrate, export, tmp_path):
    tried = migrate(*export, "--out", "out", "--dry-run", "--json")
    assert tried.document["written"] is False
    assert migrate(*export, "--out", "out", "--json").document["written"] is True
    assert migrate(*export, "--out", "out", "--json").document["written"] is False
    assert "written" not in json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
