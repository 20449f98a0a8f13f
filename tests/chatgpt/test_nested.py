"""Contents in contents, and JSON texts where a list is due, are read as the same content at the top is."""

from __future__ import annotations

import json

import pytest

from migrator.model import Code, Opaque, Reasoning, Text, ToolResult
from tests.chatgpt.making import chain, message, read


def parts(content, role="assistant", **more):
    return read([chain([message(role, content=content, **more)])]).one.messages[0].parts


def nested(*pieces):
    return parts({"content_type": "multimodal_text", "parts": list(pieces)})


CODE = {"content_type": "code", "language": "rust", "text": "fn main() {}"}


def test_code_among_the_parts_is_code():
    (code,) = nested(dict(CODE))
    assert (code.text, code.language, code.at) == ("fn main() {}", "rust", "/content/parts/0/text")
    assert isinstance(code, Code)


@pytest.mark.parametrize("depth", [1, 2, 5, 12])
def test_contents_are_read_at_any_depth(depth):
    content = dict(CODE)
    for _ in range(depth):
        content = {"content_type": "multimodal_text", "parts": [content]}
    (code,) = parts(content)
    assert isinstance(code, Code)


def test_what_is_nested_too_deeply_is_kept_whole():
    content = dict(CODE)
    for _ in range(60):
        content = {"content_type": "multimodal_text", "parts": [content]}
    (part,) = parts(content)
    assert isinstance(part, Opaque)
    assert "fn main() {}" in json.dumps(part.raw)


def test_what_a_nested_content_leaves_goes_to_its_first_part():
    (code,) = nested({**CODE, "remark": "kept"})
    assert code.extra == {"remark": "kept"}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"content_type": "thoughts", "thoughts": [{"content": "deep", "summary": "S"}]}, Reasoning),
        ({"content_type": "system_error", "name": "Oops", "text": "broken"}, ToolResult),
        ({"content_type": "tether_quote", "text": "quoted"}, ToolResult),
        ({"content_type": "text", "parts": ["plain"]}, Text),
    ],
)
def test_every_reader_serves_nested_contents(content, kind):
    assert [type(part) for part in nested(content)] == [kind]


def test_thoughts_that_are_a_json_text_are_thoughts():
    listed = json.dumps([{"summary": "Plan", "content": "Do it.", "chunks": []}, {"content": "Then rest."}])
    found = parts({"content_type": "thoughts", "thoughts": listed})
    assert [(part.title, part.text) for part in found] == [("Plan", "Do it."), (None, "Then rest.")]


def test_a_thought_that_came_in_pieces_only_is_put_together():
    (thought,) = parts({"content_type": "thoughts", "thoughts": [{"summary": "S", "chunks": ["a ", "b"]}]})
    assert thought.text == "a b"


def test_a_recap_in_parts_is_a_recap():
    (recap,) = parts({"content_type": "reasoning_recap", "parts": ["Thought for 7 seconds"]})
    assert recap.title == "Thought for 7 seconds"


def test_parts_that_are_the_json_of_contents_are_these():
    (code,) = parts({"content_type": "multimodal_text", "parts": json.dumps([CODE])})
    assert isinstance(code, Code)


def test_a_text_that_happens_to_be_json_stays_a_text():
    (text,) = parts({"content_type": "text", "parts": '["a", "b"]'}, role="user")
    assert text.text == '["a", "b"]'


def test_attachments_that_are_a_json_text_are_attachments():
    metadata = {"attachments": json.dumps([{"id": "file-1", "name": "a.pdf"}])}
    found = parts({"content_type": "text", "parts": ["see"]}, metadata=metadata)
    assert [part.name for part in found[1:]] == ["a.pdf"]
