"""One conversation out of several exports of it.

Newer exports hold less than older ones: in May 2026 tool messages, statuses and whole kinds of content disappeared
from ChatGPT's export. So nothing is replaced; versions are united:

* a message that any version has is in the result; where versions differ, the one that says all that the others say and
  more wins whole, then the one with more parts, then the newest; of those that say the same, the one that knows more about it;
* a wording that did not win is named (`united`), so that nothing is dropped without a word;
* title, flags and head come from the newest version that has them (by `updated`);
* a message hangs where its version with the longest way to the root has it, so that tool messages which a newer
  export left out stay in their place.

`merge` is a function of the *set* of versions: their order and repetition change nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from migrator.model import Conversation, Message, Opaque, Part
from migrator.shape.visible import blank

_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
_SCALARS = ("title", "created", "updated", "project", "persona", "model", "head")
_FLAGS = ("archived", "starred", "pinned")


def merge(versions: Sequence[Conversation]) -> Conversation:
    """The union of `versions`, which all have one id. At least one is needed; equal versions give that version."""
    return united(versions)[0]


def united(versions: Sequence[Conversation]) -> tuple[Conversation, tuple[str, ...]]:
    """As `merge`, and the ids of the messages of which another version says something that the result does not.

    `#/title` is among them if another version has another title.
    """
    ordered = _distinct(versions)
    newest = ordered[0]
    if len(ordered) == 1:
        return newest, ()
    scalars = {name: _first(getattr(v, name) for v in ordered) for name in _SCALARS}
    flags = {name: getattr(newest, name) for name in _FLAGS}
    extra: dict[str, Any] = {}
    for version in reversed(ordered):
        extra.update(version.extra)
    messages, others = _united(ordered)
    whole = Conversation(
        id=newest.id,
        messages=messages,
        origin=newest.origin,
        extra=extra,
        **scalars,
        **flags,
    )
    titles = {version.title for version in ordered if version.title and version.title != whole.title}
    return whole, (*others, *(("#/title",) if titles else ()))


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


_Rank = tuple[int, dt.datetime, dt.datetime, int, int, bytes]


def _united(versions: Sequence[Conversation]) -> tuple[tuple[Message, ...], tuple[str, ...]]:
    best: dict[str, tuple[_Rank, Message]] = {}
    passed: dict[str, list[Message]] = {}
    hung: dict[str, tuple[int, str]] = {}
    for version in versions:
        depth: dict[str, int] = {}
        for message in version.messages:
            depth[message.id] = depth[message.parent] + 1 if message.parent in depth else 0
            place = (depth[message.id], message.parent or "")
            if message.id not in hung or place > hung[message.id]:
                hung[message.id] = place
            known = best.get(message.id)
            if known is None:
                best[message.id] = (_rank(message, version), message)
            elif known[1] != message:
                rank = _rank(message, version)
                wins = _wins(message, rank, known[1], known[0])
                passed.setdefault(message.id, []).append(known[1] if wins else message)
                if wins:
                    best[message.id] = (rank, message)
    parents = {key: parent or None for key, (_, parent) in hung.items()}
    messages = {key: message for key, (_, message) in best.items()}
    _break_cycles(parents, messages)
    others = tuple(
        key for key, given in passed.items() if any(_says_more(one, messages[key]) for one in given)
    )
    return tuple(
        messages[key]
        if messages[key].parent == parents[key]
        else msgspec.structs.replace(messages[key], parent=parents[key])
        for key in _preorder(parents, messages)
    ), others


def _rank(message: Message, version: Conversation) -> _Rank:
    """More parts first, then the newest, then more content and more details; the bytes only make the choice the same each time."""
    details = len(message.extra) + sum(
        value is not None
        for value in (message.author, message.model, message.created, message.updated, message.status)
    )
    return (
        sum(not blank(part) for part in message.parts),
        version.updated or _NEVER,
        message.updated or _NEVER,
        sum(map(_size, message.parts)),
        details,
        _canonical(message),
    )


def _wins(one: Message, rank: _Rank, other: Message, its: _Rank) -> bool:
    """Whether `one` is taken and not `other`: it says all that the other says and more, or else its rank is higher."""
    more, less = _says_more(one, other), _says_more(other, one)
    if more != less:
        return more
    # Of those that say the same, what is known about the message decides, not its age.
    return rank > its if more or rank[0] != its[0] else rank[3:] > its[3:]


def _says_more(one: Message, than: Message) -> bool:
    """Whether a text of `one` is in no text of the other."""
    texts = list(_texts(than))
    return any(not any(text in known for known in texts) for text in _texts(one))


def _texts(message: Message) -> Iterator[str]:
    for part in message.parts:
        for name in part.__struct_fields__:
            if name not in _NO_WORDS:
                value = getattr(part, name)
                if value.__class__ is str and value.strip():
                    yield value
    for part in message.parts:
        if part.__class__ is Opaque:
            yield _canonical(part.raw).decode("utf-8", "replace")


_NO_WORDS = frozenset({"at", "extra", "media_type", "kind", "raw", "data"})


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
