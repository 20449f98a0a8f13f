"""OpenCode and Codex as clients: their model calls the tools of `migrate mcp serve` and is given the chat.

MIGRATOR_OPENCODE   the opencode program (npm: opencode-ai 1.18.33)
MIGRATOR_CODEX      the codex program (npm: @openai/codex 0.171.0)
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.app.serving import account
from migrator.vault.handle import unlock
from tests.app.serving.conftest import OPEN, PASSPHRASE, SHUT, folder, granted

from .calling_model import DONE, Standin

pytestmark = pytest.mark.real
ROOT = Path.cwd()
__all__ = ["folder", "granted"]  # fixtures of the tests beside


def program(variable):
    path = os.environ.get(variable)
    return pytest.mark.skipif(not path or not Path(path).exists(), reason=f"{variable} names no program")


@pytest.fixture
def secret_file(tmp_path):
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    file.chmod(0o600)
    return file


@pytest.fixture
def surroundings(tmp_path):
    """An environment with a home of its own, and the server's command on its path."""
    home = tmp_path / "client-home"
    home.mkdir()
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    own = bin_ / "migrate"
    own.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT}:{ROOT}/adapters exec {sys.executable} -m migrator "$@"\n')
    own.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name in {"LANG", "TERM", "LC_ALL"}}
    return {
        **kept,
        "HOME": str(home),
        "PATH": f"{bin_}:{os.environ['PATH']}",
        "OPENCODE_DISABLE_MODELS_FETCH": "1",
        "OPENCODE_DISABLE_AUTOUPDATE": "1",
        "NO_PROXY": "127.0.0.1",
    }


def connected(client, surroundings, folder, secret_file, tmp_path):
    """Put the entry into the client's settings as a person would."""
    words = [
        "mcp",
        "connect",
        client,
        "--vault",
        folder,
        "--grant",
        "garden",
        "--passphrase-file",
        secret_file,
    ]
    subprocess.run(
        [tmp_path / "bin" / "migrate", *map(str, words), "--write", "--yes"],
        env=surroundings,
        check=True,
        capture_output=True,
        cwd=ROOT,
    )


def ran(command, surroundings, tmp_path):
    work = tmp_path / "work"
    work.mkdir()
    return subprocess.run(
        command,
        env={**surroundings, "PWD": str(work)},
        cwd=work,
        capture_output=True,
        text=True,
        timeout=180,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def read_it(model, done, folder, client):
    """The model was given the chat, and the vault knows."""
    assert DONE in done.stdout, (done.stdout[-2000:], done.stderr[-2000:])
    search, chat = model.answers
    assert "messages hold all these words" in search
    assert f"> {OPEN} answer" in chat
    assert SHUT not in json.dumps(model.seen)
    with unlock(folder, PASSPHRASE) as vault:
        found = account.log(vault).answers
    assert [one.tool for one in found] == ["search_chats", "read_chat"]
    assert client in found[0].client.lower()


@program("MIGRATOR_OPENCODE")
def test_opencodes_model_searches_and_reads_the_chat(folder, granted, secret_file, surroundings, tmp_path):
    granted(only=[f"title:{OPEN}"])
    with Standin() as model:
        settings = tmp_path / "client-home" / ".config" / "opencode" / "opencode.json"
        settings.parent.mkdir(parents=True)
        provider = {
            "npm": "@ai-sdk/openai-compatible",
            "name": "stand-in",
            "options": {"baseURL": model.url, "apiKey": "none"},
            "models": {
                "standin": {
                    "name": "standin",
                    "tool_call": True,
                    "limit": {"context": 100000, "output": 4000},
                }
            },
        }
        settings.write_text(
            json.dumps(
                {
                    "provider": {"stand": provider},
                    "model": "stand/standin",
                    "small_model": "stand/standin",
                    "share": "disabled",
                }
            )
        )
        connected("opencode", surroundings, folder, secret_file, tmp_path)
        done = ran([os.environ["MIGRATOR_OPENCODE"], "run", "search my old chats"], surroundings, tmp_path)
        read_it(model, done, folder, "opencode")


@program("MIGRATOR_CODEX")
def test_codexs_model_searches_and_reads_the_chat(folder, granted, secret_file, surroundings, tmp_path):
    granted(only=[f"title:{OPEN}"])
    with Standin() as model:
        settings = tmp_path / "client-home" / ".codex" / "config.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text(
            'model = "standin"\nmodel_provider = "stand"\napproval_policy = "never"\nsandbox_mode = "read-only"\n'
            f'[model_providers.stand]\nname = "stand"\nbase_url = "{model.url}"\nwire_api = "responses"\n'
        )
        connected("codex", surroundings, folder, secret_file, tmp_path)
        done = ran(
            [os.environ["MIGRATOR_CODEX"], "exec", "--skip-git-repo-check", "search my old chats"],
            surroundings,
            tmp_path,
        )
        read_it(model, done, folder, "codex")
