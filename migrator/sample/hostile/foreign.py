"""Exports of other assistants that look like ChatGPT's, and schemas that nobody knows: to be named, not guessed.

The shapes follow public descriptions of each vendor's export; the contents are made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from migrator.sample.hostile.case import UNKNOWN, Case, packed, uid

_AT = "2026-05-05T10:00:00.000000+00:00"


def cases() -> Iterator[Case]:
    """One case a vendor."""
    for name, (about, files) in _FOREIGN.items():
        yield packed(f"foreign-{name}", about, partial(dict, files), UNKNOWN)


def _deepseek() -> list[Any]:
    fragment = [{"type": "REQUEST", "content": "Hello?"}]
    reply = [{"type": "THINK", "content": "A greeting."}, {"type": "RESPONSE", "content": "Hello!"}]
    return [
        {
            "id": uid("deepseek"),
            "title": "Greeting",
            "inserted_at": _AT,
            "updated_at": _AT,
            "mapping": {
                "root": {"id": "root", "parent": None, "children": ["1"], "message": None},
                "1": {
                    "id": "1",
                    "parent": "root",
                    "children": ["2"],
                    "message": {
                        "files": [],
                        "model": "deepseek-chat",
                        "inserted_at": _AT,
                        "fragments": fragment,
                    },
                },
                "2": {
                    "id": "2",
                    "parent": "1",
                    "children": [],
                    "message": {
                        "files": [],
                        "model": "deepseek-chat",
                        "inserted_at": _AT,
                        "fragments": reply,
                    },
                },
            },
        }
    ]


def _claude() -> list[Any]:
    said = [
        {
            "uuid": uid("claude", i),
            "text": text,
            "content": [{"type": "text", "text": text}],
            "sender": sender,
            "created_at": _AT,
            "updated_at": _AT,
            "attachments": [],
            "files": [],
        }
        for i, (sender, text) in enumerate((("human", "Hello?"), ("assistant", "Hello!")))
    ]
    return [
        {
            "uuid": uid("claude"),
            "name": "Greeting",
            "created_at": _AT,
            "updated_at": _AT,
            "account": {"uuid": uid("account")},
            "chat_messages": said,
        }
    ]


def _grok() -> dict[str, Any]:
    response = {
        "_id": uid("grok", 1),
        "message": "Hello!",
        "sender": "assistant",
        "create_time": {"$date": {"$numberLong": "1"}},
    }
    return {
        "conversations": [
            {
                "conversation": {"id": uid("grok"), "title": "Greeting", "create_time": _AT},
                "responses": [{"response": response, "share_link": None}],
            }
        ],
        "projects": [],
        "tasks": [],
    }


def _mistral() -> list[Any]:
    return [
        {
            "id": uid("mistral", i),
            "chatId": uid("mistral"),
            "role": role,
            "content": text,
            "contentChunks": [{"type": "text", "text": text}],
            "createdAt": _AT,
            "version": 0,
        }
        for i, (role, text) in enumerate((("user", "Hello?"), ("assistant", "Hello!")))
    ]


_FOREIGN: dict[str, tuple[str, dict[str, Any]]] = {
    "deepseek": (
        "DeepSeek's export: a mapping, too, with fragments in it.",
        {"conversations.json": _deepseek(), "user.json": {"user_id": "x"}},
    ),
    "claude": (
        "Claude's export: its main file has the same name.",
        {"conversations.json": _claude(), "users.json": [], "projects.json": []},
    ),
    "grok": ("Grok's export.", {"ttl/30d/export_data/x/prod-grok-backend.json": _grok()}),
    "mistral": ("Le Chat's export: a file for each chat.", {f"chat-{uid('mistral')}.json": _mistral()}),
    "gemini": (
        "Gemini's activity from a takeout.",
        {
            "Takeout/My Activity/Gemini Apps/MyActivity.json": [
                {
                    "header": "Gemini Apps",
                    "title": "Prompted Hello?",
                    "time": "2026-05-05T10:00:00.000Z",
                    "products": ["Gemini Apps"],
                    "safeHtmlItem": [{"html": "<p>Hello!</p>"}],
                }
            ]
        },
    ),
    "unknown-schema": (
        "A list of threads of nobody's known form, under ChatGPT's file name.",
        {"conversations.json": [{"thread": "t1", "turns": [{"who": "me", "what": "Hello?"}]}]},
    ),
    "plain-json": ("JSON that is something else.", {"conversations.json": {"recipes": [{"name": "bread"}]}}),
}
