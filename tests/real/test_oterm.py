"""oterm's own Store opens the database that we write and reads every chat; its tabs show the titles as they were.

Needs an environment with oterm, whose Python MIGRATOR_OTERM names:

    python3 -m venv .oterm && .oterm/bin/pip install oterm==0.26.1
    MIGRATOR_OTERM=.oterm/bin/python pytest tests/real/test_oterm.py
"""

import json
import os
import sqlite3
import subprocess
from contextlib import closing

import pytest

from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import line
from migrator_desktop import OTERM

PYTHON = os.environ.get("MIGRATOR_OTERM")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not PYTHON, reason="no oterm: MIGRATOR_OTERM is not set"),
]

# What oterm's App.on_mount and its tabs do with a store, without the screen.
READ = """
import asyncio, json
from oterm.store.store import Store
from textual.content import Content
async def read():
    store = await Store.get_store()
    found = []
    for chat in await store.get_chats():
        messages = [(m.role, m.text, m.images) for m in await store.get_messages(chat.id)]
        found.append([Content.from_markup(chat.name).plain, chat.model, chat.provider, chat.system, messages])
    return found
print(json.dumps(asyncio.run(read())))
"""


def read(folder, archive):
    """What oterm finds, and what stands in the file."""
    data = run(OTERM, archive).files["store.db"]
    folder.mkdir()
    (folder / "store.db").write_bytes(data)
    env = os.environ | {"OTERM_DATA_DIR": str(folder)}
    ran = subprocess.run(
        [PYTHON, "-c", READ], env=env, cwd=folder, capture_output=True, check=False, timeout=120
    )
    assert ran.returncode == 0, ran.stderr.decode()
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(data)
        written = [
            [name, model, "ollama", system, messages(base, key)]
            for key, name, model, system in base.execute(
                "SELECT id, name, model, system FROM chat ORDER BY id"
            )
        ]
    return json.loads(ran.stdout), written


def messages(base, key):
    wanted = "SELECT author, text FROM message WHERE chat_id = ? ORDER BY id"
    return [[author, text, []] for author, text in base.execute(wanted, (key,))]


@pytest.mark.parametrize("case", CASES)
def test_oterm_reads_every_chat_that_was_written(tmp_path, case):
    found, written = read(tmp_path / "data", CASES[case]())
    assert [chat[1:] for chat in found] == [chat[1:] for chat in written]
    assert [chat[0] for chat in found] == [chat[0].replace("\\[", "[") for chat in written]


def test_titles_are_shown_as_they_were(tmp_path):
    titles = ["[/x]", "a [b]bold[/b]", "[@click=app.quit]go[/]", "\\[x", "back\\", "[[", "100% [done]"]
    archive = MemoryArchive([line(f"c{n}", "q", "a", title=title) for n, title in enumerate(titles)])
    found, _ = read(tmp_path / "data", archive)
    assert [chat[0] for chat in found] == titles
