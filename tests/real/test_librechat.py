"""LibreChat's own importers take what we write, with every branch, time, model and thought.

Needs node and a folder that MIGRATOR_LIBRECHAT names:

    import/     importers.js importBatchBuilder.js fork.js defaults.js of LibreChat, api/server/utils/import
    npm i librechat-data-provider uuid@9
"""

import datetime as dt
import json
import os
import subprocess
from pathlib import Path

import pytest

from migrator import registry
from migrator.adapter import Choices
from migrator.model import Conversation, Reasoning
from migrator.shape import tree
from migrator.shape.tally import Tally
from migrator.shape.visible import writable
from migrator.testing import CASES, run

FOLDER = os.environ.get("MIGRATOR_LIBRECHAT")
IMPORT = Path(__file__).with_name("librechat_import.cjs")
NO_PARENT = "00000000-0000-0000-0000-000000000000"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FOLDER, reason="no importers of LibreChat: MIGRATOR_LIBRECHAT is not set"),
]


def imported(target, folder, **options):
    """For every case the archive, our receipts, and what the importer stored, file by file."""
    wanted = []
    for name, make in CASES.items():
        archive = make()
        outcome = run(registry.target(target), archive, Choices(options=options))
        for path, data in outcome.files.items():
            place = folder / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            wanted.append((place, path, archive, outcome.receipts))
    words = ["node", IMPORT, FOLDER, *(place for place, *_ in wanted)]
    ran = subprocess.run(words, capture_output=True, check=False, timeout=300)
    assert ran.returncode == 0, ran.stderr.decode()
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    return [
        (path, archive, receipts, a) for (_, path, archive, receipts), a in zip(wanted, answers, strict=True)
    ]


def check(archive, kept, stored):
    """What the importer stored against the conversations `kept`, in order."""
    assert len(stored["conversations"]) == len(kept)
    for conversation, chat in zip(kept, stored["conversations"], strict=True):
        messages = [m for m in stored["messages"] if m["conversationId"] == chat["conversationId"]]
        whole = tree.splice(conversation, lambda message: writable(message, Tally()))
        assert chat["title"]
        by_id = {message["messageId"]: message for message in messages}
        assert len(by_id) == len(messages) > 0
        for message in messages:
            parent = message["parentMessageId"]
            assert parent == NO_PARENT or parent in by_id
            if parent != NO_PARENT:
                time, above = moment(message["createdAt"]), moment(by_id[parent]["createdAt"])
                assert time > above or time.year == 9999
            assert message["isCreatedByUser"] or message["sender"]
            assert message["text"] or message.get("content")
            assert '"content_type"' not in message["text"]
        parents = {message["parentMessageId"] for message in messages}
        assert sum(key not in parents for key in by_id) == len(tree.leaves(whole))
        assert sum(m["isCreatedByUser"] for m in messages) == sum(m.role == "user" for m in whole.messages)
        for message in whole.messages:
            if message.role == "user" and message.created and message.created.year in range(1971, 9000):
                milliseconds = message.created.replace(microsecond=message.created.microsecond // 1000 * 1000)
                assert milliseconds in {moment(m["createdAt"]) for m in messages}


def moment(text):
    """A time as JavaScript writes it, which goes on after the year 9999 where Python ends."""
    if text[0] == "+":
        return dt.datetime.max.replace(tzinfo=dt.UTC)
    return dt.datetime.fromisoformat(text)


def kept_in(archive, receipts, path=None):
    files = {r.source: r.target for r in receipts if r.item == "conversation" and r.target}
    wanted = (c for c in archive.items(Conversation) if c.id in files)
    return [c for c in wanted if path is None or files[c.id] == path]


def test_librechats_importer_takes_every_chat_in_both_forms(tmp_path):
    for path, archive, receipts, stored in imported("librechat", tmp_path / "array"):
        check(archive, kept_in(archive, receipts, path), stored)
    seen = 0
    for path, archive, receipts, stored in imported("librechat", tmp_path / "native", form="native"):
        (conversation,) = kept = kept_in(archive, receipts, path)
        check(archive, kept, stored)
        (chat,) = stored["conversations"]
        assert ("starred" in chat["tags"]) == conversation.starred
        assert chat.get("isArchived", False) == conversation.archived
        seen += 1
    assert seen > 50


def test_librechats_importer_takes_the_repaired_array(tmp_path):
    for _, archive, receipts, stored in imported("chatgpt-clean", tmp_path):
        check(archive, kept_in(archive, receipts), stored)


def test_thinking_and_models_arrive(tmp_path):
    for form in ("array", "native"):
        found = [
            each for each in imported("librechat", tmp_path / form, form=form) if each[1].asset("file-1")
        ]
        said = [m for *_, stored in found for m in stored["messages"]]
        thoughts = [b["think"] for m in said for b in m.get("content") or [] if b["type"] == "think"]
        archive = found[0][1]
        wanted = [
            part.text
            for conversation in archive.items(Conversation)
            for message in conversation.messages
            for part in message.parts
            if isinstance(part, Reasoning)
        ]
        assert len(wanted) == 2
        assert all(any(text in thought for thought in thoughts) for text in wanted)
        assert "o3" in {m.get("model") for m in said}
