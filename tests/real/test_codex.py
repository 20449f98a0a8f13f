"""Chats that the real Codex writes, read by our reader.

Needs the command, named by MIGRATOR_CODEX:

    npm install --prefix .codex-cli @openai/codex@0.171.0
    MIGRATOR_CODEX=.codex-cli/node_modules/.bin/codex pytest tests/real/test_codex.py

MIGRATOR_CODEX_OLDER names version 0.98.0, likewise installed, for files in the older form.

The model is a stand-in on loopback. Everything else the program asks for goes to a proxy that nobody listens at.
"""

import os
import shutil
import subprocess

import pytest

from migrator import registry
from migrator.adapter import read
from migrator.events import Problem
from migrator.model import Conversation, Image, Reasoning, Text, ToolCall, ToolResult
from migrator.source.opening import open_source
from migrator.testing.cases import PNG
from tests.real.responses_standin import Responses

PROGRAM = os.environ.get("MIGRATOR_CODEX")
OLDER = os.environ.get("MIGRATOR_CODEX_OLDER")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not PROGRAM, reason="no Codex: MIGRATOR_CODEX is not set"),
]


class Home:
    """A home of its own for Codex."""

    def __init__(self, top, url):
        self.top = top
        self.codex = top / "codex"
        self.codex.mkdir(parents=True)
        (self.codex / "config.toml").write_text(
            'model = "standin"\nmodel_provider = "stand"\nsandbox_mode = "danger-full-access"\n'
            f'[model_providers.stand]\nname = "stand"\nbase_url = "{url}"\n'
        )
        self.env = {
            "HOME": str(top),
            "CODEX_HOME": str(self.codex),
            "PATH": os.environ["PATH"],
            "TZ": "Asia/Tokyo",
            "HTTP_PROXY": "http://127.0.0.1:9",
            "HTTPS_PROXY": "http://127.0.0.1:9",
            "NO_PROXY": "127.0.0.1",
        }

    def run(self, *words, program=PROGRAM):
        ran = subprocess.run(
            [program, *words],
            env=self.env,
            cwd=self.top,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr[-2000:]
        return ran.stdout

    def ask(self, *words, program=PROGRAM):
        return self.run("exec", "--skip-git-repo-check", *words, program=program)

    def chats(self):
        """Conversations by first question, and problems."""
        events = []
        with open_source(self.codex) as source:
            (reader,) = [r for r in registry.readers() if r.name == "codex"]
            assert reader.recognise(source).score == 1
            items = list(read(reader, source, events.append))
        return [i for i in items if isinstance(i, Conversation)], [
            e for e in events if isinstance(e, Problem)
        ]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with Responses() as model:
        home = Home(tmp_path_factory.mktemp("home"), model.url)
        (home.top / "pic.png").write_bytes(PNG)
        home.ask("-i", "pic.png", "--", "please run it")
        home.ask("resume", "--last", "second question")
        yield home


def seen(chat, role):
    return [
        part.text
        for m in chat.messages
        if m.hidden is None and m.role == role
        for part in m.parts
        if isinstance(part, Text)
    ]


def test_each_question_and_answer_stands_once(home):
    (chat,), problems = home.chats()
    assert seen(chat, "user") == ["please run it", "second question"]
    assert seen(chat, "assistant") == ["answer-1-end", "answer-2-end"]
    assert problems == []
    assert chat.title == "please run it"
    assert all(m.created for m in chat.messages)


def test_picture_reasoning_and_command_are_there(home):
    (chat,), _ = home.chats()
    parts = [part for m in chat.messages for part in m.parts]
    assert [p.data for p in parts if isinstance(p, Image)] == [PNG]
    assert [p.text for p in parts if isinstance(p, Reasoning)] == ["thought-of-the-model"]
    assert [p.tool for p in parts if isinstance(p, ToolCall)] == ["exec_command"]
    (result,) = [p for p in parts if isinstance(p, ToolResult)]
    assert "42-output" in result.output
    assert not result.error


def test_a_summary_is_no_answer_and_what_came_before_it_stays(home, tmp_path):
    with Responses() as model:
        other = Home(tmp_path / "compacted", model.url)
        other.ask("first question")
        other.ask("-c", "model_auto_compact_token_limit=1", "resume", "--last", "second question")
        ((chat,), _) = other.chats()
    assert seen(chat, "user") == ["first question", "second question"]
    summary = [m for m in chat.messages if m.extra.get("compaction")]
    assert len(summary) == 1
    assert summary[0].hidden == "context"
    answers = seen(chat, "assistant")
    assert answers[0] == "answer-1-end"
    assert len(answers) == 2


def test_an_archived_chat_is_read_and_marked(home, tmp_path):
    (chat,), _ = home.chats()
    home.run("archive", chat.id)
    try:
        (archived,), _ = home.chats()
        assert archived.archived
        assert seen(archived, "assistant") == seen(chat, "assistant")
    finally:
        home.run("unarchive", chat.id)


def test_the_folder_is_not_written_to(home):
    def state():
        return {p: p.stat().st_mtime_ns for p in home.codex.rglob("*") if p.is_file()}

    before = state()
    home.chats()
    assert state() == before


def test_a_copy_without_databases_is_read_as_well(home, tmp_path):
    shutil.copytree(home.codex / "sessions", tmp_path / "sessions")
    with open_source(tmp_path / "sessions") as source:
        (reader,) = [r for r in registry.readers() if r.name == "codex"]
        (chat,) = [i for i in read(reader, source, lambda _: None) if isinstance(i, Conversation)]
    assert chat.title == "please run it"


def test_a_fork_has_the_older_turns_also_of_an_archived_parent(tmp_path):
    with Responses() as model:
        home = Home(tmp_path / "forked", model.url)
        home.ask("first question")
        ((parent,), _) = home.chats()
        home.ask("fork", parent.id, "another way")
        home.run("archive", parent.id)
    chats, problems = home.chats()
    (fork,) = [c for c in chats if c.id != parent.id]
    assert seen(fork, "user") == ["first question", "another way"]
    assert seen(fork, "assistant") == ["answer-1-end", "answer-2-end"]
    assert problems == []
    (kept,) = (home.codex / "archived_sessions").glob("*.jsonl")
    kept.unlink()
    (fork,), problems = home.chats()
    assert seen(fork, "user") == ["another way"]
    assert [p.kind for p in problems] == ["parent-missing"]
    assert problems[0].incomplete


@pytest.mark.skipif(not OLDER, reason="no older Codex: MIGRATOR_CODEX_OLDER is not set")
def test_a_chat_of_an_older_codex_that_a_newer_one_goes_on_with(tmp_path):
    with Responses() as model:
        home = Home(tmp_path / "older", model.url)
        (home.top / "pic.png").write_bytes(PNG)
        home.ask("-i", "pic.png", "--", "please run it", program=OLDER)
        ((before,), _) = home.chats()
        home.ask("resume", "--last", "second question")
    (chat,), problems = home.chats()
    assert chat.id == before.id
    assert seen(chat, "user") == ["please run it", "second question"]
    assert seen(chat, "assistant") == ["answer-1-end", "answer-2-end"]
    parts = [part for m in chat.messages for part in m.parts]
    assert [p.data for p in parts if isinstance(p, Image)] == [PNG]
    assert [p.tool for p in parts if isinstance(p, ToolCall)] == ["exec_command"]
    assert problems == []
