"""The tree of a conversation, rebuilt from `parent` alone.

`children` is missing from the exports of 2026 and has been seen wrong; it serves as a hint for nodes that name no
parent of their own, and for nothing else. All work here is a loop and takes linear time: conversations of 40,000
messages in one chain exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from migrator_chatgpt import times


class Shape(msgspec.Struct, gc=False):
    """What was odd about a tree, as counts."""

    orphans: int = 0
    cycles: int = 0


class Tree(msgspec.Struct, gc=False):
    """`order`: pairs (node, nearest ancestor that has a message), parents first. `below`: the children of a node."""

    order: list[tuple[str, str | None]]
    below: dict[str, list[str]]
    shape: Shape


def grow(mapping: Mapping[str, Any]) -> Tree:
    """The forest in `mapping` (node id → node), each node exactly once, parents before children.

    Siblings stand in order of time, then of the mapping. Nodes without a message are in `order` too, but never
    anybody's parent there: their children hang on the next ancestor that has one. A parent that is not in the
    mapping makes its child a root; a cycle is cut at its oldest node.
    """
    shape = Shape()
    below: dict[str, list[str]] = {}
    roots: list[str] = []
    for key, node in mapping.items():
        parent = node.get("parent") if node.__class__ is dict else None
        if parent.__class__ is str and parent in mapping:
            if parent in below:
                below[parent].append(key)
            else:
                below[parent] = [key]
        else:
            roots.append(key)
    if len(roots) > 1:
        roots = _adopt(mapping, roots, below, shape)
    order: list[tuple[str, str | None]] = []
    _descend(mapping, roots, below, order)
    if len(order) < len(mapping):
        _cut_cycles(mapping, below, order, shape)
    return Tree(order, below, shape)


def unfolded(mapping: dict[str, Any]) -> int:
    """Lay each message that stands whole in a `children` list into `mapping`, as a node of its own; how many there were.

    Only links have ever been seen there. A node of such an id that is there already stays as it is.
    """
    waiting: list[tuple[str, list[Any]]] = []
    for key, node in mapping.items():
        kids = node.get("children") if node.__class__ is dict else None
        if kids.__class__ is list:
            for kid in kids:
                if kid.__class__ is dict:
                    waiting.append((key, kids))
                    break
    count = 0
    while waiting:
        key, kids = waiting.pop()
        for place, kid in enumerate(kids):
            if kid.__class__ is not dict or kid.get("message").__class__ is not dict:
                continue
            id_ = kid.get("id")
            if id_.__class__ is not str or not id_ or id_ in mapping:
                id_ = _free(f"{key}/children/{place}", mapping)
            mapping[id_] = kid
            if kid.get("parent") is None:
                kid["parent"] = key
            kids[place] = id_
            count += 1
            below = kid.get("children")
            if below.__class__ is list:
                waiting.append((id_, below))
    return count


def _free(key: str, mapping: Mapping[str, Any]) -> str:
    count, free = 2, key
    while free in mapping:
        free, count = f"{key}#{count}", count + 1
    return free


def _descend(
    mapping: Mapping[str, Any],
    roots: list[str],
    below: dict[str, list[str]],
    order: list[tuple[str, str | None]],
) -> None:
    """Append all that hangs below `roots` to `order`, depth first."""
    if len(roots) > 1:
        roots = by_time(mapping, roots)
    waiting: list[tuple[str, str | None]] = [(root, None) for root in reversed(roots)]
    while waiting:
        key, above = waiting.pop()
        while True:
            order.append((key, above))
            kids = below.get(key)
            if kids is None:
                break
            node = mapping[key]
            if node is not None and (node.__class__ is not dict or node.get("message") is not None):
                above = key
            if len(kids) > 1:
                below[key] = kids = by_time(mapping, kids)
                waiting.extend((kid, above) for kid in reversed(kids[1:]))
            key = kids[0]


def by_time(mapping: Mapping[str, Any], keys: list[str]) -> list[str]:
    """`keys` in order of their messages' times; those without a time come last, in their own order."""
    dated = []
    for place, key in enumerate(keys):
        node = mapping[key]
        message = node.get("message") if node.__class__ is dict else None
        when = times.moment(message.get("create_time")) if message.__class__ is dict else None
        dated.append((when is None, when.timestamp() if when else 0.0, place, key))
    dated.sort()
    return [key for *_, key in dated]


def _adopt(
    mapping: Mapping[str, Any], roots: list[str], below: dict[str, list[str]], shape: Shape
) -> list[str]:
    """Ask the `children` lists about nodes that name no parent in the mapping; what is left are the roots."""
    claims: dict[str, str] = {}
    for key, node in mapping.items():
        kids = node.get("children") if node.__class__ is dict else None
        if kids.__class__ is list:
            for kid in kids:
                if kid.__class__ is str and kid != key:
                    claims.setdefault(kid, key)
    left = []
    for key in roots:
        parent = claims.get(key)
        if parent is not None:
            below.setdefault(parent, []).append(key)
            continue
        left.append(key)
        node = mapping[key]
        if node.__class__ is dict and node.get("parent") is not None:
            shape.orphans += 1
    return left


def _cut_cycles(
    mapping: Mapping[str, Any],
    below: dict[str, list[str]],
    order: list[tuple[str, str | None]],
    shape: Shape,
) -> None:
    """Whatever no root reaches hangs on a cycle. Cut each cycle at its oldest node and go on from there."""
    seen = {key for key, _ in order}
    above = {kid: key for key, kids in below.items() for kid in kids}
    for start in mapping:
        if start in seen:
            continue
        walk: dict[str, None] = {}
        key = start
        while key not in walk:  # upwards, until the walk bites its tail
            walk[key] = None
            key = above[key]
        ring = list(walk)
        oldest = by_time(mapping, ring[ring.index(key) :])[0]
        below[above[oldest]].remove(oldest)
        if not below[above[oldest]]:
            del below[above[oldest]]
        shape.cycles += 1
        done = len(order)
        _descend(mapping, [oldest], below, order)
        seen.update(key for key, _ in order[done:])
