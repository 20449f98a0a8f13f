"""The documents of a conversation's canvases after each change: what the page showed beside the chat.

A change names passages only (`passages`), so that the document as it stands is nowhere in the export. It is worked out
here along each branch: a call that changes a passage becomes the whole document after it. What cannot be applied beyond
doubt stays a part of its own, `Document.replaces`, and the documents after it say that they lack it.
"""

from __future__ import annotations

from typing import Any

import msgspec
import orjson

from migrator.model import Document, Message, Part, ToolCall, ToolResult
from migrator_chatgpt import passages
from migrator_chatgpt.chat import Json

_UPDATE = "canmore.update_textdoc"
_MOST = 1000  # changes in one call


class _State(msgspec.Struct, frozen=True):
    """What is known at one message: each document by its id, and the id of the one that was worked on last."""

    documents: dict[str, Document] = {}
    last: str = ""


_START = _State()


def follow(messages: list[Message]) -> None:
    """Put the whole document where a call changes a passage of it, in place. Parents stand before their children."""
    if not any(_is_update(part) or _rewrites(part) for message in messages for part in message.parts):
        return
    replies: dict[str, Message] = {}
    for message in messages:
        if message.parent is not None and message.role == "tool":
            replies.setdefault(message.parent, message)
    states: dict[str, _State] = {}
    for index, message in enumerate(messages):
        state = states.get(message.parent or "", _START)
        if any(_is_update(part) or _tool(part) for part in message.parts):
            reply = replies.get(message.id)
            messages[index], state = _followed(message, state, reply)
        states[message.id] = state


def _followed(message: Message, state: _State, reply: Message | None) -> tuple[Message, _State]:
    parts: list[Part] = []
    for part in message.parts:
        if _tool(part) and isinstance(part, Document):
            made = _known(part, state, reply)
            key = made.id or (state.last if _rewrites(part) else f"#{len(state.documents)}")
            state = _State({**state.documents, key: made}, key)
            parts.append(made)
        elif _is_update(part) and isinstance(part, ToolCall) and not _failed(reply):
            found, state = _changed(part, state, reply)
            parts += found
        else:
            parts.append(part)
    hidden = message.hidden
    if hidden == "tool" and any(isinstance(part, Document) for part in parts):
        hidden = None
    return msgspec.structs.replace(message, parts=tuple(parts), hidden=hidden), state


def _known(part: Document, state: _State, reply: Message | None) -> Document:
    """A document that was written whole, with the id, title and form that are known of it."""
    new = not _rewrites(part)
    before = None if new else state.documents.get(part.id or _id_of(reply) or state.last)
    return msgspec.structs.replace(
        part,
        id=part.id or _id_of(reply) or (before.id if before else None),
        title=part.title or (before.title if before else None),
        form=part.form or (before.form if before else None),
    )


def _changed(call: ToolCall, state: _State, reply: Message | None) -> tuple[list[Part], _State]:
    """What a call that changes passages becomes; the call itself if it says nothing that can be told."""
    changes = _changes(call.input)
    if changes is None:
        return [call], state
    id_ = _id_of(reply) or state.last
    before = state.documents.get(id_)
    text, failed = (before.text if before else ""), list[Json]()
    for change in changes:
        made = passages.changed(text, change) if before is not None else None
        if made is None:
            failed.append(change)
        else:
            text = made
    kept: Json = {"tool": call.tool, "updates": changes}
    title, form = (before.title, before.form) if before else (None, None)
    parts: list[Part] = []
    lacks = (before.lacks if before else 0) + len(failed)
    if before is not None and len(failed) < len(changes):
        document = Document(
            text=text,
            id=before.id,
            title=title,
            form=form,
            lacks=lacks,
            at=call.at,
            extra={**call.extra, **kept},
        )
        state = _State({**state.documents, id_: document}, id_)
        parts.append(document)
        kept = {}
    elif before is not None:
        state = _State({**state.documents, id_: msgspec.structs.replace(before, lacks=lacks)}, id_)
    for change in failed:
        parts.append(
            Document(
                text=str(change.get("replacement") or ""),
                id=before.id if before else _id_of(reply),
                title=title,
                form=form,
                replaces=str(change.get("pattern") or ""),
                at=call.at,
                extra={**call.extra, **kept} if kept else {},
            )
        )
        kept = {}
    return parts, state


def _changes(call: str) -> list[Json] | None:
    try:
        said: Any = orjson.loads(call)
    except ValueError:
        return None
    changes = said.get("updates") if said.__class__ is dict else None
    if changes.__class__ is not list or not 0 < len(changes) <= _MOST:
        return None
    for change in changes:
        if change.__class__ is not dict or not all(
            change.get(key).__class__ is str for key in ("pattern", "replacement")
        ):
            return None
    return changes


def _is_update(part: Part) -> bool:
    return part.__class__ is ToolCall and part.tool == _UPDATE


def _rewrites(part: Part) -> bool:
    return part.__class__ is Document and part.extra.get("tool") == _UPDATE


def _tool(part: Part) -> bool:
    """Whether a part is a document that a call to the canvas wrote whole."""
    return part.__class__ is Document and str(part.extra.get("tool", "")).startswith("canmore.")


def _failed(reply: Message | None) -> bool:
    """Whether the canvas answered that it changed nothing."""
    return reply is not None and any(isinstance(part, ToolResult) and part.error for part in reply.parts)


def _id_of(reply: Message | None) -> str | None:
    """The id of the document, which the canvas's answer names."""
    metadata = reply.extra.get("metadata") if reply is not None else None
    canvas = metadata.get("canvas") if metadata.__class__ is dict else None
    id_ = canvas.get("textdoc_id") if canvas.__class__ is dict else None
    return id_ if id_.__class__ is str and id_ else None
