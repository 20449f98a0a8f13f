"""Trees that are no trees: cycles, orphans, several roots, chains without end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from migrator.sample.hostile.case import Case, Json, chain, chat, classic, message

DEEP = 40_000


def cases() -> Iterator[Case]:
    """Every shape of a broken tree; all of them are readable."""
    yield classic(
        "tree-deep",
        f"One conversation of {DEEP:,} messages in one line.",
        lambda: [chat("deep", _long(DEEP))],
        conversations=1,
        messages=DEEP,
        long=True,
    )
    yield classic(
        "tree-wide",
        "Two thousand answers to one question.",
        lambda: [_tree("wide", [("q", None), *((f"a{i}", "q") for i in range(2000))])],
        conversations=1,
        messages=2001,
    )
    shapes: dict[str, tuple[str, list[tuple[str, str | None]]]] = {
        "self-parent": ("A message that answers itself.", [("a", "a"), ("b", "a")]),
        "cycle-two": ("Two messages that answer each other.", [("a", "b"), ("b", "a")]),
        "cycle-below-root": (
            "A sound line, and a circle beside it.",
            [("r", None), ("s", "r"), ("a", "c"), ("b", "a"), ("c", "b"), ("d", "c")],
        ),
        "orphans": (
            "Messages whose parents the export does not hold.",
            [("r", None), ("a", "gone"), ("b", "a"), ("c", "gone too")],
        ),
        "several-roots": ("Four roots.", [("a", None), ("b", None), ("c", None), ("d", "c"), ("e", None)]),
        "children-first": ("Children before their parents.", [("c", "b"), ("b", "a"), ("a", None)]),
    }
    for name, (about, nodes) in shapes.items():
        yield classic(
            f"tree-{name}",
            about,
            partial(_trees, name, nodes),
            conversations=1,
            messages=len(nodes),
        )
    yield classic(
        "tree-current-node",
        "The node that was shown last is dangling, null, of another type, empty, or in the middle.",
        lambda: [
            chat("dangling", current_node="nowhere"),
            chat("none", current_node=None),
            chat("typed", current_node=["n1"]),
            chat("rootly", current_node="n0"),
            chat("inner", ["one", "two", "three"], current_node="n1"),
            {k: v for k, v in chat("absent").items() if k != "current_node"},
        ],
        conversations=6,
        messages=13,
    )
    yield classic(
        "tree-null-nodes",
        "Nodes that are null, without a message, or strings, in the middle of a line.",
        lambda: [_holed()],
        conversations=1,
        messages=3,
    )
    yield classic(
        "tree-children-lie",
        "Lists of children that contradict the parents, name strangers, or are no lists.",
        lambda: [_lying()],
        conversations=1,
        messages=4,
    )
    yield classic(
        "tree-hidden-in-the-middle",
        "Hidden and system messages between shown ones.",
        lambda: [
            chat(
                "hidden",
                [
                    message(
                        "system", "", weight=0.0, metadata={"is_visually_hidden_from_conversation": True}
                    ),
                    "question",
                    message("system", "secret rule", weight=0.0),
                    message("assistant", "answer"),
                    message("user", "more", weight=0.0),
                    message("assistant", "last", metadata={"is_visually_hidden_from_conversation": True}),
                ],
            )
        ],
        conversations=1,
        messages=6,
    )


def _long(count: int) -> Iterator[str]:
    for i in range(count):
        yield f"message {i}"


def _trees(name: str, nodes: list[tuple[str, str | None]]) -> list[Any]:
    return [_tree(name, nodes)]


def _tree(name: str, nodes: list[tuple[str, str | None]]) -> Json:
    mapping: Json = {
        key: {
            "id": key,
            "parent": parent,
            "children": [k for k, p in nodes if p == key] if len(nodes) < 50 else [],
            "message": {"id": key}
            | message("user" if i % 2 == 0 else "assistant", f"{name} {key}", 1_700_000_000.0 + i),
        }
        for i, (key, parent) in enumerate(nodes)
    }
    return chat(name) | {"mapping": mapping, "current_node": nodes[-1][0]}


def _holed() -> Json:
    mapping: dict[str, Any] = chain(
        [message("user", "one"), None, message("assistant", "two"), None, message("user", "three")]
    )
    mapping["null"] = None
    mapping["n3"] = None
    mapping["bare"] = {"id": "bare", "parent": "n4"}
    return chat("holed") | {"mapping": mapping, "current_node": "n4"}


def _lying() -> Json:
    mapping = chain(
        [message("user", "a"), message("assistant", "b"), message("user", "c"), message("assistant", "d")]
    )
    mapping["n0"]["children"] = ["n3", "stranger", 7]
    mapping["n1"]["children"] = "n2"
    mapping["n2"]["children"] = None
    del mapping["n3"]["children"]
    return chat("lying") | {"mapping": mapping, "current_node": "n3"}
