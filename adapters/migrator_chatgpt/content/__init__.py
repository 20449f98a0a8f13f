"""What a message says, by `content_type`: one file for each family of types.

A reader of one type is given a `Here`, takes out of its content what the parts hold, and leaves the rest there, where it
becomes `extra["content"]`. The same readers serve contents that stand in contents. Three nets hang below all of them: what
a reader took is put back if it gives no part, a text that it took and no part holds is put back (`Here`), and a content
that nobody knows, or that gave no part though something is in it, is kept whole as `Opaque`.
"""

from __future__ import annotations

from typing import Any

from migrator.model import Opaque, Part, Role, Text
from migrator_chatgpt.carried import as_object
from migrator_chatgpt.chat import Chat, Json, holds_something
from migrator_chatgpt.content import beside, context, media, pointed, prose, research, thinking, tools
from migrator_chatgpt.content.here import Here, Reader

READERS: dict[str, Reader] = {
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
    if content.__class__ is str and (written := as_object(content)) and "content_type" in written:
        raw["content"] = content = written
    if content.__class__ is dict:
        kind = _kind(content)
        here = Here(content, raw, role, author, metadata, chat, of_type)
        parts = of_type(here)
        if parts:
            content.pop("content_type", None)
            if not content:
                del raw["content"]
        elif _says_something(content):
            parts = [
                Opaque(kind=kind or "content", raw=raw.pop("content"), at="/content"),
                *pointed.held(content, "/content", here),
            ]
        else:
            parts = []
            _drop_hollow(raw, content, kind)
    else:
        here = Here({}, raw, role, author, metadata, chat, of_type)
        parts = _bare(raw, content)
    parts = research.reports(parts, here)
    if metadata:
        parts = beside.added(parts, here)
    if len(parts) == 1 and parts[0].__class__ is Text:  # nearly always
        return kind, (parts[0],)
    return kind, tuple(media.pages_joined(parts))


def of_type(here: Here) -> list[Part] | None:
    """The parts of one content, by its type; [] if its reader finds nothing in it, None if there is no such reader.

    Nothing is taken out of a content that gives no part.
    """
    kind = here.content.get("content_type")
    reader = READERS.get(kind) if kind.__class__ is str else prose.read if kind is None else None
    if reader is None:
        return None
    parts = reader(here)
    if not parts:
        here.undo()
        return parts
    here.settle(parts)
    return parts


def _kind(content: Json) -> str | None:
    kind = content.get("content_type")
    return kind if kind.__class__ is str else None


def _says_something(content: Json) -> bool:
    kind = content.get("content_type")
    if kind is not None and (kind.__class__ is not str or kind not in READERS):
        return True
    return any(holds_something(value) for key, value in content.items() if key not in _SMALL_PRINT)


def _drop_hollow(raw: Json, content: Json, kind: str | None) -> None:
    """Of a content in which there is nothing, keep the small print."""
    for key in [
        key for key, value in content.items() if key != "content_type" and not holds_something(value)
    ]:
        del content[key]
    if not content or (len(content) == 1 and "content_type" in content and kind is not None):
        raw.pop("content", None)


def _bare(raw: Json, content: Any) -> list[Part]:
    """Content that is no object: nothing, a text as such, or something strange."""
    if content is None:
        return []
    del raw["content"]
    if content.__class__ is str:
        return [Text(text=content, at="/content")] if content else []
    return [Opaque(kind="content", raw=content, at="/content")]
