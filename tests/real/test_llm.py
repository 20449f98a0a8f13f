"""The real llm lists, shows and finds what we write, and takes it into logs that it already keeps.

Needs an environment with llm, whose command MIGRATOR_LLM names:

    python3 -m venv .llm && .llm/bin/pip install llm==0.36
    MIGRATOR_LLM=.llm/bin/llm pytest tests/real/test_llm.py
"""

import json
import os
import sqlite3
import subprocess
from contextlib import closing

import pytest

from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import HOSTILE_TEXTS, line
from migrator_llm import TARGET

LLM = os.environ.get("MIGRATOR_LLM")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not LLM, reason="no llm: MIGRATOR_LLM is not set"),
]


@pytest.fixture
def llm(tmp_path):
    """llm with a folder of its own; answers JSON."""

    def call(*words):
        ran = subprocess.run(
            [LLM, *words],
            env=os.environ | {"LLM_USER_PATH": str(tmp_path / "home"), "LLM_LOAD_PLUGINS": ""},
            cwd=tmp_path,
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert ran.returncode == 0, ran.stderr.decode()
        return ran.stdout.decode()

    (tmp_path / "home").mkdir()
    return call


def placed(archive, folder):
    """The bundle of an archive in `folder`, and its rows newest first, as llm lists them."""
    outcome = run(TARGET, archive)
    folder.mkdir(exist_ok=True)
    for name, data in outcome.files.items():
        (folder / name).write_bytes(data)
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(outcome.files["logs.db"])
        wanted = (
            "SELECT r.id, c.name, r.prompt, r.system, r.response, r.conversation_id, r.datetime_utc, r.reasoning"
            " FROM responses r JOIN conversations c ON c.id = r.conversation_id ORDER BY r.id"
        )
        return base.execute(wanted).fetchall()


def test_llm_lists_and_finds_what_was_written(llm, tmp_path):
    for case, make in CASES.items():
        rows = placed(make(), tmp_path / case)
        database = str(tmp_path / case / "logs.db")
        listed = json.loads(llm("logs", "list", "-d", database, "-n", "0", "--json") or "[]")
        keys = ("id", "conversation_name", "prompt", "system", "response", "conversation_id", "datetime_utc")
        assert [tuple(row[key] for key in keys) for row in listed] == [row[:-1] for row in rows]
        assert [row.get("reasoning") for row in listed] == [row[-1] for row in rows]
    assert len(HOSTILE_TEXTS) < len(placed(CASES["hostile"](), tmp_path / "again"))
    database = str(tmp_path / "plain" / "logs.db")
    (found,) = json.loads(llm("logs", "list", "-d", database, "-q", "Lisbon", "--json"))
    assert found["conversation_name"] == "A trip"
    assert "Where to go in May?" in llm("logs", "list", "-d", database, "--cid", found["conversation_id"])


def test_llm_takes_the_chats_into_the_logs_it_keeps(llm, tmp_path):
    place = llm("logs", "path").strip()
    own = placed(MemoryArchive([line("mine", "own", "chat", start=9999)]), tmp_path / "own")
    (tmp_path / "own" / "logs.db").rename(place)
    assert len(json.loads(llm("logs", "list", "--json"))) == 1  # llm brings its database up to date
    rows = placed(CASES["plain"](), tmp_path / "bundle")
    with closing(sqlite3.connect(place)) as base:
        script = (tmp_path / "bundle" / "add-to-logs.sql").read_text()
        base.executescript(script.replace("'logs.db'", f"'{tmp_path / 'bundle' / 'logs.db'}'"))
    listed = json.loads(llm("logs", "list", "-n", "0", "--json"))
    assert [row["id"] for row in listed] == [row[0] for row in [*rows, *own]]
    (found,) = json.loads(llm("logs", "list", "-q", "Porto", "--json"))
    assert found["conversation_name"] == "A trip"
