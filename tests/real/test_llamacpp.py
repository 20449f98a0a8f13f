"""The services of llama.cpp's own page read and store what we write.

Needs node and a folder that MIGRATOR_LLAMACPP_UI names, with two files of ggml-org/llama.cpp (tools/ui/src/lib/services) and
four packages of npm:

    services/conversation-transfer.service.ts   at 880f7d84
    services/database.service.ts                at 03303167
    npm i esbuild dexie fake-indexeddb fflate

Last run on 2026-11-21 with the methods of these two services that read a file, import, and list, unchanged.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

from migrator.model import Conversation
from migrator.shape import tree
from migrator.shape.tally import Tally
from migrator.shape.visible import writable
from migrator.testing import CASES, run
from migrator_llamacpp import TARGET

FOLDER = os.environ.get("MIGRATOR_LLAMACPP_UI")
PAGE = Path(__file__).with_name("llamacpp_page.cjs")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FOLDER, reason="no page of llama.cpp: MIGRATOR_LLAMACPP_UI is not set"),
]


def test_llamas_own_page_reads_and_stores_every_session(tmp_path):
    wanted = {}
    for name, make in CASES.items():
        archive = make()
        outcome = run(TARGET, archive)
        for path, data in outcome.files.items():
            (tmp_path / f"{name}-{path}").write_bytes(data)
            wanted[tmp_path / f"{name}-{path}"] = (archive, outcome.receipts)
    ran = subprocess.run(["node", PAGE, FOLDER, *wanted], capture_output=True, check=False, timeout=300)
    assert ran.returncode == 0, ran.stderr.decode()
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    for (archive, receipts), answer in zip(wanted.values(), answers, strict=True):
        assert (answer["skipped"], answer["again"]) == (0, 0)
        stored = {each["conv"]["id"]: each for each in answer["stored"]}
        kept = {r.source: r.target for r in receipts if r.item == "conversation" and r.target}
        assert set(stored) == set(kept.values()) <= set(answer["order"])
        for conversation in archive.items(Conversation):
            if conversation.id in kept:
                same(conversation, stored[kept[conversation.id]])


def same(conversation, session):
    """What the page holds against the neutral conversation."""
    whole = tree.splice(conversation, lambda message: writable(message, Tally()))
    messages = {message["id"]: message for message in session["messages"]}
    root = session["messages"][0]
    assert (root["type"], root["parent"], root["content"]) == ("root", None, "")
    assert session["conv"]["currNode"] in messages
    for key, message in messages.items():
        assert message["convId"] == session["conv"]["id"]
        assert (message is root) or key in messages[message["parent"]]["children"]
        assert all(messages[child]["parent"] == key for child in message["children"])
        assert (message is root) or message["timestamp"] > messages[message["parent"]]["timestamp"]
        assert (message is root) or message["content"] or message.get("reasoningContent")
    assert sum(not m["children"] for m in messages.values()) == len(tree.leaves(whole))
    asked = [m for m in whole.messages if m.role == "user"]
    assert sum(m["role"] == "user" for m in messages.values()) == len(asked)
