"""From the full form to the slim one (generation D): what the vendor has taken away since May 2026.

Tool and system messages are gone, and so are `children`, `status`, `weight`, `recipient`, most keys of the record,
and often `metadata`; messages below a missing one hang on the nearest that is left.
"""

from __future__ import annotations

from typing import Any

from migrator.sample.ledger import Json
from migrator.sample.story import Story

KEYS = (
    "conversation_id",
    "conversation_template_id",
    "create_time",
    "current_node",
    "default_model_slug",
    "id",
    "is_archived",
    "is_do_not_remember",
    "is_read_only",
    "is_starred",
    "is_study_mode",
    "mapping",
    "memory_scope",
    "pinned_time",
    "plugin_ids",
    "title",
    "update_time",
    "voice",
)
_TYPES = {"text", "multimodal_text", "thoughts", "reasoning_recap"}
_METADATA = (
    "attachments",
    "chatgpt_sdk",
    "citations",
    "content_references",
    "finished_duration_sec",
    "model_slug",
    "reasoning_status",
    "voice_mode_message",
)


def slim(story: Story) -> Story:
    """The conversation as generation D holds it: the same value, its record replaced."""
    record = story.record
    old: dict[str, Json] = record["mapping"]
    keep_context = story.luck < 0.3
    new: dict[str, Json] = {}
    stands: dict[str, str | None] = {}
    for key, node in old.items():
        parent = node["parent"]
        above = None if parent is None else stands[parent]
        message = node["message"]
        if message is None and parent is None:
            new[key] = {"id": key, "message": None, "parent": None}
        elif _kept(message, keep_context):
            new[key] = {"id": key, "message": _message(message, story), "parent": above}
        stands[key] = key if key in new else above
    out = {key: record[key] for key in KEYS if key in record}
    out["mapping"] = new
    out["current_node"] = stands.get(record["current_node"])
    story.record = out
    return story


def _kept(message: Json | None, keep_context: bool) -> bool:
    if message is None or message["author"]["role"] not in {"user", "assistant"}:
        return False
    kind = message["content"]["content_type"]
    if kind == "user_editable_context":
        return keep_context
    return kind in _TYPES and message["recipient"] == "all"


def _message(message: Json, story: Story) -> Json:
    author = message["author"]
    out: Json = {
        "id": message["id"],
        "author": {"name": author["name"], "role": author["role"]},
        "create_time": message["create_time"],
        "content": _content(message["content"], story.luck),
    }
    metadata = {key: message["metadata"][key] for key in _METADATA if key in message["metadata"]}
    if metadata or author["role"] == "assistant":
        out["metadata"] = metadata
    return out


def _content(content: Json, luck: float) -> Json:
    """Half of the spoken conversations keep their transcriptions, the others have plain text instead."""
    if content["content_type"] != "multimodal_text" or luck < 0.5:
        return content
    parts: list[Any] = [
        part["text"] if isinstance(part, dict) and part["content_type"] == "audio_transcription" else part
        for part in content["parts"]
    ]
    return {"content_type": "multimodal_text", "parts": parts}
