"""What the person hands over, opened together: parts of one export that come as separate sources."""

import json

import pytest

from migrator.app.context import Context
from migrator.app.convert import Request, convert
from migrator.app.opening import opened
from migrator.events import Problem
from tests.chatgpt.making import chain, message


def problems(paths):
    events = []
    context = Context(listener=events.append)
    with opened([str(path) for path in paths], context) as exports:
        assert len(exports) == len(paths)
    return [event for event in events if isinstance(event, Problem)]


def parts(folder, *numbers, stem="Conversations-part-"):
    for number in numbers:
        part = folder / f"{stem}{number:04}"
        part.mkdir(parents=True)
        chats = [chain([message("user", f"question {number}")], conversation_id=f"c{number}")]
        (part / "conversations.json").write_text(json.dumps(chats), encoding="utf-8")
        yield part


@pytest.mark.parametrize("order", [1, -1])
def test_a_gap_between_parts_that_are_named_one_by_one_is_told_once(tmp_path, order):
    (problem,) = problems(list(parts(tmp_path, 1, 2, 5))[::order])
    assert (problem.kind, problem.incomplete) == ("part-gap", False)
    assert problem.where == "Conversations-part-0003, Conversations-part-0004"


def test_parts_without_a_gap_and_parts_of_different_exports_are_silent(tmp_path):
    assert problems(list(parts(tmp_path, 1, 2, 3))) == []
    assert (
        problems([*parts(tmp_path / "a", 1, stem="a-part-"), *parts(tmp_path / "b", 1, stem="b-part-")]) == []
    )


def test_parts_in_different_folders_count_together(tmp_path):
    assert problems([*parts(tmp_path / "disk", 1), *parts(tmp_path / "downloads", 2)]) == []


@pytest.mark.parametrize("target", ["markdown", "open-webui", "claude", "chatgpt-clean"])
def test_a_chat_without_a_title_is_called_by_the_first_words_in_every_target(tmp_path, target):
    said = chain(
        [message("user", "How do I prune roses?"), message("assistant", "Gently.")], conversation_id="c"
    )
    export = tmp_path / "conversations.json"
    export.write_text(json.dumps([said | {"title": None}]), encoding="utf-8")
    convert(Request(target=target, sources=(str(export),), out=tmp_path / "out"), Context())
    files = [path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert any(
        b"# How do I prune roses?" in data or b'"title":"How do I prune roses?"' in data for data in files
    )


def test_native_makes_up_no_title(tmp_path):
    export = tmp_path / "conversations.json"
    said = chain([message("user", "How do I prune roses?")], conversation_id="c") | {"title": None}
    export.write_text(json.dumps([said]), encoding="utf-8")
    convert(Request(target="native", sources=(str(export),), out=tmp_path / "out"), Context())
    assert b'"title":"How' not in (tmp_path / "out" / "archive.jsonl").read_bytes()
