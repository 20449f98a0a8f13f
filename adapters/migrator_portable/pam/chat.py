"""One chat as a document of Portable AI Memory: a graph of messages, each with what the format has a field for.

A field that would hold nothing is not written. What the format has no field for but takes along as `raw_metadata`
(marks, project, what a picture was made from) stands there under plain names.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Literal, assert_never

import msgspec

from migrator.adapter import Receipt, Shelf
from migrator.model import (
    Audio,
    Citation,
    Code,
    Conversation,
    Document,
    File,
    Image,
    Message,
    Opaque,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Video,
)
from migrator.shape import flat, ids, times, tree
from migrator.shape.attachments import file_name
from migrator.shape.repaired.nodes import fit
from migrator.shape.tally import Tally
from migrator.shape.visible import blank, writable

FOLDER = "conversations"
ATTACHMENTS = "attachments"
PLATFORM = "chatgpt"
VERSION = "1.0"
_WISH = flat.Wish(reasoning=True, tools=True, unknown=True)
_SORT: dict[type, Literal["image", "audio", "video", "file"]] = {
    Image: "image",
    Audio: "audio",
    Video: "video",
    File: "file",
}


class Made(msgspec.Struct, frozen=True):
    """A chat ready to write, b"" if there is nothing to write; `entry` is its line of the index."""

    data: bytes
    key: str
    entry: dict[str, Any]
    began: dt.datetime | None
    receipt: Receipt


def document(conversation: Conversation, shelf: Shelf, *, names: tuple[tuple[str, str], ...]) -> Made:
    """The chat with all its branches; `names` are those of projects and personas, by id."""
    tally = Tally()
    whole = tree.splice(conversation, lambda message: writable(message, tally))
    if not whole.messages:
        tally.add("no-messages", conversation.id)
        gone = Receipt(item="conversation", source=conversation.id, outcome="left-out", losses=tally.losses())
        return Made(b"", "", {}, times.began(conversation), gone)
    key = ids.derived("chat", conversation.id)
    stamps, estimated = times.filled(whole)
    for message_id in estimated:
        tally.count("time-estimated", message_id)
    below = tree.children(whole)
    messages = [
        _filled(
            {
                "id": _key(whole.id, message.id),
                "provider_message_id": fit(message.id),
                "role": message.role,
                "created_at": times.iso(stamps[message.id]),
                "parent_id": _key(whole.id, message.parent) if message.parent is not None else None,
                "children_ids": [_key(whole.id, child.id) for child in below.get(message.id, ())],
                **_held(message, shelf, tally),
            }
        )
        for message in whole.messages
    ]
    first = whole.created or min(stamps.values())
    title = fit(whole.title or "")
    if title != (whole.title or ""):
        tally.add("title-changed", conversation.id)
    tally.add("details-left-out", conversation.id)
    temporal = {"created_at": times.iso(first)}
    if whole.updated is not None and whole.updated >= first:
        temporal["updated_at"] = times.iso(whole.updated)
    found = _filled(
        {
            "schema": "portable-ai-memory-conversation",
            "schema_version": VERSION,
            "id": key,
            "provider": {"name": PLATFORM, "conversation_id": fit(whole.id)},
            "title": title,
            "temporal": temporal,
            "participants": [{"role": role} for role in dict.fromkeys(m.role for m in whole.messages)],
            "messages": messages,
            "model": fit(whole.model or ""),
            "is_archived": whole.archived or None,
            "raw_metadata": _marks(whole, dict(names)),
        }
    )
    entry = _filled(
        {
            "id": key,
            "platform": PLATFORM,
            "title": title,
            "message_count": len(messages),
            "temporal": temporal,
        }
    )
    receipt = Receipt(
        item="conversation",
        source=conversation.id,
        outcome="changed",
        messages=len(messages),
        branches=tree.branches(whole),
        losses=tally.losses(),
    )
    return Made(encoded(found), key, entry, times.began(conversation), receipt)


def encoded(value: Any) -> bytes:
    """A document as JSON that a person can read too."""
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _key(conversation: str, message: str) -> str:
    return ids.derived("message", conversation, message)


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value not in ("", None, [], {})}


def _marks(conversation: Conversation, names: dict[str, str]) -> dict[str, Any]:
    head = tree.head(conversation)
    return _filled(
        {
            "starred": conversation.starred or None,
            "pinned": conversation.pinned or None,
            "project": fit(conversation.project or ""),
            "project_name": fit(names.get(conversation.project or "", "")),
            "custom_gpt": fit(conversation.persona or ""),
            "custom_gpt_name": fit(names.get(conversation.persona or "", "")),
            "last_shown": _key(conversation.id, head) if head is not None else None,
        }
    )


def _held(message: Message, shelf: Shelf, tally: Tally) -> dict[str, Any]:
    """What a message holds, besides who said it and when, and its place in the chat."""
    parts = [part for part in message.parts if not blank(part)]
    thought = all(isinstance(part, Reasoning) for part in parts)
    said = [one for part in parts if (one := _said(part, message, tally, thought=thought)) is not None]
    media = [part for part in parts if isinstance(part, Image | Audio | Video | File)]
    prompts = [fit(part.prompt) for part in media if isinstance(part, Image) and part.prompt]
    return {
        "content": _content(said),
        "model": fit(message.model or ""),
        "is_thought": thought or None,
        "attachments": [_attachment(part, message, shelf, tally) for part in media],
        "citations": [_citation(part) for part in parts if isinstance(part, Citation)],
        "tool_calls": [
            _filled({"name": fit(part.tool) or "tool", "input": fit(part.input)})
            for part in parts
            if isinstance(part, ToolCall)
        ],
        "raw_metadata": _filled({"author": fit(message.author or ""), "image_prompts": prompts}),
    }


def _content(said: list[dict[str, Any]]) -> dict[str, Any] | None:
    if len(said) == 1 and said[0]["type"] == "text":
        return said[0]
    return {"type": "multipart", "parts": said} if said else None


def _said(part: Part, message: Message, tally: Tally, *, thought: bool) -> dict[str, Any] | None:
    """A part as a piece of the message's content; None for what stands in a field of its own."""
    match part:
        case Text():
            text = part.text
        case Code():
            text = part.text
        case ToolResult():
            text = "\n\n".join(piece for piece in (part.title, part.output) if piece)
        case Reasoning() if thought:
            text = "\n\n".join(piece for piece in (part.title, part.text) if piece)
        case ToolCall() | Citation() | Image() | Audio() | Video() | File():
            return None
        case Reasoning() | Document() | Opaque():  # becomes text; a loss says so
            text = flat.text(msgspec.structs.replace(message, parts=(part,)), _WISH, tally)
        case _:
            assert_never(part)
    if not text:  # thinking of which only its length is known
        return None
    safe = fit(text)
    if safe != text:
        tally.part("text-changed", message, part)
    language = {"language": fit(part.language)} if isinstance(part, Code) and part.language else {}
    return {"type": "code" if isinstance(part, Code) else "text", "text": safe, **language}


def _citation(part: Citation) -> dict[str, Any]:
    return _filled(
        {"title": fit(part.title or ""), "url": fit(part.url or ""), "snippet": fit(part.text or "")}
    )


def _attachment(
    part: Image | Audio | Video | File, message: Message, shelf: Shelf, tally: Tally
) -> dict[str, Any]:
    asset = shelf.asset(part.asset) if part.asset is not None else None
    if asset is None:
        tally.part("media-missing", message, part)
    size = part.size if asset is None else asset.size
    return _filled(
        {
            "type": _SORT[type(part)],
            "name": fit(part.name or (asset and asset.name) or ""),
            "mime_type": fit(part.media_type or (asset and asset.media_type) or ""),
            "size_bytes": size if size is not None and size >= 0 else None,
            "ref": f"{ATTACHMENTS}/{file_name(asset)}" if asset else "",
            "provider_id": fit(part.asset or ""),
        }
    )
