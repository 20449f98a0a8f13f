"""One node of a conversation becomes one message.

This is the busiest code of the reader: a gigabyte of export holds about half a million messages. The dictionary that
the JSON parser made is taken apart in place; what no field took is what is left in it, and that is `extra`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from migrator.i18n import _
from migrator.model import Message, Opaque, Origin, Role
from migrator_chatgpt import content, people, times, visibility
from migrator_chatgpt.carried import as_object
from migrator_chatgpt.chat import Chat
from migrator_chatgpt.pointer import escape

_ROLES: dict[str, Role] = {
    "user": "user",
    "assistant": "assistant",
    "system": "system",
    "tool": "tool",
    "function": "tool",  # plugins of 2023
    "developer": "system",
}
_NODE_KEYS = frozenset({"id", "parent", "children", "message"})
_LONGEST_ID = 200  # characters; anything longer in `children` is no id


def read(key: str, node: Any, above: str | None, chat: Chat) -> Message:
    """The message of `node`, which holds one; `above` is the message it answers."""
    if node.__class__ is not dict:
        return _unreadable(key, node, above, chat, "node")
    raw = node["message"]
    if raw.__class__ is not dict:
        odd = _unreadable(key, raw, above, chat, "message")
        _keep_node(key, node, odd.extra, chat)
        return odd

    known, author = _author(raw)
    role = known or "system"
    if author is None and role == "user":
        author = people.writer(raw, chat.people)
    metadata = raw.get("metadata")
    if metadata.__class__ is not dict:
        written = as_object(metadata)
        if written is not None:
            raw["metadata"] = written
        metadata = written or {}
    model, status, created, updated = _fields(key, raw, metadata)
    chat.message = key
    kind, parts = content.read(raw, role, author, metadata, chat)
    hidden = visibility.reason(raw, known, kind, metadata, parts)
    _keep_node(key, node, raw, chat)
    return Message(
        id=key,
        role=role,
        parent=above,
        author=author,
        model=model,
        created=created,
        updated=updated,
        status=status,
        hidden=hidden,
        parts=parts,
        origin=Origin(chat.file, f"{chat.pointer}/mapping/{escape(key)}/message"),
        extra=raw,
    )


def _fields(
    key: str, raw: dict[str, Any], metadata: Any
) -> tuple[str | None, str | None, dt.datetime | None, dt.datetime | None]:
    """Model, status, created, updated, taken out of `raw` as far as they fit; so is an id that is the node's key."""
    model = metadata.get("model_slug")
    if model.__class__ is str:
        del metadata["model_slug"]
    else:
        model = None
    status = raw.get("status")
    if status.__class__ is str:
        del raw["status"]
    else:
        status = None
    if raw.get("id") == key:
        del raw["id"]
    created = times.take(raw, "create_time")
    updated = times.take(raw, "update_time") if "update_time" in raw else None
    return model, status, created, updated


def _author(raw: dict[str, Any]) -> tuple[Role | None, str | None]:
    """Role and name. A role that nobody knows gives None, and its own word stays in `raw`."""
    author = raw.get("author")
    if author.__class__ is not dict:
        return None, None
    said = author.get("role")
    role = _ROLES.get(said) if said.__class__ is str else None
    if role is not None:
        del author["role"]
    name = author.get("name")
    if name is None:
        author.pop("name", None)
    elif name.__class__ is str:
        del author["name"]
    else:
        name = None
    if not author:
        del raw["author"]
    return role, name


def _keep_node(key: str, node: dict[str, Any], raw: dict[str, Any], chat: Chat) -> None:
    """What a node holds beside its message goes to `extra["node"]`, but for the links that the tree took."""
    rest: dict[str, Any] = {}
    if not _NODE_KEYS.issuperset(node):
        rest = {name: value for name, value in node.items() if name not in _NODE_KEYS}
    if node.get("id", key) != key:
        rest["id"] = node["id"]
    parent = node.get("parent")
    if parent is not None and (parent.__class__ is not str or parent not in chat.mapping):
        rest["parent"] = parent
    children = node.get("children")
    if children:
        if children.__class__ is not list:
            rest["children"] = children
        elif left := [child for child in children if not _is_link(child)]:
            rest["children"] = left
    if rest:
        raw["node" if "node" not in raw else "node of the mapping"] = rest


def _is_link(child: Any) -> bool:
    """Whether an entry of `children` is an id and nothing more."""
    return child is None or (child.__class__ is str and len(child) < _LONGEST_ID and " " not in child)


def _unreadable(key: str, value: Any, above: str | None, chat: Chat, kind: str) -> Message:
    """A node or message that is no JSON object is kept whole and said to be odd."""
    below = f"/mapping/{escape(key)}" + ("" if kind == "node" else "/message")
    chat.tell("odd-message", below, _("This message is not a JSON object; it is kept as it is."))
    return Message(
        id=key,
        role="system",
        parent=above,
        hidden="unreadable",
        parts=(Opaque(kind=kind, raw=value),),
        origin=Origin(chat.file, chat.pointer + below),
    )
