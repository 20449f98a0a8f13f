"""Which leaf of a conversation was last shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from migrator.model import Message

_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


def find(current: Any, messages: Sequence[Message], mapping: Mapping[str, Any]) -> str | None:
    """The leaf that `current` (the export's `current_node`) means.

    If `current` is a node without a message, its nearest ancestor with one counts; if it is no leaf, the newest leaf
    below it. If it is missing, names nothing, or nothing up to its root was ever shown, it is the newest visible leaf
    of all. None only if there are no messages.
    """
    if not messages:
        return None
    if messages[-1].id == current and messages[-1].hidden is None:  # nearly always
        return messages[-1].id
    place = {message.id: i for i, message in enumerate(messages)}
    at = _with_message(current, mapping, place)
    if at is not None and not _any_shown(at, messages, place):
        at = None
    if at is None:
        return _newest_leaf(messages)
    branch = _branch(messages, at)
    return branch[0].id if len(branch) == 1 else _newest_leaf(branch)


def _with_message(current: Any, mapping: Mapping[str, Any], place: Mapping[str, int]) -> int | None:
    """Where the message stands that `current` or its nearest ancestor holds; None if there is none."""
    seen = set()
    while isinstance(current, str) and current not in seen:
        if current in place:
            return place[current]
        seen.add(current)
        node = mapping.get(current)
        current = node.get("parent") if isinstance(node, dict) else None
    return None


def _any_shown(at: int, messages: Sequence[Message], place: Mapping[str, int]) -> bool:
    message = messages[at]
    while message.hidden is not None:
        if message.parent is None:
            return False
        message = messages[place[message.parent]]
    return True


def _branch(messages: Sequence[Message], at: int) -> Sequence[Message]:
    """The message at `at` with all below it: in depth-first order they stand together."""
    inside = {messages[at].id}
    end = at + 1
    while end < len(messages) and messages[end].parent in inside:
        inside.add(messages[end].id)
        end += 1
    return messages[at:end]


def _newest_leaf(messages: Sequence[Message]) -> str:
    """The newest message that is shown and has nothing shown below it, followed down to its leaf.

    A message without a time is as old as the one before it. Of equals, the later in order wins.
    """
    has_shown_below: set[str | None] = set()
    has_below: set[str | None] = set()
    for message in reversed(messages):
        has_below.add(message.parent)
        if message.hidden is None or message.id in has_shown_below:
            has_shown_below.add(message.parent)
    ages: dict[str | None, dt.datetime] = {}
    best, best_age, best_shown = 0, _NEVER, False
    for i, message in enumerate(messages):
        age = ages[message.id] = message.created or ages.get(message.parent, _NEVER)
        shown = message.hidden is None
        ends_here = message.id not in (has_shown_below if shown else has_below)
        if ends_here and (shown, age) >= (best_shown, best_age):
            best, best_age, best_shown = i, age, shown
    leaf = messages[best]
    for message in messages[best + 1 :]:
        if message.parent != leaf.id:
            break
        leaf = message  # only hidden ones stand below: any line of them will do, the first is the shown one's own
    return leaf.id
