"""Exports of other assistants that could be taken for ChatGPT's, told by their keys.

DeepSeek's export has a `mapping` of nodes too, and Claude's main file is called conversations.json too. Shapes as
described by exporters and importers of each (see docs/reference/chatgpt-export.md).
"""

from __future__ import annotations

from typing import Any


def vendor(value: Any) -> str | None:
    """Whose record `value` is. None for ChatGPT's own and for the unknown."""
    if not isinstance(value, dict):
        return None
    if "chat_messages" in value or ("sender" in value and "parent_message_uuid" in value):
        return "Claude"
    if isinstance(value.get("conversation"), dict) and isinstance(value.get("responses"), list):
        return "Grok"
    if isinstance(value.get("header"), str) and "Gemini" in value["header"] and "time" in value:
        return "Gemini"
    if "contentChunks" in value or ("chatId" in value and "role" in value):
        return "Mistral"
    if isinstance(value.get("mapping"), dict):
        return _by_mapping(value)
    return None


def _by_mapping(value: dict[str, Any]) -> str | None:
    """ChatGPT's messages have an author; DeepSeek's have fragments (earlier: a plain text) and `inserted_at`."""
    for node in value["mapping"].values():
        message = node.get("message") if isinstance(node, dict) else None
        if isinstance(message, dict):
            if "author" in message:
                return None
            if "fragments" in message or "inserted_at" in message:
                return "DeepSeek"
    return "DeepSeek" if "inserted_at" in value and "create_time" not in value else None


_TOKENS = (  # for a first record that is longer than what is looked at
    (b'"chat_messages"', "Claude"),
    (b'"responses"', "Grok"),
    (b'"contentChunks"', "Mistral"),
    (b'"inserted_at"', "DeepSeek"),
)


def vendor_of_head(head: bytes) -> str | None:
    """The same, told by keys in the first bytes of a file. In JSON a quote within a text is escaped: a key is a key."""
    if b'"mapping"' in head and (b'"author"' in head or b'"create_time"' in head):
        return None
    return next((name for token, name in _TOKENS if token in head), None)
