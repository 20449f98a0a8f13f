"""One conversation as nodes that hold nothing but a side, a text and what is known of it.

Hidden and empty messages are spliced out, what went to and from tools becomes part of the answer that it led to, every
time is filled in and later than its parent's, and every answer names a model.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Literal

import msgspec

from migrator.model import Conversation, Media, Message
from migrator.shape import flat, ids, spoken, times, tree
from migrator.shape.runs import runs
from migrator.shape.tally import Tally
from migrator.shape.turns import side
from migrator.shape.visible import writable
from migrator.text import storable

UNTITLED = "New chat"
NO_MODEL = "auto"  # ChatGPT's own word where it chose the model itself


class Plan(msgspec.Struct, frozen=True):
    """What the person chose; with `apart`, reasoning stands beside the text of an answer and not in it.

    `files` are the assets that go along with the chats: what shows them stands in `Node.media` and not in the text.
    Without `root`, the first message of a chat stands at the top, below no empty root, unless the chat has several beginnings.
    """

    wish: flat.Wish
    apart: bool = False
    files: frozenset[str] = frozenset()
    root: bool = True


class Node(msgspec.Struct, frozen=True):
    """One message as readers of the shape draw it."""

    id: str
    parent: str | None
    role: Literal["user", "assistant"]
    text: str
    time: dt.datetime
    model: str | None  # of an answer
    thought: str
    media: tuple[Media, ...] = ()


class Nodes(msgspec.Struct, frozen=True):
    """A conversation, parents before children; `head` is the node last shown."""

    all: tuple[Node, ...]
    head: str
    title: str
    created: dt.datetime
    updated: dt.datetime
    model: str


def nodes(conversation: Conversation, plan: Plan, tally: Tally) -> Nodes | None:
    """The conversation as nodes; None if there is nothing to write."""
    whole = tree.splice(
        conversation, lambda message: writable(message, tally) and flat.kept(message, plan.wish, tally)
    )
    head = tree.head(whole)
    if head is None:
        return None
    stamps, estimated = times.filled(whole, ordered=True)
    for message_id in estimated:
        tally.count("time-estimated", message_id)
    default = fit(whole.model or next((m.model for m in whole.messages if m.model), None) or NO_MODEL)
    held: dict[str, str] = {}  # message → the node that holds it
    made: list[Node] = []
    for run in runs(whole):
        last = run[-1]
        key = _key(whole.id, last.id)
        held.update((message.id, key) for message in run)
        role = side(last)
        if role == "system":
            tally.count("role-changed", last.id)
        thoughts, said = spoken.apart(run, plan.wish) if plan.apart else ([], list(run))
        model = next((message.model for message in reversed(run) if message.model), None)
        said, media = _shown(said, plan)
        made.append(
            Node(
                id=key,
                parent=held[run[0].parent] if run[0].parent is not None else None,
                role="user" if role == "user" else "assistant",
                text=spoken.text(said, plan.wish, tally),
                time=stamps[last.id],
                model=None if role == "user" else fit(model or default),
                thought=spoken.thought(thoughts, plan.wish, tally, last.id),
                media=media,
            )
        )
    title = fit(whole.title or "").strip()
    if title != (whole.title or "").strip():
        tally.add("title-changed", whole.id)
    created = whole.created or min(stamps.values())
    return Nodes(
        all=tuple(made),
        head=held[head],
        title=title or UNTITLED,
        created=created,
        updated=whole.updated or max(*stamps.values(), created),
        model=default,
    )


def _shown(messages: list[Message], plan: Plan) -> tuple[list[Message], tuple[Media, ...]]:
    """The messages without what shows a file that goes along, and what was taken from them."""
    if not plan.files:
        return messages, ()
    media: list[Media] = []
    left: list[Message] = []
    for message in messages:
        found = [p for p in message.parts if isinstance(p, Media) and p.asset in plan.files]
        media += found
        rest = tuple(p for p in message.parts if not any(p is one for one in found))
        left.append(msgspec.structs.replace(message, parts=rest) if found else message)
    return left, tuple(media)


def _key(conversation: str, message: str) -> str:
    """The message's own id, where every reader takes it: not a bare number, which JavaScript would put first."""
    good = 0 < len(message) <= 100 and message.isascii() and message.isprintable() and not message.isdigit()
    return message if good else ids.derived("message", conversation, message)


def fit(text: str) -> str:
    """`text` as any reader of JSON takes it: NUL and unpaired surrogates become U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text if text.isascii() else storable(text)


def seconds(time: dt.datetime) -> float:
    """Seconds since 1970 as ChatGPT writes them; never 0, which readers take for no time at all."""
    return (time - times.UNKNOWN).total_seconds() or 1.0


def encoded(document: Any) -> bytes:
    """The document as JSON on one line."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def held(conversation: Conversation, made: Nodes | None, tally: Tally) -> tuple[int, int]:
    """How many messages and how many branches the nodes hold. `tally` gets the conversation if there are none."""
    if made is None:
        tally.add("no-messages", conversation.id)
        return 0, 0
    gone = sum(tally.of(kind) for kind in ("hidden", "empty", "nothing-left"))
    parents = {node.parent for node in made.all}
    return len(conversation.messages) - gone, sum(node.id not in parents for node in made.all) - 1
