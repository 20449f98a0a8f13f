"""What the index shows of a conversation: one row for it, one for each message."""

from __future__ import annotations

import datetime as dt
from typing import assert_never

import msgspec

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
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Video,
)
from migrator.shape import attachments, times, tree
from migrator.text import storable

_MEDIA = (Image, Audio, Video, File)


class Row(msgspec.Struct, frozen=True):
    """Values in the order of the tables' columns (`schema`)."""

    conversation: tuple[str | int | None, ...]
    messages: tuple[tuple[str, str, str, str | None, str | None, str], ...]
    named: tuple[str, ...] = ()


def row(conversation: Conversation) -> Row:
    """The rows of a conversation; `named` are the ids of the attachments that it shows."""
    bodies = [body(message) for message in conversation.messages]
    inline = {storable(asset.id) for asset, _data in attachments.inline(conversation)}
    made = [message.created for message in conversation.messages if message.created is not None]
    media = [part for m in conversation.messages for part in m.parts if isinstance(part, _MEDIA)]
    return Row(
        (
            storable(conversation.id),
            None if conversation.title is None else storable(conversation.title),
            _iso(conversation.created or min(made, default=None)),
            _iso(conversation.updated or max(made, default=None)),
            _iso(min(made, default=conversation.created)),
            _iso(max(made, default=conversation.updated)),
            len(conversation.messages),
            tree.branches(conversation),
            sum(map(len, bodies)),
            _stored(conversation.project),
            _stored(conversation.persona),
            _stored(
                conversation.model
                or next((m.model for m in reversed(conversation.messages) if m.model), None)
            ),
            conversation.archived,
            conversation.starred,
            conversation.pinned,
            len(media),
        ),
        tuple(
            (
                storable(conversation.id),
                storable(message.id),
                message.role,
                _iso(message.created),
                message.hidden,
                text,
            )
            for message, text in zip(conversation.messages, bodies, strict=True)
        ),
        tuple(sorted({storable(key) for key in attachments.named(conversation)} - inline)),
    )


def body(message: Message) -> str:
    """The words of a message that a person may look for: nothing of what the vendor's page never showed."""
    if message.hidden is not None:
        return ""
    pieces = []
    for part in message.parts:
        match part:
            case Text() | Code():
                pieces.append(part.text)
            case Document():
                pieces += [part.title or "", part.text]
            case Reasoning():
                pieces += [part.title or "", part.text]
            case ToolCall():
                pieces.append(part.input)
            case ToolResult():
                pieces += [part.title or "", part.output]
            case Citation():
                pieces += [part.title or "", part.url or ""]
            case Image() | Audio() | Video() | File():
                pieces.append(part.name or "")
            case Opaque():
                pass
            case _:
                assert_never(part)
    return storable("\n".join(piece for piece in pieces if piece)).replace("\0", "\N{REPLACEMENT CHARACTER}")


def _iso(time: dt.datetime | None) -> str | None:
    return None if time is None else times.iso(time)


def _stored(text: str | None) -> str | None:
    return None if text is None else storable(text)
