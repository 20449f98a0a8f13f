"""Nodes as ChatGPT's `mapping`: the form that its exports have, without what readers of it stumble over.

Every part is a string, every answer names its model in `metadata.model_slug`, no time is missing, and `parent`, `children` and
`current_node` agree. A root without a message stands above everything, as in the exports.
"""

from __future__ import annotations

from typing import Any

from migrator.model import Conversation
from migrator.shape import ids
from migrator.shape.repaired.nodes import Node, Nodes, Plan, encoded, fit, nodes, seconds
from migrator.shape.tally import Tally
from migrator.shape.unsaid import Label, labels


def element(conversation: Conversation, plan: Plan, tally: Tally) -> tuple[bytes, Nodes | None]:
    """The conversation as one element of a `conversations.json`, encoded, and its nodes; b"" if there are none."""
    made = nodes(conversation, plan, tally)
    if made is None:
        return b"", None
    homes = (conversation.project, conversation.persona)
    home: tuple[Label, ...] = ("project",) if None not in homes else ("project", "persona")
    labels(conversation, tally, "title", "archived", "starred", *home)
    return encoded(conversation_of(conversation, made)), made


def conversation_of(conversation: Conversation, made: Nodes) -> dict[str, Any]:
    """The conversation as one element of a `conversations.json`."""
    key = fit(conversation.id)
    home = fit(conversation.project or conversation.persona or "") or None
    return {
        "title": made.title,
        "create_time": seconds(made.created),
        "update_time": seconds(made.updated),
        "mapping": _mapping(key, made),
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


def _mapping(key: str, made: Nodes) -> dict[str, Any]:
    root = ids.derived("root", key)
    mapping: dict[str, Any] = {root: {"id": root, "message": None, "parent": None, "children": []}}
    for node in made.all:
        above = node.parent or root
        if node.thought:
            thinking = ids.derived("thoughts", key, node.id)
            _hang(mapping, thinking, above, _message(thinking, node, _thoughts(node.thought)))
            above = thinking
        text = {"content_type": "text", "parts": [node.text]}
        _hang(mapping, node.id, above, _message(node.id, node, text))
    return mapping


def _hang(mapping: dict[str, Any], key: str, parent: str, message: dict[str, Any]) -> None:
    mapping[key] = {"id": key, "message": message, "parent": parent, "children": []}
    mapping[parent]["children"].append(key)


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
        "metadata": {} if node.model is None else {"model_slug": node.model},
        "recipient": "all",
        "channel": None,
    }
