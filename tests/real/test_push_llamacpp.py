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
from pathlib import Path

import pytest

PYTHON = os.environ.get("MIGRATOR_XLLAMACPP_PYTHON")
SERVER = Path(__file__).with_name("llamacpp_live.py")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not PYTHON, reason="no llama.cpp: MIGRATOR_XLLAMACPP_PYTHON is not set"),
]


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("llama")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [PYTHON, SERVER, folder, str(port)], stdout=subprocess.PIPE, stderr=log, env=env, text=True
        )
    started = any(line.startswith("listening") for line in process.stdout)
    assert started, (folder / "log").read_text()[-2000:]
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    subprocess.run(
        [sys.executable, "-m", "migrator.sample", "--demo", folder], check=True, capture_output=True
    )
    return folder / "export.zip"


def push(url, export, *words):
    what = ("push", "--to", "openai-compatible", "--url", url, "--from", export, "--set", "context=3000")
    run = subprocess.run(
        [sys.executable, "-m", "migrator", *map(str, what), "--set", "answer=24", "--json", *words],
        capture_output=True,
        check=False,
        timeout=120,
    )
    return run.returncode, json.loads(run.stdout) if run.stdout else None, run.stderr.decode()


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
