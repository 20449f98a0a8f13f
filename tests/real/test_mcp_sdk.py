"""The official SDK's client in both eras of the protocol, and the inspector's command line.

MIGRATOR_MCP_PYTHON      a Python with mcp==2.3.0
MIGRATOR_MCP_INSPECTOR   the mcp-inspector program (npm: @modelcontextprotocol/inspector 2.12.0); the first `node` on
                         PATH has to be 22.19 or later
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.app.serving.conftest import OPEN, PASSPHRASE, SHUT, folder, granted

__all__ = ["folder", "granted"]  # fixtures of the tests beside
PYTHON, INSPECTOR = os.environ.get("MIGRATOR_MCP_PYTHON"), os.environ.get("MIGRATOR_MCP_INSPECTOR")
NAMES = ["search_chats", "list_chats", "read_chat", "about_me", "list_projects"]

pytestmark = pytest.mark.real


@pytest.fixture
def server(folder, granted, tmp_path):
    """The command that a client starts; what is titled with OPEN may be read."""
    granted(only=[f"title:{OPEN}"])
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)
    secret.chmod(0o600)
    own = tmp_path / "migrate"
    own.write_text(
        f'#!/bin/sh\nPYTHONPATH={Path.cwd()}:{Path.cwd()}/adapters exec {sys.executable} -m migrator "$@"\n'
    )
    own.chmod(0o755)
    return [str(own), "mcp", "serve", "--vault", str(folder), "--passphrase-file", str(secret)]


@pytest.mark.skipif(not PYTHON, reason="no SDK: MIGRATOR_MCP_PYTHON is not set")
@pytest.mark.parametrize(("mode", "version"), [("auto", "2026-07-28"), ("legacy", "2025-11-25")])
def test_the_sdks_client_reads_everything(server, mode, version):
    script = Path(__file__).with_name("mcp_sdk_client.py")
    done = subprocess.run(
        [PYTHON, script, mode, *server], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert found["version"] == version
    assert found["tools"] == dict.fromkeys(NAMES, True)
    for schema in found["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    assert found["templates"] == ["migrator://chat/{id}"]
    assert found["resources"] == 0
    assert found["prompts"] == ["continue_chat", "bring_me_up_to_date"]
    assert [failed for _name, failed, _text in found["calls"]] == [False] * 5 + [True] * 2
    assert f"> {OPEN} answer 1" in found["calls"][2][2]
    assert f"> {OPEN} answer 2" in found["resource"]
    assert f"> {OPEN} answer 3" in found["prompt"]
    assert found["refused"] == [-32602] * 3
    assert SHUT not in done.stdout


def inspected(server, era, *words):
    command = [
        INSPECTOR,
        "--cli",
        "--protocol-era",
        era,
        "--format",
        "json",
        "-q",
        *words,
        "--",
        *server,
    ]
    beside = (
        f"{Path(INSPECTOR).parent}:{os.environ['PATH']}"  # where npm put the node that it was installed with
    )
    return subprocess.run(
        command, env={**os.environ, "PATH": beside}, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.skipif(not INSPECTOR, reason="no inspector: MIGRATOR_MCP_INSPECTOR is not set")
@pytest.mark.parametrize("era", ["legacy", "modern", "auto"])
def test_the_inspector_lists_calls_and_reads(server, era):
    listed = inspected(server, era, "--strict", "--method", "tools/list")
    assert listed.returncode == 0, listed.stderr[-3000:]
    assert all(name in listed.stdout for name in NAMES)
    called = inspected(
        server, era, "--method", "tools/call", "--tool-name", "read_chat",
        "--tool-args-json", json.dumps({"chat": f"{OPEN}-4"}),
    )  # fmt: skip
    assert called.returncode == 0, called.stderr[-3000:]
    assert f"> {OPEN} answer 4" in called.stdout.replace("\\u003e", ">")
    refused = inspected(
        server, era, "--method", "tools/call", "--tool-name", "read_chat",
        "--tool-args-json", json.dumps({"chat": f"{SHUT}-4"}),
    )  # fmt: skip
    assert refused.returncode == 5
    assert "Error 4" in refused.stdout
    read = inspected(server, era, "--method", "resources/read", "--uri", f"migrator://chat/{OPEN}-5")
    assert read.returncode == 0, read.stderr[-3000:]
    assert f"{OPEN} answer 5" in read.stdout
