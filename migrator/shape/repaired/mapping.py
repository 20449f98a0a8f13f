"""Nodes as ChatGPT's `mapping`: the form that its exports have, without what readers of it stumble over.

Every part is a string, every answer names its model in `metadata.model_slug`, no time is missing, and `parent`, `children` and
`current_node` agree. A root without a message stands above everything, as in the exports.
"""

from __future__ import annotations

import re
from typing import Any

from migrator.model import Conversation, Image
from migrator.shape import ids
from migrator.shape.repaired.nodes import Node, Nodes, Plan, encoded, fit, nodes, seconds
from migrator.shape.tally import Tally
from migrator.shape.unsaid import Label, labels

_FILE_ID = re.compile(r"file[-_][A-Za-z0-9_-]{1,100}", re.ASCII)


def element(conversation: Conversation, plan: Plan, tally: Tally) -> tuple[bytes, Nodes | None]:
    """The conversation as one element of a `conversations.json`, encoded, and its nodes; b"" if there are none."""
    made = nodes(conversation, plan, tally)
    if made is None:
        return b"", None
    homes = (conversation.project, conversation.persona)
    home: tuple[Label, ...] = ("project",) if None not in homes else ("project", "persona")
    labels(conversation, tally, "title", "archived", "starred", *home)
    return encoded(conversation_of(conversation, made, root=plan.root)), made


def conversation_of(conversation: Conversation, made: Nodes, *, root: bool = True) -> dict[str, Any]:
    """The conversation as one element of a `conversations.json`."""
    key = fit(conversation.id)
    home = fit(conversation.project or conversation.persona or "") or None
    return {
        "title": made.title,
        "create_time": seconds(made.created),
        "update_time": seconds(made.updated),
        "mapping": _mapping(key, made, root=root),
        "moderation_results": [],
        "current_node": made.head,
        "plugin_ids": None,
        "conversation_id": key,
        "conversation_template_id": home,
        "gizmo_id": home,
        "gizmo_type": None if home is None else "snorlax" if conversation.project else "gpt",
        "is_archived": conversation.archived,
        "is_starred": conversation.starred,
        "safe_urls": [],
        "blocked_urls": [],
        "default_model_slug": made.model,
        "id": key,
    }


def _mapping(key: str, made: Nodes, *, root: bool) -> dict[str, Any]:
    # Below nothing, a chat with several beginnings would be several trees, of which readers follow one.
    needed = root or sum(node.parent is None for node in made.all) > 1
    top = ids.derived("root", key) if needed else None
    mapping: dict[str, Any] = {}
    if top is not None:
        mapping[top] = {"id": top, "message": None, "parent": None, "children": []}
    for node in made.all:
        above = node.parent or top
        if node.thought:
            thinking = ids.derived("thoughts", key, node.id)
            _hang(mapping, thinking, above, _message(thinking, node, _thoughts(node.thought)))
            above = thinking
        _hang(mapping, node.id, above, _message(node.id, node, _content(node)))
    return mapping


def _hang(mapping: dict[str, Any], key: str, parent: str | None, message: dict[str, Any]) -> None:
    mapping[key] = {"id": key, "message": message, "parent": parent, "children": []}
    if parent is not None:
        mapping[parent]["children"].append(key)


def _content(node: Node) -> dict[str, Any]:
    """A text; with pictures, the pointers to them before it, as ChatGPT writes what a person attached."""
    pictures = [part for part in node.media if isinstance(part, Image)]
    if not pictures:
        return {"content_type": "text", "parts": [node.text]}
    pointers = [
        {
            "content_type": "image_asset_pointer",
            "asset_pointer": f"sediment://{file_id(part.asset or '')}",
            "size_bytes": part.size or 0,
            "width": part.width or 0,
            "height": part.height or 0,
            "fovea": None,
            "metadata": None,
        }
        for part in pictures
    ]
    return {"content_type": "multimodal_text", "parts": [*pointers, node.text]}


def file_id(asset: str) -> str:
    """The id of a file in a chat and, with `.dat` behind it, in the ZIP: the vendor's own where it is one."""
    return asset if _FILE_ID.fullmatch(asset) else f"file_{ids.derived('file', asset).replace('-', '')}"


def _about(node: Node) -> dict[str, Any]:
    about: dict[str, Any] = {} if node.model is None else {"model_slug": node.model}
    if node.media:
        about["attachments"] = [
            {
                "id": file_id(part.asset or ""),
                "name": fit(part.name or "file"),
                "size": part.size or 0,
                **({"mime_type": fit(part.media_type)} if part.media_type else {}),
            }
            for part in node.media
        ]
    return about


def _thoughts(text: str) -> dict[str, Any]:
    return {"content_type": "thoughts", "thoughts": [{"summary": "", "content": text}]}


def _message(key: str, node: Node, content: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": key,
        "author": {"role": node.role, "name": None, "metadata": {}},
        "create_time": seconds(node.time),
        "update_time": None,
        "content": content,
        "status": "finished_successfully",
        "end_turn": True if node.role == "assistant" else None,
        "weight": 1.0,
        "metadata": _about(node),
        "recipient": "all",
        "channel": None,
    }
