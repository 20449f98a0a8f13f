"""Tiny exports in memory for the tests of the ChatGPT reader."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import Any

import msgspec

from migrator.adapter import Export
from migrator.events import Event, Problem
from migrator.model import Conversation, Item
from migrator.source import Entry, Ignored
from migrator_chatgpt import READER


class Held:
    """A source whose files are a dictionary."""

    container = None

    def __init__(self, files: dict[str, bytes], kind: str = "zip") -> None:
        self.name = "export.zip"
        self.kind = kind
        self.held = files
        self.entries = [Entry(path, len(data)) for path, data in files.items()]
        self.ignored: list[Ignored] = []

    def open(self, entry: Entry) -> io.BytesIO:
        return io.BytesIO(self.held[entry.path])

    def close(self) -> None:
        pass


class Found(msgspec.Struct):
    """All that reading gave."""

    export: Export
    items: list[Item]
    problems: list[Problem]

    def of(self, kind: type[Any]) -> list[Any]:
        return [item for item in self.items if isinstance(item, kind)]

    @property
    def conversations(self) -> list[Conversation]:
        return self.of(Conversation)

    @property
    def one(self) -> Conversation:
        (only,) = self.conversations
        return only

    def kinds(self) -> list[str]:
        return [problem.kind for problem in self.problems]


def held(files: dict[str, Any], kind: str = "zip") -> Held:
    """A source; values that are not bytes are written as JSON."""
    return Held(
        {
            path: data if isinstance(data, bytes) else json.dumps(data).encode()
            for path, data in files.items()
        },
        kind,
    )


def read(files: dict[str, Any] | list[Any]) -> Found:
    """Read an export; a list stands for a conversations.json."""
    problems: list[Problem] = []

    def report(event: Event) -> None:
        if isinstance(event, Problem):
            problems.append(event)

    source = held({"conversations.json": files} if isinstance(files, list) else files)
    export = READER.open(source, report)
    items: list[Item] = []
    for record in export.records():
        conversation = export.conversation(record)
        if conversation is not None:
            items += [conversation, *export.found_in(conversation)]
    items += export.others()
    return Found(export, items, problems)


def message(
    role: str = "user", *parts: Any, kind: str = "text", content: Any = None, **more: Any
) -> dict[str, Any]:
    """A message of a classic export; `content` replaces what `kind` and `parts` would give."""
    return {
        "author": {"role": role},
        "content": content if content is not None else {"content_type": kind, "parts": list(parts)},
        **more,
    }


def chain(messages: Iterable[Any], **more: Any) -> dict[str, Any]:
    """A conversation whose messages `m0`, `m1`, … answer each other, below a root without a message."""
    mapping: dict[str, Any] = {"root": {"id": "root", "parent": None, "message": None}}
    last = "root"
    for i, said in enumerate(messages):
        key = f"m{i}"
        mapping[key] = {"id": key, "parent": last, "message": {"id": key, **said}}
        last = key
    return {"conversation_id": "c", "title": "T", "current_node": last, "mapping": mapping, **more}


def tree(links: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A conversation from `{id: parent}` or `{id: (parent, create_time)}`; ids tell roles: a… is an assistant's."""
    mapping: dict[str, Any] = {}
    for key, link in links.items():
        parent, when = link if isinstance(link, tuple) else (link, None)
        role = "assistant" if key.startswith("a") else "user"
        mapping[key] = {
            "id": key,
            "parent": parent,
            "message": {"id": key, "create_time": when, **message(role, f"text of {key}")},
        }
    return {"conversation_id": "c", "mapping": mapping, **more}


def links(conversation: Conversation) -> dict[str, str | None]:
    """The forest that was read, in its order."""
    return {m.id: m.parent for m in conversation.messages}
