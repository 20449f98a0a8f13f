"""`migrate push --to openai-compatible` against a real llama.cpp server, with a model of random weights.

Needs an environment with xllamacpp and gguf, named by MIGRATOR_XLLAMACPP_PYTHON:

    python3 -m venv .xllamacpp
    .xllamacpp/bin/pip install xllamacpp==2026.10.11549 gguf==0.19.0
    MIGRATOR_XLLAMACPP_PYTHON=.xllamacpp/bin/python pytest tests/real/test_push_llamacpp.py
"""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

PYTHON = os.environ.get("MIGRATOR_XLLAMACPP_PYTHON")
SERVER = Path(__file__).with_name("llamacpp_live.py")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not PYTHON, reason="no llama.cpp: MIGRATOR_XLLAMACPP_PYTHON is not set"),
]


class Live:
    """A llama.cpp server on a port of this computer that can be killed and started again."""

    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [PYTHON, SERVER, self.folder, str(self.port)],
                stdout=subprocess.PIPE,
                stderr=log,
                env=env,
                text=True,
            )
        started = any(line.startswith("listening") for line in self.process.stdout)
        assert started, (self.folder / "log").read_text()[-2000:]

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    server = Live(tmp_path_factory.mktemp("llama"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def url(live):
    return live.url


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    subprocess.run(
        [sys.executable, "-m", "migrator.sample", "--demo", folder], check=True, capture_output=True
    )
    return folder / "export.zip"


def pushing(url, export, *words):
    what = ("push", "--to", "openai-compatible", "--url", url, "--from", export, "--set", "context=3000")
    return subprocess.Popen(
        [sys.executable, "-m", "migrator", *map(str, what), "--set", "answer=24", "--json", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ended(process):
    out, err = process.communicate(timeout=120)
    return process.returncode, json.loads(out) if out else None, err.decode()


def push(url, export, *words):
    return ended(pushing(url, export, *words))


@pytest.mark.parametrize("end", ["", "/v1"])
def test_a_real_model_goes_on_with_a_chat(url, export, end):
    code, document, err = push(url + end, export)
    assert code == 0, err
    assert document["answer"]
    assert document["items"]["conversation"]["sent"] == 1
    assert document["counts"]["messages"] > 0
    ledger = Path(os.environ["HOME"], ".local/state/migrator/net.jsonl").read_text()
    asked = [json.loads(line) for line in ledger.splitlines()]
    assert {request["host"] for request in asked} == {url.removeprefix("http://")}
    assert asked[-1]["path"].endswith("/v1/chat/completions")
    assert (asked[-1]["count"], asked[-1]["status"]) == (1, 200)


def test_a_chat_that_is_too_long_for_the_model_is_said(url, export):
    code, document, err = push(url, export, "--set", "say=" + "many words " * 1000)
    assert (code, document) == (1, None)
    assert "many words" not in err
    assert "--set context" in err


def test_a_model_that_the_server_does_not_have_is_said(url, export):
    code, document, err = push(url, export, "--set", "model=other")
    assert (code, document) == (2, None)
    assert "tiny" in err


def test_the_server_is_killed_while_it_answers_and_the_next_run_gets_an_answer(live, export):
    ledger = Path(os.environ["HOME"], ".local/state/migrator/net.jsonl")
    process = pushing(live.url, export, "--set", "answer=1000000", "--set", "context=1024")
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        if ledger.exists() and "/chat/completions" in ledger.read_text():
            break
        time.sleep(0.001)
    live.kill()
    code, document, err = ended(process)
    live.start()
    assert (code, document) == (9, None), err
    code, document, err = push(live.url, export)
    assert code == 0, err
    assert document["answer"]
