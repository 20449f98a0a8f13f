"""One conversation as one chat of Open WebUI.

The form is what `POST /api/v1/chats/import` of version 0.12.4 takes and its Settings > Data Controls > Import Chats
reads (`open_webui/models/chats.py`, read 2026-11-21): times are whole seconds (a float is refused), every message names
its parent and its children, `currentId` is the leaf that opens.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import orjson

from migrator.adapter import Receipt, Shelf
from migrator.losses import Loss
from migrator.model import Conversation, Message, Reasoning, ToolCall, ToolResult
from migrator.shape import ids, times, tree
from migrator.shape.markdown.prose import clean
from migrator.shape.runs import runs
from migrator.shape.tally import Tally
from migrator.shape.turns import side
from migrator.shape.visible import blank, just_words, writable
from migrator_open_webui.content import Drawing
from migrator_open_webui.options import Wishes

UNTITLED = "Untitled"
_IMAGE_ROOM = 30_000_000


class Page(msgspec.Struct, frozen=True):
    """A chat ready to write: its bytes ("" if there is nothing to write), its project, the images inside it.

    `key` is what the server is told of its id (`source_id`), `held` are the ids of the messages in it, `updated` its
    time in whole seconds.
    """

    data: bytes
    project: str | None
    inlined: tuple[str, ...]
    receipt: Receipt
    key: str = ""
    held: tuple[str, ...] = ()
    updated: int = 0
    title: str = ""


def chat(conversation: Conversation, shelf: Shelf, *, wishes: Wishes) -> Page:
    """The conversation as a chat, and what was lost on the way."""
    tally = Tally()

    def keep(message: Message) -> bool:
        return just_words(message) or (writable(message, tally) and _drawable(message, wishes, tally))

    whole = tree.splice(conversation, keep)
    if not whole.messages:
        losses = (*tally.losses(), Loss("no-messages", (conversation.id,)))
        receipt = Receipt(item="conversation", source=conversation.id, outcome="left-out", losses=losses)
        return Page(b"", whole.project, (), receipt)
    history, inlined = _history(whole, shelf, wishes, tally)
    made = [message.created for message in conversation.messages if message.created is not None]
    created = conversation.created or min(made, default=times.UNKNOWN)
    updated = conversation.updated or max(made, default=created)
    tags = ["imported", *(["starred"] if conversation.starred else [])]
    if conversation.persona:
        tally.add("persona-left-out", conversation.id)
    if (
        conversation.pinned and conversation.project and wishes.beside
    ):  # a file dropped on a folder loses it there
        tally.add("flags-left-out", conversation.id)
    document: dict[str, Any] = {
        "chat": {
            "title": clean(conversation.title or "").strip() or UNTITLED,
            "models": list(dict.fromkeys(m["model"] for m in history["messages"].values() if "model" in m)),
            "params": {},
            "history": history,
            "tags": tags,
            "timestamp": times.milliseconds(created),
            "files": [],
        },
        "meta": {"tags": tags, "source": "chatgpt", "source_id": source_id(conversation.id)},
        "pinned": conversation.pinned,
        "archived": conversation.archived,
        "folder_id": folder_id(conversation.project) if conversation.project else None,
        "created_at": _stamp(created, conversation.id, tally),
        "updated_at": _stamp(updated, conversation.id, tally),
    }
    if conversation.extra:
        tally.add("details-left-out", conversation.id)
    if (conversation.title or "").strip() not in {"", document["chat"]["title"]}:
        tally.add("title-changed", conversation.id)
    receipt = Receipt(
        item="conversation",
        source=conversation.id,
        target=ids.derived("chat", conversation.id),
        messages=len(whole.messages),
        branches=tree.branches(whole),
        losses=tally.losses(),
    )
    held = tuple(message.id for message in whole.messages)
    key = document["meta"]["source_id"]
    return Page(
        encoded(document),
        conversation.project,
        inlined,
        receipt,
        key,
        held,
        document["updated_at"],
        conversation.title or "",
    )


def _stamp(time: dt.datetime, where: str, tally: Tally) -> int:
    """Whole seconds since 1970. The server takes 0 for "now", so what lies before 1970 becomes its first second."""
    seconds = times.seconds(time)
    if seconds < 1:
        tally.count("time-estimated", where)
    return max(1, seconds)


def _drawable(message: Message, wishes: Wishes, tally: Tally) -> bool:
    """Whether the options leave anything of the message; if not, `tally` gets the reason."""
    for part in message.parts:
        if blank(part):
            continue
        if isinstance(part, Reasoning):
            if wishes.fold_reasoning:
                return True
        elif not isinstance(part, ToolCall | ToolResult) or wishes.fold_tools:
            return True
    tally.add("nothing-left", message.id)
    return False


def _history(
    whole: Conversation, shelf: Shelf, wishes: Wishes, tally: Tally
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """`history` of the chat, and the ids of the images inside it."""
    stamps, estimated = times.filled(whole)
    for message_id in estimated:
        tally.count("time-estimated", message_id)
    lasts: dict[str, str] = {}  # message → the id of the Open WebUI message that holds it
    messages: dict[str, dict[str, Any]] = {}
    drawing = Drawing(wishes, shelf, tally, _IMAGE_ROOM)
    for run in runs(whole):
        drawing.begin()
        for message in run:
            drawing.add(message)
        last = run[-1].id
        key = _key(whole.id, last)
        for message in run:
            lasts[message.id] = key
        if len(run) > 1:
            tally.count("turns-merged", last)
        above = run[0].parent
        parent = lasts[above] if above is not None else None
        messages[key] = _message(key, parent, run, drawing, stamps[last], whole, tally)
        if parent is not None:
            messages[parent]["childrenIds"].append(key)
    head = tree.head(whole)
    return {"currentId": lasts[head] if head is not None else None, "messages": messages}, tuple(
        drawing.inlined
    )


def _key(conversation: str, message: str) -> str:
    """The message's own id, if a database key can be made of it."""
    return (
        message
        if 0 < len(message) <= 100 and message.isascii() and message.isprintable()
        else ids.derived("message", conversation, message)
    )


def _message(
    key: str,
    parent: str | None,
    run: tuple[Message, ...],
    drawing: Drawing,
    stamp: dt.datetime,
    whole: Conversation,
    tally: Tally,
) -> dict[str, Any]:
    role = side(run[-1])
    if role == "system":
        tally.count("role-changed", run[-1].id)
    made: dict[str, Any] = {
        "id": key,
        "parentId": parent,
        "childrenIds": [],
        "role": "user" if role == "user" else "assistant",
        "content": drawing.content,
        "timestamp": _stamp(stamp, run[-1].id, tally),
    }
    if drawing.files:
        made["files"] = drawing.files
    if role != "user":
        model = run[-1].model or next((m.model for m in reversed(run) if m.model), None) or whole.model
        made["done"] = True
        if model:
            made["model"] = made["modelName"] = clean(model)
        if drawing.sources:
            made["sources"] = drawing.sources
    return made


def source_id(own: str) -> str:
    """An id of the export as it is kept on the server, by which it is known again; no two become one."""
    return own if len(own) <= 200 and own.isprintable() else ids.derived("source", ascii(own))


def folder_id(project: str) -> str:
    """The id under which `folders.json` lists a project; the server gives its own on import."""
    return ids.derived("project", project)


def encoded(document: Any) -> bytes:
    """The document as JSON that strict parsers take; half a character becomes U+FFFD."""
    try:
        return orjson.dumps(document)
    except TypeError:
        return orjson.dumps(_cleaned(document))


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return clean(value)
        case dict():
            return {clean(str(key)): _cleaned(each) for key, each in value.items()}
        case list() | tuple():
            return [_cleaned(each) for each in value]
        case _:
            return value
