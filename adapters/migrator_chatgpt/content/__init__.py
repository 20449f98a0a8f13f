"""What a message says, by `content_type`: one file for each family of types.

A reader of one type gets the whole message, takes out of its content what the parts hold, and leaves the rest there,
where it becomes `extra["content"]`. Two nets hang below all of them: a type that nobody knows is kept whole as
`Opaque`, and so is the content of a known type that gave no part though something is in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from migrator.model import Opaque, Part, Role, Text
from migrator_chatgpt.chat import Chat, Json, holds_something
from migrator_chatgpt.content import beside, context, prose, thinking, tools

Taker = Callable[[Json, Json, Role | None, str | None, Json, Chat], list[Part]]

_TAKERS: dict[str, Taker] = {
    "text": prose.read,
    "multimodal_text": prose.read,
    "code": tools.code,
    "tether_browsing_code": tools.code,
    "execution_output": tools.output,
    "stderr": tools.failure,
    "system_error": tools.failure,
    "tether_quote": tools.quote,
    "sonic_webpage": tools.quote,
    "tether_browsing_display": tools.browsing,
    "citable_code_output": tools.citable,
    "computer_output": tools.screenshot,
    "thoughts": thinking.thoughts,
    "reasoning_recap": thinking.recap,
    "user_editable_context": context.instructions,
    "model_editable_context": context.memory,
    "system_content": prose.read,
    "developer_content": prose.read,
    "system_message": prose.read,
}
# Keys that say how a content is meant, not what it says.
_SMALL_PRINT = frozenset(
    {"content_type", "language", "response_format_name", "tether_id", "source_analysis_msg_id"}
)


def read(
    raw: Json, role: Role | None, author: str | None, metadata: Json, chat: Chat
) -> tuple[str | None, tuple[Part, ...]]:
    """The `content_type` of a message and its parts, in the order in which they were shown."""
    content = raw.get("content")
    kind: str | None = None
    if content.__class__ is dict:
        said = content.get("content_type")
        if said.__class__ is str:
            kind = said
        taker = _TAKERS.get(kind) if kind is not None else prose.read if said is None else None
        parts = taker(content, raw, role, author, metadata, chat) if taker is not None else None
        if parts:
            content.pop("content_type", None)
        elif parts is None or any(
            holds_something(value) for key, value in content.items() if key not in _SMALL_PRINT
        ):
            parts = [Opaque(kind=kind or "content", raw=raw.pop("content"), at="/content")]
        if not content or (len(content) == 1 and "content_type" in content and kind is not None):
            raw.pop("content", None)
    else:
        parts = _bare(raw, content)
    if metadata:
        beside.add(parts, metadata, chat)
    return kind, tuple(parts)


def _bare(raw: Json, content: Any) -> list[Part]:
    """Content that is no object: nothing, a text as such, or something strange."""
    if content is None:
        return []
    del raw["content"]
    if content.__class__ is str:
        return [Text(text=content, at="/content")] if content else []
    return [Opaque(kind="content", raw=content, at="/content")]
