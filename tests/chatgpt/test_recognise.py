"""An export is told by its shape; other vendors' files are named as what they are."""

from __future__ import annotations

import json

import pytest

from migrator_chatgpt import READER
from tests.chatgpt.making import chain, held, message

CHAT = chain([message("user", "hi")])
CLAUDE = {"uuid": "u", "name": "n", "chat_messages": [{"uuid": "m", "text": "t", "sender": "human"}]}
GROK = {"conversation": {"id": "g", "title": "t"}, "responses": [{"response": {"message": "m"}}]}
GEMINI = {
    "header": "Gemini Apps",
    "title": "Prompted hi",
    "time": "2025-01-01T00:00:00Z",
    "products": ["Gemini Apps"],
}
MISTRAL = {"id": "1", "version": 0, "chatId": "c", "content": "hi", "contentChunks": None, "role": "user"}
DEEPSEEK = {
    "id": "d",
    "title": "t",
    "inserted_at": "2025-02-06T18:25:11+08:00",
    "updated_at": "2025-02-06T18:25:11+08:00",
    "mapping": {
        "root": {"id": "root", "parent": None, "children": ["1"], "message": None},
        "1": {
            "id": "1",
            "parent": "root",
            "children": [],
            "message": {"files": [], "model": "deepseek-chat", "inserted_at": "x", "fragments": []},
        },
    },
}


@pytest.mark.parametrize(
    "files",
    [
        {"conversations.json": [CHAT]},
        {"CONVERSATIONS.JSON": [CHAT]},
        {"tmp/conversations.json": [CHAT]},
        {"wrapper/deep/conversations.json": [CHAT]},
        {"conversations-000.json": [CHAT]},
        {"conversations_7.json": [CHAT]},
        {"conversations (1).json": [CHAT]},
        {"conversations.json": {"conversations": [CHAT]}},
        {"conversations.json": {"version": 1, "conversations": [CHAT]}},
        {"conversations.json": CHAT},
        {"conversations.json": b"\xef\xbb\xbf" + json.dumps([CHAT]).encode()},
        {"conversations.json": b"\n\n  " + json.dumps([CHAT]).encode()},
        {"conversations.json": [None, "str", {}, CHAT]},
        {"conversations.json": [{"id": "shell", "title": None}]},
        {"conversations-000.json": [], "conversations-001.json": [CHAT]},
        {"conversations-000.json": b"\x00\xff broken", "conversations-001.json": [CHAT]},
        {"my chats.json": [CHAT]},
    ],
)
def test_exports_are_recognised(files):
    assert READER.recognise(held(files)).score >= 0.9


def test_a_single_file_of_any_name_is_looked_into():
    assert READER.recognise(held({"download.txt": [CHAT]}, "file")).score >= 0.9


def test_a_first_conversation_longer_than_what_is_looked_at_is_no_obstacle():
    long = chain([message("user", "x" * 1_000_000)])
    assert READER.recognise(held({"conversations.json": [long]})).score == 1.0


def test_an_export_without_any_chat_is_one_all_the_same():
    assert READER.recognise(held({"conversations.json": []})).score > 0.5


@pytest.mark.parametrize(
    ("files", "vendor"),
    [
        ({"conversations.json": [CLAUDE]}, "Claude"),
        ({"conversations.json": [CLAUDE], "users.json": [{}], "projects.json": []}, "Claude"),
        ({"conversations.json": [DEEPSEEK]}, "DeepSeek"),
        ({"prod-grok-backend.json": {"conversations": [GROK]}}, "Grok"),
        ({"Takeout/My Activity/Gemini Apps/MyActivity.json": [GEMINI]}, "Gemini"),
        ({"chat-1.json": [MISTRAL], "chat-2.json": [MISTRAL]}, "Mistral"),
    ],
)
def test_look_alikes_are_named(files, vendor):
    answer = READER.recognise(held(files))
    assert (answer.score, answer.foreign) == (0.0, vendor)
    assert vendor in answer.why


def test_a_long_look_alike_is_named_too():
    long = {**CLAUDE, "chat_messages": [{"text": "x" * 1_000_000}]}
    assert READER.recognise(held({"conversations.json": [long]})).foreign == "Claude"


def test_old_deepseek_messages_with_plain_content():
    old = json.loads(json.dumps(DEEPSEEK))
    del old["mapping"]["1"]["message"]["fragments"]
    assert READER.recognise(held({"conversations.json": [old]})).foreign == "DeepSeek"


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"readme.txt": b"hello"},
        {"conversations.json": [{"thread": "t", "turns": [{"role": "user"}]}]},
        {"conversations.json": b"\x00\x01\x02"},
        {"conversations.json": b""},
        {"conversations.json": b"[1, 2, 3]"},
        {"sectioned_conversations.json": [{"id": "x", "title": "t"}]},
        {"shared_conversations.json": [{"id": "x", "conversation_id": "c", "title": "t"}]},
        {"user_settings.json": [CHAT]},
        {"data.json": [{"conversation": {"id": 1}}, {"responses": [1]}, {"chatId": 1}, {"role": "user"}]},
        {"package.json": {"name": "x", "id": "y", "title": "z"}},
    ],
)
def test_anything_else_is_not(files):
    answer = READER.recognise(held(files))
    assert (answer.score, answer.foreign) == (0.0, None)
    assert answer.why


def test_a_user_quoting_another_vendors_keys_is_no_look_alike():
    talk = chain([message("user", 'what is "chat_messages" and "inserted_at" and "responses"?')])
    assert READER.recognise(held({"conversations.json": [talk]})).score == 1.0
    long = chain([message("user", 'x "chat_messages" ' * 50_000)])
    assert READER.recognise(held({"conversations.json": [long]})).score == 1.0
