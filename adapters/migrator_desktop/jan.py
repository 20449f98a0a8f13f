"""Chats as Jan keeps them on a computer: a folder for each, with `thread.json` and one line a message in `messages.jsonl`.

Read in Jan's own code 2026-11-21: `src-tauri/src/core/threads` (08d52736: every folder with a readable thread.json is a chat, one
line of messages.jsonl that is no JSON hides all of them), `web-app/src/lib/messages.ts` and `core/src/types/message` (089ad3e1: the
parts that the page draws; reasoning apart from text, `<think>` in a text taken for reasoning), `web-app/src/services/threads`
(1274cf90: the model stands in the first assistant). A chat is one line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec

from migrator.adapter import Archive, Choices, Option, Receipt, Shelf, Sink, files_left_out
from migrator.events import Report
from migrator.i18n import N_
from migrator.model import Conversation
from migrator.shape import flat, ids, times, tokens
from migrator.shape.spoken import apart, text, thought
from migrator.shape.tally import Tally
from migrator.shape.turns import Turn
from migrator.shape.unsaid import labels
from migrator.wishes import FOLD_TOOLS, KEEP_REASONING, wished
from migrator_desktop.line import nothing, others_left_out, shown

FOLDER = "threads"
UNTITLED = "New Thread"
_THINK = re.compile(r"<(?=/?think>)")

OPTIONS = (
    Option(
        key="model",
        default="*",
        help=N_("The model of your Jan that the chats go on with, by its id; * leaves that open."),
    ),
    KEEP_REASONING,
    FOLD_TOOLS,
)


class Chat(msgspec.Struct, frozen=True):
    """A chat's two files, empty if there is nothing to write."""

    thread: bytes
    messages: bytes
    receipt: Receipt


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """The folder of threads. Their ids are derived, so a second run finds what the first one wrote."""
    del report
    chosen = choices.options
    plan = wished(choices)
    for made in archive.convert(partial(chat, wish=plan, model=tokens.harmless(str(chosen["model"])))):
        if made.thread:
            sink.write(f"{FOLDER}/{made.receipt.target}/thread.json", made.thread)
            sink.write(f"{FOLDER}/{made.receipt.target}/messages.jsonl", made.messages)
        yield made.receipt
    yield from files_left_out(archive)


def chat(conversation: Conversation, shelf: Shelf, *, wish: flat.Wish, model: str) -> Chat:
    """The line last shown."""
    del shelf
    tally = Tally()
    line = shown(conversation, wish, tally)
    others_left_out(line, (), tally)
    if not line.turns:
        return Chat(b"", b"", nothing(conversation, tally))
    written = [*line.system, *(message for turn in line.turns for message in turn.messages)]
    stamps, estimated = times.filled(line.whole, ordered=True)
    filled_in = set(estimated)
    for message in written:
        if message.id in filled_in:
            tally.count("time-estimated", message.id)
        if message.model is not None:
            tally.count("model-left-out", message.id)
    labels(conversation, tally, "title", "starred")
    key = ids.derived("chat", conversation.id)
    system = text(line.system, wish, tally)
    began = conversation.created or stamps[written[0].id]
    thread = {
        "id": key,
        "object": "thread",
        "title": _title(conversation, tally),
        "assistants": [_assistant(model, system)],
        "created": max(times.seconds(began), 0),
        "updated": max(times.seconds(conversation.updated or stamps[written[-1].id]), 0),
        "metadata": {"is_favorite": True} if conversation.starred else {},
    }
    lines = []
    stamp = 0  # which Jan would take for no time at all
    for turn in line.turns:
        stamp = max(times.milliseconds(stamps[turn.messages[-1].id]), stamp + 1)
        lines.append(
            {
                "id": ids.derived("message", conversation.id, turn.messages[-1].id),
                "object": "thread.message",
                "thread_id": key,
                "role": turn.side,
                "content": _content(turn, wish, tally),
                "status": "ready",
                "created_at": stamp,
                "completed_at": stamp,
                "metadata": {},
            }
        )
    receipt = Receipt(
        item="conversation",
        source=conversation.id,
        target=key,
        outcome="changed",
        messages=len(written),
        losses=tally.losses(),
    )
    return Chat(
        (json.dumps(thread, ensure_ascii=False, indent=2) + "\n").encode(),
        b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in lines),
        receipt,
    )


def _assistant(model: str, system: str) -> dict[str, Any]:
    """Where Jan keeps a thread's model; with instructions of its own only if the chat has some."""
    made = {"id": "model-only", "name": "Model", "model": {"id": model, "engine": "llamacpp"}}
    return made | {"id": "jan", "name": "Jan", "instructions": system} if system else made


def _title(conversation: Conversation, tally: Tally) -> str:
    title = tokens.harmless(conversation.title or "")
    if title != (conversation.title or ""):
        tally.add("title-changed", conversation.id)
    return title if title.strip() else UNTITLED


def _content(turn: Turn, wish: flat.Wish, tally: Tally) -> list[dict[str, Any]]:
    """The parts of a turn as Jan draws them: thinking first, then the text."""
    wanted = wish if turn.side == "assistant" else msgspec.structs.replace(wish, reasoning=False)
    thoughts, spoken = apart(turn.messages, wanted)
    made: list[dict[str, Any]] = []
    if thinking := thought(thoughts, wish, tally, turn.messages[0].id):
        made.append({"type": "reasoning", "text": _value(thinking)})
    said = text(spoken, wish, tally)
    safe = _THINK.sub("< ", said)
    if safe != said:
        tally.part("markup-neutralised", turn.messages[0], turn.messages[0].parts[0])
    if safe or not made:
        made.append({"type": "text", "text": _value(safe)})
    return made


def _value(said: str) -> dict[str, Any]:
    return {"value": said, "annotations": []}
