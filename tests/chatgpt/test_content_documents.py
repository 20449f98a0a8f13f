"""Documents beside a chat: canvases, research reports, and files that a message links to."""

from __future__ import annotations

import json

import pytest

from migrator.model import (
    Document,
    File,
    Message,
    ToolCall,
)
from tests.chatgpt.making import chain, message, read


def one(said: dict) -> Message:
    (only,) = read([chain([said])]).one.messages
    return only


def parts(role: str = "user", content: object = None, **more: object) -> tuple[object, ...]:
    return one(message(role, content=content, **more)).parts


@pytest.mark.parametrize(
    "state",
    [
        {"report_message": "# Report"},
        {"report_message": {"content": {"parts": ["# Report"]}}},
        {"report_message": json.dumps({"content": {"content_type": "text", "parts": ["# Report"]}})},
        json.dumps({"report_message": "# Report"}),
    ],
)
def test_a_research_report_in_the_state_of_a_widget_is_a_document_and_shown(state):
    read_ = one(message("tool", "ok", metadata={"chatgpt_sdk": {"widget_state": state}}))
    document = read_.parts[-1]
    assert isinstance(document, Document)
    assert (document.text, document.form) == ("# Report", "report")
    assert read_.hidden is None


def canvas(call: object, tool: str = "canmore.create_textdoc") -> Message:
    text = call if isinstance(call, str) else json.dumps(call)
    return one(message("assistant", content={"content_type": "code", "text": text}, recipient=tool))


def test_a_canvas_is_a_document_and_shown():
    read_ = canvas({"name": "Plan", "type": "document", "content": "# Plan", "x": 1})
    assert read_.parts == (
        Document(
            text="# Plan",
            title="Plan",
            form="document",
            at="/content/text",
            extra={"tool": "canmore.create_textdoc", "x": 1},
        ),
    )
    assert read_.hidden is None


def test_a_canvas_rewritten_as_a_whole_is_a_document():
    updates = {"updates": [{"pattern": ".*", "multiple": False, "replacement": "new"}]}
    (part,) = canvas(updates, "canmore.update_textdoc").parts
    assert (part.text, part.extra["updates"]) == ("new", [{"pattern": ".*", "multiple": False}])


def test_a_changed_passage_of_a_document_that_is_not_there_is_shown_as_a_change():
    updates = {"updates": [{"pattern": "a+", "replacement": "b"}]}
    read_ = canvas(updates, "canmore.update_textdoc")
    (part,) = read_.parts
    assert (part.text, part.replaces, part.extra["updates"]) == ("b", "a+", updates["updates"])
    assert read_.hidden is None


def test_a_canvas_call_that_is_cut_short_still_gives_its_document():
    (part,) = canvas('{"name": "P", "type": "document", "content": "half a sent').parts
    assert (part.text, part.extra["cut_short"]) == ("half a sent", True)


def test_a_canvas_call_beyond_repair_stays_a_call():
    (part,) = canvas('{"name": "P", "content": ').parts
    assert isinstance(part, ToolCall)


def test_a_link_into_the_sandbox_names_a_file():
    (text, file) = parts("assistant", {"parts": ["[Get it](sandbox:/mnt/data/my%20report.docx)"]})
    assert text.text == "[Get it](sandbox:/mnt/data/my%20report.docx)"
    assert file == File(
        name="my report.docx", at="/content/parts/0", extra={"pointer": "sandbox:/mnt/data/my%20report.docx"}
    )
