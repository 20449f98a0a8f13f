"""Tasks of Codex in the cloud (`codex.json`, since July 2026), read as conversations.

Observed in one export of 20 tasks: there is not a single time in the file, and values such as "None" and
"TaskTurnStatusEnum.COMPLETED" are Python's own spelling. Neither times nor anything else is made up for them.
"""

from __future__ import annotations

from typing import Any

from migrator.model import Citation, Conversation, Message, Opaque, Origin, Part, Role, Text
from migrator_chatgpt import ids, tree
from migrator_chatgpt.chat import Json, take, take_name
from migrator_chatgpt.pointer import escape

_ROLES: dict[str, Role] = {"user": "user", "assistant": "assistant"}


def is_task(value: Any) -> bool:
    """Whether `value` is a Codex task: turns with roles, and no `mapping`."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("turns"), list)
        and "mapping" not in value
        and str(value.get("id", "")).startswith("task_")
    )


def read(raw: Json, origin: Origin) -> Conversation:
    """The task as a conversation. `extra["codex"]` is true. A turn without `previous_turn_id` follows the one before."""
    id_ = take_name(raw, "id") or ids.derived("codex", raw)
    turns = raw.pop("turns")
    links: dict[str, Json] = {}
    keys: list[str] = []
    for i, turn in enumerate(turns):
        given = turn.get("id") if turn.__class__ is dict else None
        key = given if given.__class__ is str and given and given not in links else f"{id_}~{i}"
        links[key] = {"message": True}
        keys.append(key)
    for i, (key, turn) in enumerate(zip(keys, turns, strict=True)):
        before = turn.get("previous_turn_id") if turn.__class__ is dict else None
        if before.__class__ is not str or before not in links or before == key:
            before = keys[i - 1] if i else None
        links[key]["parent"] = before
    place = {key: i for i, key in enumerate(keys)}
    messages = tuple(
        _turn(turns[place[key]], key, above, place[key], origin) for key, above in tree.grow(links).order
    )
    archived = raw.get("archived") is True
    if raw.get("archived", 0).__class__ is bool:
        del raw["archived"]
    return Conversation(
        id=id_,
        origin=origin,
        title=take_name(raw, "title"),
        messages=messages,
        head=keys[-1] if keys and not any(m.parent == keys[-1] for m in messages) else _last_leaf(messages),
        archived=archived,
        extra={"codex": True, **raw},
    )


def _last_leaf(messages: tuple[Message, ...]) -> str | None:
    return messages[-1].id if messages else None


def _turn(turn: Any, key: str, above: str | None, place: int, origin: Origin) -> Message:
    where = Origin(origin.file, f"{origin.pointer}/turns/{place}")
    if turn.__class__ is not dict:
        return Message(
            id=key,
            role="system",
            parent=above,
            hidden="unreadable",
            parts=(Opaque(kind="turn", raw=turn),),
            origin=where,
        )
    if turn.get("id") == key:
        del turn["id"]
    said = turn.get("role")
    role = _ROLES.get(said) if isinstance(said, str) else None
    if role is not None:
        del turn["role"]
    status = take_name(turn, "turn_status")
    parts = [*_items(turn, "input_items"), *_items(turn, "output_items")]
    return Message(
        id=key,
        role=role or "system",
        parent=above,
        status=status,
        hidden=None if parts else "empty",
        parts=tuple(parts),
        origin=where,
        extra=turn,
    )


def _items(turn: Json, key: str) -> list[Part]:
    """What was said in a turn; an item that says nothing readable is kept whole."""
    items = turn.get(key)
    if items.__class__ is not list:
        return []
    del turn[key]
    parts: list[Part] = []
    for i, item in enumerate(items):
        content = item.get("content") if item.__class__ is dict else None
        if content.__class__ is not list:
            if item is not None:
                parts.append(Opaque(kind="codex-item", raw=item, at=f"/{escape(key)}/{i}"))
            continue
        del item["content"]
        said = [
            _piece(piece, f"/{escape(key)}/{i}/content/{j}")
            for j, piece in enumerate(content)
            if piece is not None
        ]
        if said and item:
            said[0].extra["item"] = item
        elif item:
            said.append(Opaque(kind="codex-item", raw=item, at=f"/{escape(key)}/{i}"))
        parts += said
    return parts


def _piece(piece: Any, at: str) -> Part:
    if piece.__class__ is str:
        return Text(text=piece, at=at)
    if piece.__class__ is dict:
        kind = piece.get("content_type")
        if kind == "text" and piece.get("text").__class__ is str:
            del piece["content_type"]
            return Text(text=take(piece, "text"), at=at, extra=piece)
        if kind == "repo_file_citation" and piece.get("path").__class__ is str:
            return Citation(title=take(piece, "path"), at=at, extra=piece)
    kind = piece.get("content_type") if piece.__class__ is dict else None
    return Opaque(kind=kind if kind.__class__ is str else "codex-piece", raw=piece, at=at)
