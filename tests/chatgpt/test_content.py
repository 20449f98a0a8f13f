"""Every content type of every generation becomes parts, and what no part holds stays in `extra`."""

from __future__ import annotations

import json

import pytest

from migrator.model import (
    Audio,
    Code,
    Document,
    File,
    Image,
    Message,
    Opaque,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Video,
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


# ------------------------------------------------------------------------------- pieces of multimodal_text


def piece(said: object) -> tuple[object, ...]:
    return parts("user", {"content_type": "multimodal_text", "parts": [said]})


def test_a_picture_with_its_prompt():
    (part,) = piece(
        {
            "content_type": "image_asset_pointer",
            "asset_pointer": "file-service://file-AbC",
            "size_bytes": 100,
            "width": 20,
            "height": 10,
            "fovea": 512,
            "metadata": {"dalle": {"prompt": "a cat", "seed": 7}},
        }
    )
    assert (part.asset, part.size, part.width, part.height) == ("file-AbC", 100, 20, 10)
    assert part.prompt == "a cat"
    assert part.at == "/content/parts/0"
    assert part.extra["fovea"] == 512
    assert part.extra["metadata"]["dalle"]["seed"] == 7


def test_a_picture_with_nulls():
    (part,) = piece(
        {"content_type": "image_asset_pointer", "asset_pointer": None, "metadata": None, "width": None}
    )
    assert part == Image(
        at="/content/parts/0", extra={"asset_pointer": None, "metadata": None, "width": None}
    )


def test_what_was_said_in_a_voice_chat_is_text():
    (part,) = piece(
        {
            "content_type": "audio_transcription",
            "text": "good morning",
            "direction": "in",
            "decoding_id": None,
        }
    )
    assert part == Text(
        text="good morning", at="/content/parts/0", extra={"direction": "in", "decoding_id": None}
    )


def test_sound():
    (part,) = piece(
        {
            "content_type": "audio_asset_pointer",
            "asset_pointer": "sediment://file_a",
            "size_bytes": 9,
            "format": "wav",
            "metadata": {"start": 1.0, "end": 3.5},
        }
    )
    assert isinstance(part, Audio)
    assert (part.asset, part.media_type, part.seconds) == ("file_a", "audio/wav", 2.5)


def test_a_voice_chat_with_the_camera_on():
    given = piece(
        {
            "content_type": "real_time_user_audio_video_asset_pointer",
            "audio_asset_pointer": {
                "content_type": "audio_asset_pointer",
                "asset_pointer": "sediment://file_a",
                "format": "wav",
            },
            "video_container_asset_pointer": {"asset_pointer": "sediment://file_v"},
            "frames_asset_pointers": [{"asset_pointer": "sediment://file_f1"}, "sediment://file_f2"],
            "audio_start_timestamp": 1.5,
        }
    )
    assert [(type(part), part.asset) for part in given] == [
        (Audio, "file_a"),
        (Video, "file_v"),
        (Image, "file_f1"),
        (Image, "file_f2"),
    ]
    assert given[0].extra["real_time"] == {"audio_start_timestamp": 1.5}


def test_an_empty_voice_chat_pointer_is_kept_whole():
    raw = {"content_type": "real_time_user_audio_video_asset_pointer", "expiry_datetime": "2025-01-01"}
    assert piece(dict(raw)) == (Opaque(kind=raw["content_type"], raw=raw, at="/content/parts/0"),)


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ({"text": "words", "x": 1}, Text(text="words", at="/content/parts/0", extra={"x": 1})),
        ({"content_type": "text", "text": "words"}, Text(text="words", at="/content/parts/0")),
        ({"summary": "S", "content": "C"}, Reasoning(text="C", title="S", at="/content/parts/0")),
        ({"language": "python", "text": "1"}, Code(text="1", language="python", at="/content/parts/0")),
        (
            {"content_type": "novel", "a": 1},
            Opaque(kind="novel", raw={"content_type": "novel", "a": 1}, at="/content/parts/0"),
        ),
        ({"content": "C"}, Opaque(kind="part", raw={"content": "C"}, at="/content/parts/0")),
        ({"a": 1}, Opaque(kind="part", raw={"a": 1}, at="/content/parts/0")),
        ({}, Opaque(kind="part", raw={}, at="/content/parts/0")),
        (7, Opaque(kind="part", raw=7, at="/content/parts/0")),
        (["x"], Opaque(kind="part", raw=["x"], at="/content/parts/0")),
    ],
)
def test_other_objects_among_the_pieces(said, part):
    assert piece(said) == (part,)


def test_text_and_pictures_keep_their_order():
    picture = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-1"}
    given = parts("user", {"content_type": "multimodal_text", "parts": ["a", picture, "b"]})
    assert [type(part) for part in given] == [Text, Image, Text]
    assert [part.at[-1] for part in given] == ["0", "1", "2"]


# --------------------------------------------------------------------------------------- beside the content


def test_attachments_are_files_and_pictures():
    given = parts(
        "user",
        {"content_type": "text", "parts": ["see"]},
        metadata={
            "attachments": [
                {
                    "id": "file-1",
                    "name": "a.pdf",
                    "size": 5,
                    "mime_type": "application/pdf",
                    "source": "local",
                },
                {"id": "file-2", "name": "b.png", "mimeType": "image/png", "width": 3},
                {"id": "file-3", "name": "c.wav", "mime_type": "audio/wav"},
                {"name": "no id"},
            ]
        },
    )
    assert given[1:] == (
        File(
            asset="file-1",
            name="a.pdf",
            size=5,
            media_type="application/pdf",
            at="/metadata/attachments/0",
            extra={"id": "file-1", "source": "local"},
        ),
        Image(
            asset="file-2",
            name="b.png",
            media_type="image/png",
            width=3,
            at="/metadata/attachments/1",
            extra={"id": "file-2"},
        ),
        Audio(
            asset="file-3",
            name="c.wav",
            media_type="audio/wav",
            at="/metadata/attachments/2",
            extra={"id": "file-3"},
        ),
    )


def test_an_attachment_that_the_content_shows_is_not_shown_twice():
    picture = {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_1", "size_bytes": 5}
    read_ = one(
        message(
            "user",
            content={"content_type": "multimodal_text", "parts": [picture]},
            metadata={
                "attachments": [{"id": "file_1", "name": "b.png", "mime_type": "image/png", "size": 6}]
            },
        )
    )
    (part,) = read_.parts
    assert (part.name, part.media_type, part.size) == ("b.png", "image/png", 5)
    assert part.extra["attachment"] == {"id": "file_1", "size": 6}
    assert read_.extra["metadata"] == {}


def test_an_attachment_without_its_id_in_the_export_is_found_by_name_and_size():
    chat = chain(
        [message("user", "x", metadata={"attachments": [{"id": "gone", "name": "a.pdf", "size": 4}]})]
    )
    found = read({"conversations.json": [chat], "file-AbC9-a.pdf": b"%PDF"})
    assert found.one.messages[0].parts[1].asset == "file-AbC9"


def test_odd_attachments_stay_in_extra():
    read_ = one(message("user", "x", metadata={"attachments": [{"name": "n"}, 7, None]}))
    assert read_.extra["metadata"]["attachments"] == [{"name": "n"}, 7]


def test_charts_of_the_data_analysis_are_files():
    given = parts(
        "tool",
        {"content_type": "execution_output", "text": "x"},
        metadata={"ada_visualizations": [{"type": "chart", "file_id": "file-9", "title": "Sales"}]},
    )
    assert given[1] == File(asset="file-9", name="Sales", at="/metadata/ada_visualizations/0")


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


# -------------------------------------------------------------------------------------------------- canvas


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


def test_a_changed_passage_stays_a_call():
    updates = {"updates": [{"pattern": "a+", "replacement": "b"}]}
    read_ = canvas(updates, "canmore.update_textdoc")
    assert isinstance(read_.parts[0], ToolCall)
    assert read_.parts[0].input == json.dumps(updates)
    assert read_.hidden == "tool"


def test_a_canvas_call_that_is_cut_short_still_gives_its_document():
    (part,) = canvas('{"name": "P", "type": "document", "content": "half a sent').parts
    assert (part.text, part.extra["cut_short"]) == ("half a sent", True)


def test_a_canvas_call_beyond_repair_stays_a_call():
    (part,) = canvas('{"name": "P", "content": ').parts
    assert isinstance(part, ToolCall)


# ------------------------------------------------------------------------------------------------- sandbox


def test_a_link_into_the_sandbox_names_a_file():
    (text, file) = parts("assistant", {"parts": ["[Get it](sandbox:/mnt/data/my%20report.docx)"]})
    assert text.text == "[Get it](sandbox:/mnt/data/my%20report.docx)"
    assert file == File(
        name="my report.docx", at="/content/parts/0", extra={"pointer": "sandbox:/mnt/data/my%20report.docx"}
    )
