"""Every content type of every generation becomes parts, and what no part holds stays in `extra`."""

from __future__ import annotations

import pytest

from migrator.model import (
    Code,
    Image,
    Message,
    Opaque,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
)
from tests.chatgpt.making import chain, message, read


def one(said: dict) -> Message:
    (only,) = read([chain([said])]).one.messages
    return only


def parts(role: str = "user", content: object = None, **more: object) -> tuple[object, ...]:
    return one(message(role, content=content, **more)).parts


def test_text():
    read_ = one(message("user", "hello"))
    assert read_.parts == (Text(text="hello", at="/content/parts/0"),)
    assert read_.extra == {}
    assert read_.origin.pointer == "/0/mapping/m0/message"


def test_empty_and_null_pieces_of_text_say_nothing():
    read_ = one(message("assistant", "", None, "x", ""))
    assert read_.parts == (Text(text="x", at="/content/parts/2"),)


@pytest.mark.parametrize("pieces", [[], [""], [None]])
def test_a_message_without_content_is_hidden_as_empty(pieces):
    read_ = one(message("assistant", *pieces))
    assert (read_.parts, read_.hidden, read_.extra) == ((), "empty", {})


def test_missing_content_is_empty():
    read_ = one({"author": {"role": "user"}})
    assert (read_.parts, read_.hidden) == ((), "empty")


def test_content_that_is_a_plain_string_is_text():
    assert parts(content="hello") == (Text(text="hello", at="/content"),)


def test_content_without_a_type_is_text_if_it_has_parts():
    assert parts(content={"parts": ["hello"]}) == (Text(text="hello", at="/content/parts/0"),)


def test_text_may_stand_under_text():
    assert parts(content={"content_type": "text", "text": "hello"}) == (
        Text(text="hello", at="/content/text"),
    )


def test_an_unknown_type_is_kept_whole():
    content = {"content_type": "brand_new_type", "payload": {"deep": ["KEEP ME"]}}
    read_ = one(message("user", content=content))
    assert read_.parts == (Opaque(kind="brand_new_type", raw=content, at="/content"),)
    assert read_.hidden is None


def test_a_known_type_without_its_text_is_kept_whole():
    content = {"content_type": "code", "language": "python", "text": {"odd": "shape"}}
    assert parts("assistant", content) == (Opaque(kind="code", raw=content, at="/content"),)


def test_keys_of_a_content_that_no_part_took_stay_in_extra():
    content = {"content_type": "text", "parts": ["x"], "novelty": {"a": 1}}
    assert one(message("user", content=content)).extra == {"content": {"novelty": {"a": 1}}}


def test_code_for_a_tool_is_a_call_and_hidden():
    content = {"content_type": "code", "language": "python", "response_format_name": None, "text": "1+1"}
    read_ = one(message("assistant", content=content, recipient="python"))
    assert read_.parts == (ToolCall(tool="python", input="1+1", language="python", at="/content/text"),)
    assert read_.hidden == "tool"


def test_code_for_everybody_is_code():
    content = {"content_type": "code", "language": "unknown", "text": "x = 1"}
    assert parts("assistant", content) == (Code(text="x = 1", at="/content/text"),)


def test_text_for_a_tool_is_a_call():
    read_ = one(message("assistant", "cats", recipient="dalle.text2im"))
    assert read_.parts == (ToolCall(tool="dalle.text2im", input="cats", at="/content/parts/0"),)
    assert read_.hidden == "tool"


def test_text_of_a_tool_is_a_result():
    said = message("tool", "3 pages")
    said["author"]["name"] = "file_search"
    read_ = one(said)
    assert read_.parts == (ToolResult(tool="file_search", output="3 pages", at="/content/parts/0"),)
    assert (read_.hidden, read_.author) == ("tool", "file_search")


def test_execution_output_with_a_picture_is_shown():
    run = {
        "status": "success",
        "messages": [
            {"message_type": "stream", "text": "3"},
            {"message_type": "image", "image_url": "file-service://file-Plot", "width": 10, "height": 5},
        ],
    }
    read_ = one(
        message(
            "tool",
            content={"content_type": "execution_output", "text": "3"},
            metadata={"aggregate_result": run},
        )
    )
    assert read_.parts == (
        ToolResult(output="3", at="/content/text"),
        Image(asset="file-Plot", width=10, height=5, at="/metadata/aggregate_result/messages/1"),
    )
    assert read_.hidden is None


def test_a_failed_run_is_an_error():
    run = {"in_kernel_exception": {"name": "ZeroDivisionError"}, "messages": []}
    (part,) = parts(
        "tool", {"content_type": "execution_output", "text": "Traceback"}, metadata={"aggregate_result": run}
    )
    assert part.error


@pytest.mark.parametrize("kind", ["system_error", "stderr"])
def test_errors(kind):
    (part,) = parts("tool", {"content_type": kind, "name": "ToolTimeout", "text": "too slow"})
    assert part == ToolResult(output="too slow", title="ToolTimeout", error=True, at="/content/text")


def test_an_error_may_have_a_name_alone():
    (part,) = parts("tool", {"content_type": "system_error", "name": "ToolTimeout", "text": ""})
    assert part == ToolResult(title="ToolTimeout", error=True, at="/content/text")


def test_a_quoted_page_keeps_its_address():
    content = {
        "content_type": "tether_quote",
        "url": "https://example.org/a",
        "domain": "example.org",
        "text": "words",
        "title": "A",
        "tether_id": None,
    }
    read_ = one(message("tool", content=content))
    assert read_.parts == (ToolResult(output="words", title="A", at="/content/text"),)
    assert read_.extra["content"]["url"] == "https://example.org/a"


def test_browsing_display_gives_result_and_summary():
    content = {"content_type": "tether_browsing_display", "result": "R", "summary": "S", "assets": []}
    assert [part.output for part in parts("tool", content)] == ["R", "S"]


def test_a_web_page_of_search():
    content = {
        "content_type": "sonic_webpage",
        "url": "https://e.org",
        "title": "E",
        "text": "w",
        "snippet": "s",
    }
    read_ = one(message("tool", content=content))
    assert read_.parts == (ToolResult(output="w", title="E", at="/content/text"),)
    assert read_.extra["content"] == {"url": "https://e.org", "snippet": "s"}


def test_output_of_a_connected_service():
    content = {
        "content_type": "citable_code_output",
        "output_str": "42 files",
        "metadata": {"display_title": "Drive", "display_url": "https://d.example"},
    }
    assert parts("tool", content) == (ToolResult(output="42 files", title="Drive", at="/content/output_str"),)


def test_a_screenshot_of_the_agent():
    content = {
        "content_type": "computer_output",
        "computer_id": "1",
        "screenshot": {
            "content_type": "image_asset_pointer",
            "asset_pointer": "sediment://file_9",
            "size_bytes": 7,
            "width": 4,
            "height": 3,
        },
        "state": {"url": "https://e.org"},
    }
    read_ = one(message("tool", content=content))
    (part,) = read_.parts
    assert (part.asset, part.width, part.size, part.at) == ("file_9", 4, 7, "/content/screenshot")
    assert read_.extra["content"]["state"] == {"url": "https://e.org"}


@pytest.mark.parametrize("kind", ["computer_initialize_state", "super_widget", "app_pairing_content"])
def test_types_without_a_known_shape_are_kept_whole(kind):
    content = {"content_type": kind, "workspaces": [{"text": "words"}]}
    assert parts("user", content) == (Opaque(kind=kind, raw=content, at="/content"),)


@pytest.mark.parametrize("kind", ["system_content", "developer_content", "system_message"])
def test_rare_types_with_text_are_text(kind):
    assert parts("system", {"content_type": kind, "text": "be kind"}) == (
        Text(text="be kind", at="/content/text"),
    )


def test_thoughts():
    content = {
        "content_type": "thoughts",
        "source_analysis_msg_id": "x",
        "thoughts": [
            {"summary": "Plan", "content": "First", "chunks": ["Fi", "rst"], "finished": True},
            {"summary": "", "content": "", "chunks": [], "finished": True},
            "bare",
            {"novel": 1},
            {"content": "Then", "chunks": ["another"]},
        ],
    }
    read_ = one(message("assistant", content=content))
    assert read_.parts == (
        Reasoning(text="First", title="Plan", at="/content/thoughts/0", extra={"finished": True}),
        Reasoning(text="bare", at="/content/thoughts/2"),
        Reasoning(text="Then", at="/content/thoughts/4", extra={"chunks": ["another"]}),
    )
    assert read_.hidden is None
    assert read_.extra["content"] == {"source_analysis_msg_id": "x", "thoughts": [{"novel": 1}]}


def test_a_recap_says_how_long():
    content = {"content_type": "reasoning_recap", "content": "Thought for 12s"}
    assert parts("assistant", content, metadata={"finished_duration_sec": 12}) == (
        Reasoning(title="Thought for 12s", seconds=12.0, at="/content/content"),
    )


def test_custom_instructions_are_context():
    content = {
        "content_type": "user_editable_context",
        "user_profile": "I am A",
        "user_instructions": "Be brief",
    }
    read_ = one(message("user", content=content))
    assert read_.hidden == "context"
    assert read_.parts == (
        Text(text="I am A", at="/content/user_profile"),
        Text(text="Be brief", at="/content/user_instructions"),
    )
