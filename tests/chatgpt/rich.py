"""One conversation that holds every content type and kind of piece, for the laws."""

from __future__ import annotations

from typing import Any

from tests.chatgpt.making import chain, message

_PICTURE = {
    "content_type": "image_asset_pointer",
    "asset_pointer": "file-service://file-One",
    "size_bytes": 3,
    "width": 2,
    "height": 1,
    "metadata": {"dalle": {"prompt": "a red kite", "seed": 5}},
}
_SOUND = {
    "content_type": "audio_asset_pointer",
    "asset_pointer": "sediment://file_two",
    "format": "wav",
    "metadata": {"start": 0.0, "end": 2.0},
}


def _content(role: str, more: dict[str, Any] | None = None, **content: Any) -> dict[str, Any]:
    return message(role, content=content, create_time=1700000000.0, **(more or {}))


def rich() -> dict[str, Any]:
    """A fresh copy each time."""
    said = [
        message("system", "", weight=0.0, metadata={"is_visually_hidden_from_conversation": True}),
        _content(
            "user", content_type="user_editable_context", user_profile="I knit", user_instructions="Be brief"
        ),
        _content(
            "assistant", content_type="model_editable_context", model_set_context="1. [2024-01-02]. Knits."
        ),
        message(
            "user",
            "look at this",
            metadata={
                "attachments": [
                    {"id": "file-One", "name": "kite.png", "mime_type": "image/png"},
                    {"id": "file-3", "name": "a.pdf"},
                ]
            },
        ),
        message("user", "words", dict(_PICTURE), kind="multimodal_text"),
        message(
            "user",
            {"content_type": "audio_transcription", "text": "spoken words", "direction": "in"},
            dict(_SOUND),
            {
                "content_type": "real_time_user_audio_video_asset_pointer",
                "audio_asset_pointer": dict(_SOUND),
                "frames_asset_pointers": ["sediment://file_frame"],
            },
            {"text": "old words"},
            {"summary": "sum", "content": "thought of old"},
            kind="multimodal_text",
        ),
        _content(
            "assistant",
            content_type="thoughts",
            thoughts=[
                {"summary": "Plan", "content": "think hard", "chunks": ["think ", "hard"], "finished": True}
            ],
        ),
        _content(
            "assistant",
            {"metadata": {"finished_duration_sec": 3}},
            content_type="reasoning_recap",
            content="Thought for 3s",
        ),
        _content(
            "assistant", {"recipient": "python"}, content_type="code", language="python", text="print(1)"
        ),
        _content(
            "tool",
            {
                "metadata": {
                    "aggregate_result": {
                        "status": "success",
                        "in_kernel_exception": None,
                        "messages": [
                            {"message_type": "image", "image_url": "file-service://file-Plot", "width": 4}
                        ],
                    },
                    "ada_visualizations": [{"type": "chart", "file_id": "file-Chart", "title": "Sales"}],
                }
            },
            content_type="execution_output",
            text="1",
        ),
        _content(
            "assistant",
            {"recipient": "canmore.create_textdoc"},
            content_type="code",
            text='{"name": "Essay", "type": "document", "content": "Once"}',
        ),
        message("assistant", "Likes tea", recipient="bio"),
        _content(
            "tool", content_type="tether_quote", url="https://e.org", domain="e.org", text="quoted", title="E"
        ),
        _content("tool", content_type="tether_browsing_display", result="R", summary="S", assets=[]),
        _content("tool", content_type="system_error", name="Oops", text="it broke"),
        _content("tool", content_type="stderr", text="warn"),
        _content("tool", content_type="sonic_webpage", url="https://w.org", text="web", title="W"),
        _content(
            "tool", content_type="citable_code_output", output_str="out", metadata={"display_title": "Drive"}
        ),
        _content("tool", content_type="computer_output", screenshot=dict(_PICTURE), state={"url": "x"}),
        _content("user", content_type="super_widget", payload={"deep": ["kept"]}),
        _content(
            "assistant", content_type="tether_browsing_code", language="unknown", text="search tea shops"
        ),
        _content("system", content_type="system_content", text="rules of the house"),
        _content("system", content_type="developer_content", parts=["rules of the maker"]),
        _content("system", content_type="system_message", text="rules of the day"),
        message(
            "user",
            "what does this mean",
            metadata={"targeted_reply": "the passage that was marked", "targeted_reply_label": "Lease"},
        ),
        message(
            "assistant",
            "nested contents follow",
            {"content_type": "code", "language": "rust", "text": "let x = one;"},
            {
                "content_type": "thoughts",
                "thoughts": [{"summary": "Inner", "content": "a thought inside parts"}],
            },
            {"content_type": "multimodal_text", "parts": [{"text": "text inside of parts"}]},
            {"content_type": "file", "file_id": "file-Nine", "name": "notes of mine.txt"},
            kind="multimodal_text",
            metadata={
                "search_result_groups": [
                    {
                        "domain": "e.org",
                        "entries": [
                            {"url": "https://e.org/a", "title": "A page found there", "snippet": "s"}
                        ],
                    }
                ],
                "conversation_context_citation_metadata": [
                    {"citation": {"type": "memory", "attribution": "Avoids nuts since 2019"}}
                ],
            },
        ),
        message(
            "tool",
            'The latest state of the widget is: {"plan": {"title": "Tea", "steps": ["ask the old tea masters"]}, '
            '"report_message": {"content": {"content_type": "text", "parts": ["# Tea\\n\\nTea is made of leaves."]}}}',
            metadata={"is_visually_hidden_from_conversation": True},
        ),
        message(
            "assistant",
            "the answer, see [it](sandbox:/mnt/data/it.csv)",
            status="finished_successfully",
            recipient="all",
            metadata={
                "model_slug": "gpt-4o",
                "chatgpt_sdk": {"widget_state": {"report_message": "# Report"}},
            },
        ),
        message("user", "thanks"),
    ]
    return chain(
        said,
        id="c",
        create_time=1700000000.0,
        update_time=1700000100.0,
        default_model_slug="auto",
        is_archived=False,
        is_starred=None,
        gizmo_id="g-p-1",
        gizmo_type="snorlax",
        conversation_template_id="g-p-1",
        moderation_results=[],
        voice={"name": "juniper"},
    )
