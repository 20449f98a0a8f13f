"""The real Open WebUI takes every chat that we write and gives it back as it was.

Needs an environment with open-webui, named by MIGRATOR_OPEN_WEBUI_PYTHON:

    python3 -m venv .open-webui
    .open-webui/bin/pip install --no-deps open-webui==0.12.4 -r tests/real/open-webui.txt
    MIGRATOR_OPEN_WEBUI_PYTHON=.open-webui/bin/python pytest tests/real/test_open_webui.py
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

from migrator import registry
from migrator.adapter import Choices
from migrator.model import Conversation
from migrator.shape import times, tree
from migrator.shape.tally import Tally
from migrator.shape.visible import writable
from migrator.testing import CASES, MemorySink

PYTHON = os.environ.get("MIGRATOR_OPEN_WEBUI_PYTHON")
SERVER = Path(__file__).with_name("open_webui_server.py")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not PYTHON, reason="no open-webui: MIGRATOR_OPEN_WEBUI_PYTHON is not set"),
]


def written(archive, folder):
    """The receipts of a bundle for `archive`, written to `folder`."""
    sink = MemorySink()
    receipts = list(registry.target("open-webui").write(archive, Choices(), sink, lambda event: None))
    for path, content in sink.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return receipts


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """For every case the archive, our receipts, and what one real server says that it holds."""
    top = tmp_path_factory.mktemp("open-webui")
    (top / "data").mkdir()
    archives = {name: make() for name, make in CASES.items()}
    receipts = {name: written(archive, top / name) for name, archive in archives.items()}
    run = subprocess.run(
        [PYTHON, SERVER, top / "data", *(top / name for name in archives)],
        capture_output=True,
        check=False,
        timeout=600,
    )
    assert run.returncode == 0, run.stderr.decode()[-2000:]
    answers = [json.loads(line) for line in run.stdout.splitlines() if line.startswith(b'{"refused"')]
    return {
        name: (archive, receipts[name], answer)
        for (name, archive), answer in zip(archives.items(), answers, strict=True)
    }


@pytest.mark.parametrize("case", CASES)
def test_the_real_server_takes_every_chat_and_gives_it_back(case, served):
    archive, receipts, answer = served[case]
    assert answer["refused"] == []
    kept = {r.source for r in receipts if r.item == "conversation" and r.outcome != "left-out"}
    assert set(answer["chats"]) == kept
    for conversation in archive.items(Conversation):
        if conversation.id in kept:
            same(conversation, answer["chats"][conversation.id], answer["folders"])


def same(conversation, chat, folders):
    """The server's chat against the neutral conversation."""
    history = chat["chat"]["history"]
    messages = history["messages"]
    whole = tree.splice(conversation, lambda m: writable(m, Tally()))
    assert chat["archived"] is conversation.archived
    assert chat["pinned"] is conversation.pinned
    if conversation.created:
        assert chat["created_at"] == max(1, times.seconds(conversation.created))
    if conversation.updated:
        assert chat["updated_at"] == max(1, times.seconds(conversation.updated))
    if conversation.project:
        assert chat["folder_id"] in folders.values()
    # The chat opens on a message that exists, and every message hangs together both ways.
    assert history["currentId"] in messages
    for key, message in messages.items():
        assert message["id"] == key
        assert message["parentId"] is None or key in messages[message["parentId"]]["childrenIds"]
        assert all(messages[child]["parentId"] == key for child in message["childrenIds"])
        assert message["content"] or message.get("files") or message.get("sources")
    # As many ends, so as many branches; and as many questions.
    assert sum(not m["childrenIds"] for m in messages.values()) == len(tree.leaves(whole))
    asked = [m for m in whole.messages if m.role == "user"]
    assert sum(m["role"] == "user" for m in messages.values()) == len(asked)
