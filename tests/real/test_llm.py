"""The real llm lists, shows and finds what we write, and takes it into logs that it already keeps.

Needs an environment with llm, whose command MIGRATOR_LLM names:

    python3 -m venv .llm && .llm/bin/pip install llm==0.36
    MIGRATOR_LLM=.llm/bin/llm pytest tests/real/test_llm.py
"""

import json
import os
import re
import sqlite3
import subprocess
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from migrator.model import Conversation
from migrator.shape import tree
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import HOSTILE_TEXTS, line
from migrator.testing.printed import commands
from migrator_llm import TARGET
from tests.real.standin import ANSWER, StandIn, said

LLM = os.environ.get("MIGRATOR_LLM")
SENTINEL = re.compile("sentinel-[0-9a-z-]+-end")

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


class Model(BaseHTTPRequestHandler):
    """A server with a model, as OpenAI's own and many local ones answer; keeps what it was asked."""

    asked: ClassVar[list] = []

    def do_POST(self):
        self.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        answer = {"role": "assistant", "content": "An answer."}
        body = {
            "id": "x",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "message": answer, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *words):
        pass


@pytest.fixture
def model(tmp_path):
    """The requests that a model on this computer got; llm knows it as `own`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Model) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        about = {
            "model_id": "own",
            "model_name": "m",
            "can_stream": False,
            "api_base": f"http://127.0.0.1:{server.server_port}/v1",
        }
        (tmp_path / "home" / "extra-openai-models.yaml").write_text(json.dumps([about]))
        Model.asked.clear()
        yield Model.asked
        server.shutdown()


def test_the_printed_steps_bring_the_chats_into_ones_logs_and_go_on_with_them(
    llm, model, tmp_path, monkeypatch
):
    printed = commands(TARGET)
    bundle = tmp_path / "bundle"
    asked = line("trip", "Where to?", "Porto, said Lisbon.", title="A trip")
    placed(MemoryArchive([asked]), bundle)
    monkeypatch.setenv("PATH", f"{Path(LLM).parent}{os.pathsep}{os.environ['PATH']}")
    place = llm("logs", "path").strip()
    placed(MemoryArchive([line("mine", "own", "chat", start=9999)]), tmp_path / "own")
    (tmp_path / "own" / "logs.db").rename(place)

    def run_it(command, fails=False, **values):
        assert command in printed, command
        for word, value in values.items():
            command = command.replace(word, value)
        environment = {"LLM_USER_PATH": str(tmp_path / "home"), "OPENAI_API_KEY": "none"}
        # Whoever is asked besides the model here is asked through a proxy that is not there.
        proxies = {
            "HTTPS_PROXY": "http://127.0.0.1:9",
            "https_proxy": "http://127.0.0.1:9",
            "NO_PROXY": "127.0.0.1",
        }
        ran = subprocess.run(
            command,
            shell=True,
            cwd=bundle,
            env=os.environ | environment | proxies,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode != 0) == fails, ran.stderr
        return ran.stderr if fails else ran.stdout

    assert "Porto" in run_it("llm logs list -d logs.db")
    assert "Porto" in run_it("llm logs list -d logs.db -q lisbon")
    assert run_it("llm logs path").strip() == place
    run_it("llm logs backup before.db")
    assert (bundle / "before.db").is_file()
    for count in (1, 0):
        assert f"Added {count} chats" in run_it("python3 add-to-logs.py")
    (found,) = json.loads(run_it("llm logs list -d logs.db --json"))
    assert (found["model"], found["resolved_model"]) == ("from-chatgpt", "gpt-4o")
    chat_id = found["conversation_id"]
    go_on = 'llm -c --cid ID "…"'
    assert "Unknown model: from-chatgpt" in run_it(go_on, fails=True, ID=chat_id)
    assert model == []
    assert "own" in run_it("llm models")
    run_it("llm aliases set from-chatgpt MODEL", MODEL="own")
    for _ in range(2):  # the second time, too
        assert "An answer." in run_it(go_on, ID=chat_id)
    first, second = (request["messages"] for request in model)
    assert [(m["role"], m["content"].split(" sentinel")[0]) for m in first] == [
        ("user", "Where to?"),
        ("assistant", "Porto, said Lisbon."),
        ("user", "…"),
    ]
    assert len(second) == 5
    assert set(printed) == {
        "llm logs list -d logs.db",
        "llm logs list -d logs.db -q lisbon",
        "llm logs path",
        "llm logs backup before.db",
        "python3 add-to-logs.py",
        "llm aliases set from-chatgpt MODEL",
        "llm models",
        go_on,
        "llm logs list -d logs.db --json",
    }


def test_the_next_request_holds_every_turn_of_each_branch(llm, tmp_path):
    for case in ("plain", "branches"):
        placed(CASES[case](), tmp_path / case)
    with StandIn() as model:
        known = f"- model_id: standin\n  model_name: standin\n  api_base: {model.url}\n"
        (tmp_path / "home" / "extra-openai-models.yaml").write_text(known)
        llm("aliases", "set", "from-chatgpt", "standin")  # as the steps say
        for case in ("plain", "branches"):
            (tmp_path / case / "logs.db").replace(tmp_path / "home" / "logs.db")
            rows = json.loads(llm("logs", "list", "-n", "0", "--json"))
            chats = list(dict.fromkeys(row["conversation_id"] for row in rows))
            asked = set()
            for chat in chats:
                model.bodies.clear()
                assert ANSWER in llm("-c", "--cid", chat, "--no-stream", "go-on")
                (body,) = model.bodies
                wanted = []
                for row in [row for row in rows if row["conversation_id"] == chat]:
                    wanted += [("system", row["system"])] if row["system"] else []
                    wanted += [("user", row["prompt"]), ("assistant", row["response"])]
                assert [turn for turn in said(body) if turn[1]] == [
                    *(turn for turn in wanted if turn[1]),
                    ("user", "go-on"),
                ]
                asked.add(tuple(SENTINEL.findall(json.dumps(body["messages"]))))
            whole = CASES[case]().items(Conversation)
            paths = [repr([m.parts for m in tree.path(c, leaf.id)]) for c in whole for leaf in tree.leaves(c)]
            assert asked == {tuple(SENTINEL.findall(path)) for path in paths}
