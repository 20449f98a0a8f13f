"""Chats as LM Studio keeps them: one `<milliseconds>.conversation.json` a chat, in folders that its list shows as folders.

LM Studio is closed and documents no form; its makers say that it may change. This one was observed in programs that read and
write it, 2025 to 2026 (kfatehi/anthropic-to-lm-studio; ispaure/migration-chatgpt-to-lmstudio 41300d6; read 2026-11-21). A message is
a list of versions of one turn, one of them selected: so answers made again, and questions asked again, are kept beside the one
that was last shown. What followed on another branch has no place.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import msgspec

from migrator.adapter import Archive, Choices, Receipt, Shelf, Sink, files_left_out
from migrator.events import Report
from migrator.model import Conversation, Message
from migrator.shape import flat, ids, names, times, tokens, tree
from migrator.shape.projects import unnamed
from migrator.shape.spoken import apart, text, thought
from migrator.shape.tally import Tally
from migrator.shape.turns import Turn, side
from migrator.shape.unsaid import labels
from migrator.wishes import FOLD_TOOLS, KEEP_REASONING, wished
from migrator_desktop.line import Line, nothing, others_left_out, shown

FOLDER = "conversations/ChatGPT"
UNTITLED = "Untitled"

OPTIONS = (
    KEEP_REASONING,
    FOLD_TOOLS,
)


class Chat(msgspec.Struct, frozen=True):
    """A chat without its time, which the file's name decides; None if there is nothing to write."""

    document: dict[str, Any] | None
    began: int
    project: str | None
    receipt: Receipt
    title: str = ""


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """The folders of chats. A file's name is the time at which the chat began; a taken one moves on by a millisecond."""
    del report
    plan = wished(choices)
    called = archive.names()
    folders = names.Names()
    homes: dict[str, str] = {}
    taken: set[int] = set()
    for made in archive.convert(partial(chat, wish=plan)):
        if made.document is None:
            yield made.receipt
            continue
        stamp = made.began
        while stamp in taken:
            stamp += 1
        taken.add(stamp)
        home = FOLDER
        if made.project is not None:
            if made.project not in homes:
                name = names.safe(called.get(made.project) or unnamed(made.title), "project")
                homes[made.project] = folders.take(FOLDER, name)
            home = homes[made.project]
        path = f"{home}/{stamp}.conversation.json"
        document = made.document | {"createdAt": stamp}
        sink.write(path, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())
        yield msgspec.structs.replace(made.receipt, target=path)
    yield from files_left_out(archive)


def chat(conversation: Conversation, shelf: Shelf, *, wish: flat.Wish) -> Chat:
    """The line last shown, each turn with its other versions."""
    del shelf
    tally = Tally()
    line = shown(conversation, wish, tally)
    if not line.turns:
        others_left_out(line, (), tally)
        return Chat(None, 0, None, nothing(conversation, tally))
    found, estimated = times.filled(line.whole)
    below = tree.children(line.whole)
    versions = [_versions(turn, below) for turn in line.turns]
    spoken = [message for turn in versions for version in turn for message in version]
    others_left_out(line, (message.id for message in spoken), tally)
    for message in (*line.system, *spoken):
        if message.created is not None:
            tally.count("time-left-out", message.id)
        if message.model is not None and side(message) != "assistant":
            tally.count("model-left-out", message.id)
    began = conversation.created or min(found.values())
    if conversation.created is None and len(estimated) == len(found):
        tally.count("time-estimated", estimated[0])
    labels(conversation, tally, "title", "pinned", "project")
    system = text(line.system, wish, tally)
    title = _title(conversation, tally)
    last = {whose: max(_times(line, whose, found), default=None) for whose in ("user", "assistant")}
    document = {
        "name": title,
        "pinned": conversation.pinned,
        "createdAt": 0,
        "preset": "",
        "tokenCount": 0,
        "userLastMessagedAt": last["user"],
        "assistantLastMessagedAt": last["assistant"],
        "systemPrompt": system,
        "messages": [
            {
                "versions": [_version(turn.side, version, wish, tally) for version in all_versions],
                "currentlySelected": all_versions.index(turn.messages),
            }
            for turn, all_versions in zip(line.turns, versions, strict=True)
        ],
        "usePerChatPredictionConfig": True,
        "perChatPredictionConfig": {
            "fields": [{"key": "llm.prediction.systemPrompt", "value": system}] if system else []
        },
        "clientInput": "",
        "clientInputFiles": [],
        "userFilesSizeBytes": 0,
        "notes": [],
        "plugins": [],
        "pluginConfigs": {},
        "disabledPluginTools": [],
        "looseFiles": [],
    }
    return Chat(
        {key: value for key, value in document.items() if value is not None},
        max(times.milliseconds(began), 0),
        conversation.project,
        Receipt(
            item="conversation",
            source=conversation.id,
            outcome="changed",
            messages=len(line.system) + len(spoken),
            branches=sum(len(turn) - 1 for turn in versions),
            losses=tally.losses(),
        ),
        conversation.title or "",
    )


def _times(line: Line, whose: str, found: dict[str, dt.datetime]) -> list[int]:
    turns = (turn for turn in line.turns if turn.side == whose)
    return [max(times.milliseconds(found[m.id]), 0) for turn in turns for m in turn.messages]


def _title(conversation: Conversation, tally: Tally) -> str:
    title = tokens.harmless(conversation.title or "")
    if title != (conversation.title or ""):
        tally.add("title-changed", conversation.id)
    return title if title.strip() else UNTITLED


def _versions(turn: Turn, below: Mapping[str | None, list[Message]]) -> list[tuple[Message, ...]]:
    """The turn as it was last shown, among the other versions of it, in the order in which they were made."""
    first = turn.messages[0]
    found: list[tuple[Message, ...]] = []
    for sibling in below.get(first.parent, ()):
        if sibling.id == first.id:
            found.append(turn.messages)
            continue
        if side(sibling) != turn.side:
            continue
        run = [sibling]
        while following := [m for m in below.get(run[-1].id, ()) if side(m) == turn.side]:
            run.append(following[-1])
        found.append(tuple(run))
    return found


def _version(whose: str, messages: tuple[Message, ...], wish: flat.Wish, tally: Tally) -> dict[str, Any]:
    if whose == "user":
        said = text(messages, wish, tally)
        return {"type": "singleStep", "role": "user", "content": [{"type": "text", "text": said}]}
    model = next((message.model for message in reversed(messages) if message.model), None)
    thoughts, spoken = apart(messages, wish)
    blocks: list[dict[str, Any]] = []
    if thoughts:
        seconds = round(sum(part.seconds or 0 for part in thoughts))
        title = f"Thought for {seconds} seconds" if seconds else "Thoughts"
        style = {"type": "thinking", "ended": True, "title": title}
        blocks.append(
            _block(thought(thoughts, wish, tally, messages[0].id), messages[0], 0) | {"style": style}
        )
    if said := text(spoken, wish, tally):
        blocks.append(_block(said, messages[0], len(blocks)))
    return {
        "type": "multiStep",
        "role": "assistant",
        "senderInfo": {"senderName": tokens.harmless(model or "ChatGPT")},
        "steps": blocks,
    }


def _block(said: str, message: Message, number: int) -> dict[str, Any]:
    return {
        "type": "contentBlock",
        "stepIdentifier": ids.derived("step", message.id, str(number)),
        "content": [{"type": "text", "text": said, "fromDraftModel": False, "isStructural": False}],
        "defaultShouldIncludeInContext": True,
        "shouldIncludeInContext": True,
    }
