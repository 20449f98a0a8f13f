"""One conversation out of several exports of it.

Newer exports hold less than older ones: in May 2026 tool messages, statuses and whole kinds of content disappeared
from ChatGPT's export. So nothing is replaced; versions are united:

* a message that any version has is in the result; where versions differ, the richer one wins whole;
* title, flags and head come from the newest version that has them (by `updated`);
* a message hangs where its version with the longest way to the root has it, so that tool messages which a newer
  export left out stay in their place.

`merge` is a function of the *set* of versions: their order and repetition change nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from migrator.model import Conversation, Message, Part

_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
_SCALARS = ("title", "created", "updated", "project", "persona", "model", "head")
_FLAGS = ("archived", "starred", "pinned")


def merge(versions: Sequence[Conversation]) -> Conversation:
    """The union of `versions`, which all have one id. At least one is needed; equal versions give that version."""
    ordered = _distinct(versions)
    newest = ordered[0]
    if len(ordered) == 1:
        return newest
    scalars = {name: _first(getattr(v, name) for v in ordered) for name in _SCALARS}
    flags = {name: getattr(newest, name) for name in _FLAGS}
    extra: dict[str, Any] = {}
    for version in reversed(ordered):
        extra.update(version.extra)
    return Conversation(
        id=newest.id,
        messages=_united(ordered),
        origin=newest.origin,
        extra=extra,
        **scalars,
        **flags,
    )


def _distinct(versions: Iterable[Conversation]) -> list[Conversation]:
    """Versions without repetition, the newest first; equal times are ordered by content."""
    by_content = {_canonical(v): v for v in versions}
    return [
        version
        for _, version in sorted(
            by_content.items(),
            key=lambda pair: (pair[1].updated or _NEVER, len(pair[1].messages), pair[0]),
            reverse=True,
        )
    ]


def _first(values: Iterable[Any]) -> Any:
    return next((v for v in values if v is not None), None)


def _canonical(value: Any) -> bytes:
    """The same bytes for equal values, whatever the order of their keys; lone surrogates and huge numbers too."""
    try:
        return msgspec.json.encode(value, order="sorted")
    except (UnicodeEncodeError, OverflowError):
        return json.dumps(msgspec.to_builtins(value), sort_keys=True).encode()


def _united(versions: Sequence[Conversation]) -> tuple[Message, ...]:
    richest: dict[str, tuple[tuple[int, int, bytes], Message]] = {}
    hung: dict[str, tuple[int, str]] = {}
    for version in versions:
        depth: dict[str, int] = {}
        for message in version.messages:
            depth[message.id] = depth[message.parent] + 1 if message.parent in depth else 0
            place = (depth[message.id], message.parent or "")
            if message.id not in hung or place > hung[message.id]:
                hung[message.id] = place
            known = richest.get(message.id)
            if known is None or known[1] != message:
                rank = _richness(message)
                if known is None or rank > known[0]:
                    richest[message.id] = (rank, message)
    parents = {key: parent or None for key, (_, parent) in hung.items()}
    messages = {key: message for key, (_, message) in richest.items()}
    _break_cycles(parents, messages)
    return tuple(
        messages[key]
        if messages[key].parent == parents[key]
        else msgspec.structs.replace(messages[key], parent=parents[key])
        for key in _preorder(parents, messages)
    )


def _richness(message: Message) -> tuple[int, int, bytes]:
    """More content first, then more details; the bytes only make the choice the same each time."""
    content = sum(map(_size, message.parts))
    details = len(message.extra) + sum(
        value is not None
        for value in (message.author, message.model, message.created, message.updated, message.status)
    )
    return content, details, _canonical(message)


def _size(part: Part) -> int:
    fields = msgspec.structs.asdict(part)
    del fields["at"]
    return 1 + sum(
        len(v) if isinstance(v, str) else 1 for v in fields.values() if v not in (None, "", {}, False)
    )


def _break_cycles(parents: dict[str, str | None], messages: dict[str, Message]) -> None:
    """Versions that contradict each other may close a circle; its earliest message then becomes a root."""
    done: set[str] = set()
    for start in sorted(parents):
        path: list[str] = []
        on_path: set[str] = set()
        key: str | None = start
        while key is not None and key not in done and key not in on_path:
            path.append(key)
            on_path.add(key)
            key = parents[key]
        if key is not None and key in on_path:
            circle = path[path.index(key) :]
            parents[min(circle, key=lambda k: (messages[k].created or _NEVER, k))] = None
        done.update(path)


def _preorder(parents: dict[str, str | None], messages: dict[str, Message]) -> list[str]:
    """Parents before children, siblings by time (unknown last), then by id."""
    children: dict[str | None, list[str]] = {}
    for key, parent in parents.items():
        children.setdefault(parent, []).append(key)
    for keys in children.values():
        keys.sort(key=lambda k: (messages[k].created is None, messages[k].created or _NEVER, k), reverse=True)
    order: list[str] = []
    waiting = list(children.get(None, ()))
    while waiting:
        key = waiting.pop()
        order.append(key)
        waiting.extend(children.get(key, ()))
    return order
