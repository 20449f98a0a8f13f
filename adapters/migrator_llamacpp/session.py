"""One conversation as one session of llama.cpp's page: a line for the session and a line for each message.

The form is what `conversation-transfer.service.ts` of its page reads (ggml-org/llama.cpp 880f7d84, read 2026-11-21). Every
session hangs below one empty root message; times are whole milliseconds. Ids are derived from those of the export: the page
skips a session whose id it has, so importing twice adds nothing twice.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from migrator.adapter import Receipt, Shelf
from migrator.model import Conversation
from migrator.shape import flat, ids, times, tree
from migrator.shape.runs import runs
from migrator.shape.spoken import apart, text, thought
from migrator.shape.tally import Tally
from migrator.shape.turns import side
from migrator.shape.unsaid import labels
from migrator.shape.visible import writable
from migrator.text import storable

UNTITLED = "Untitled"


class Plan(msgspec.Struct, frozen=True):
    """What the person chose."""

    wish: flat.Wish


class Session(msgspec.Struct, frozen=True):
    """The lines of a session, none if there is nothing to write."""

    data: bytes
    receipt: Receipt


def session(conversation: Conversation, shelf: Shelf, *, plan: Plan) -> Session:
    """The conversation with all its branches."""
    del shelf
    tally = Tally()
    whole = tree.splice(
        conversation, lambda message: writable(message, tally) and flat.kept(message, plan.wish, tally)
    )
    if not whole.messages:
        tally.add("no-messages", conversation.id)
        gone = Receipt(item="conversation", source=conversation.id, outcome="left-out", losses=tally.losses())
        return Session(b"", gone)
    key = ids.derived("chat", whole.id)
    messages, head = _messages(whole, key, plan.wish, tally)
    latest = max(int(message["timestamp"]) for message in messages)
    title = storable((whole.title or "").replace("\0", "")).strip()
    header = {
        "type": "session",
        "harness": "llama.app",
        "id": key,
        "name": title or UNTITLED,
        "lastModified": times.milliseconds(whole.updated) if whole.updated else latest,
        "currNode": head,
        **({"pinned": True} if whole.pinned else {}),
    }
    if (whole.title or "").strip() != title:
        tally.add("title-changed", whole.id)
    labels(whole, tally, "title", "pinned")
    lines: list[dict[str, Any]] = [header, *({"type": "message", "message": message} for message in messages)]
    receipt = Receipt(
        item="conversation",
        source=conversation.id,
        target=key,
        outcome="changed",
        messages=len(whole.messages),
        branches=tree.branches(whole),
        losses=tally.losses(),
    )
    return Session(b"".join(_line(line) for line in lines), receipt)


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _messages(
    whole: Conversation, key: str, wish: flat.Wish, tally: Tally
) -> tuple[list[dict[str, Any]], str]:
    """The messages, root first, and the id of the one that is shown last."""
    stamps, estimated = times.filled(whole, ordered=True)
    for message_id in estimated:
        tally.count("time-estimated", message_id)
    root = ids.derived("root", whole.id)
    start = min(times.milliseconds(stamp) for stamp in stamps.values())
    made: dict[str, dict[str, Any]] = {
        root: {
            "id": root,
            "convId": key,
            "type": "root",
            "timestamp": start - 1,
            "role": "system",
            "content": "",
            "parent": None,
            "children": [],
        }
    }
    held: dict[str, str] = {}  # message → the id of the page's message that holds it
    for run in runs(whole):
        own = ids.derived("message", whole.id, run[0].id)
        held.update((message.id, own) for message in run)
        parent = held[run[0].parent] if run[0].parent is not None else root
        role = side(run[0])
        thoughts, said = apart(run, wish)
        content, thinking = text(said, wish, tally), thought(thoughts, wish, tally, run[0].id)
        model = next((m.model for m in reversed(run) if m.model), None)
        made[own] = {
            "id": own,
            "convId": key,
            "type": "system" if role == "system" else "text",
            # The page sorts by it, so a message is later than the one that it follows, if only by a millisecond.
            "timestamp": max(times.milliseconds(stamps[run[0].id]), made[parent]["timestamp"] + 1),
            "role": role,
            "content": content,
            "parent": parent,
            "children": [],
            **({"reasoningContent": thinking} if thinking else {}),
            **({"model": storable(model)} if model and role == "assistant" else {}),
        }
        made[parent]["children"].append(own)
    head = tree.head(whole)
    return list(made.values()), held[head] if head is not None else root
