"""The server as a process: quick to answer, gone with its client whatever it is doing, silent on standard error."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from migrator.app.serving import account
from migrator.vault.handle import unlock
from tests.app.serving.conftest import OPEN, PASSPHRASE, SHUT, cheap_scrypt, folder, granted

from .talking import HELLO, MODERN, Process

__all__ = ["cheap_scrypt", "folder", "granted"]  # fixtures of the tests beside

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes as POSIX has them")


@pytest.fixture
def served(folder, granted, tmp_path):
    """A function that starts a server over a vault with one grant."""
    granted(only=[f"title:{OPEN}"])
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE + "\n")
    secret.chmod(0o600)
    running = []

    def start(*more):
        process = Process("--vault", folder, "--passphrase-file", secret, *more)
        running.append(process)
        return process

    yield start
    for one in running:
        one.kill()


def gone(process, seconds):
    """Whether it ends by itself within so many seconds."""
    try:
        process.process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def test_a_handshake_touches_neither_the_vault_nor_what_reads_it(tmp_path):
    script = (
        "import sys, os, threading\n"
        "from migrator.cli import main\n"
        "real = os._exit\n"
        "def leave(code):\n"
        "    heavy = [n for n in ('sqlcipher3', 'cryptography', 'keyring', 'migrator.vault', 'textual', 'httpx') if n in sys.modules]\n"
        "    sys.stderr.write(' '.join(heavy)); sys.stderr.flush(); real(code)\n"
        "os._exit = leave\n"
        "main(['mcp', 'serve', '--vault', '/nonexistent'])\n"
    )
    lines = [{"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": HELLO}]
    lines += [
        {"jsonrpc": "2.0", "id": n, "method": method}
        for n, method in enumerate(
            ("tools/list", "prompts/list", "resources/list", "resources/templates/list"), 1
        )
    ]
    done = subprocess.run(
        [sys.executable, "-c", script],
        input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [0, 1, 2, 3, 4]
    assert done.stderr == ""


def test_what_is_piped_in_is_answered_to_its_end(served, folder, tmp_path):
    lines = [{"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": HELLO}] + [
        {
            "jsonrpc": "2.0",
            "id": n,
            "method": "tools/call",
            "params": {"name": "read_chat", "arguments": {"chat": f"{OPEN}-{n % 20}"}},
        }
        for n in range(1, 121)
    ]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "migrator",
            "mcp",
            "--vault",
            folder,
            "--passphrase-file",
            tmp_path / "passphrase",
        ],
        input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in found] == list(range(121))
    assert not any(one["result"].get("isError") for one in found)
    assert done.stderr == ""


def test_a_closed_input_ends_it_and_nothing_is_on_standard_error(served):
    talk = served()
    talk.hello()
    assert f"{OPEN}-1" in talk.call("list_chats")[0]
    assert talk.call("read_chat", chat=f"{SHUT}-1")[1]
    begun = time.monotonic()
    assert talk.end() == ""
    assert time.monotonic() - begun < 2
    assert talk.process.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_at_once(served, number):
    talk = served()
    talk.hello()
    talk.call("list_chats")
    talk.process.send_signal(number)
    assert gone(talk, 2)
    assert talk.process.stderr.read() == b""


def test_a_client_that_never_reads_holds_it_no_longer_than_it_lives(served):
    talk = served()
    talk.hello()
    talk.call("list_chats")
    into = talk.process.stdin.fileno()
    os.set_blocking(into, False)
    line = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).encode() + b"\n"
    for _n in range(3000):  # far more answers than a pipe holds
        try:
            os.write(into, line)
        except BlockingIOError:
            break
    time.sleep(0.5)
    assert talk.process.poll() is None
    talk.process.stdin.close()
    assert gone(talk, 4)


def test_a_client_that_closes_its_ear_ends_it(served):
    talk = served()
    talk.hello()
    talk.call("list_chats")
    talk.process.stdout.close()
    assert gone(talk, 2)


def test_a_long_answer_does_not_outlive_the_client(served, monkeypatch):
    talk = served()
    talk.hello()
    talk.send(
        {
            "jsonrpc": "2.0",
            "id": 9,
            "method": "tools/call",
            "params": {"name": "list_chats", "arguments": {"only": "text:tea"}},
        }
    )
    talk.process.stdin.close()
    talk.process.stdout.close()
    assert gone(talk, 2)


def test_a_kill_leaves_a_whole_vault_and_each_answer_that_came_in_the_account(served, folder):
    got = 0
    for seconds in (0.05, 0.2, 0.4):
        talk = served()
        talk.hello()
        talk.call("list_chats")
        got += 1
        for n in range(200):
            talk.send(
                {
                    "jsonrpc": "2.0",
                    "id": n,
                    "method": "tools/call",
                    "params": {"name": "read_chat", "arguments": {"chat": f"{OPEN}-1"}},
                }
            )
        time.sleep(seconds)
        talk.process.kill()
        talk.process.wait(10)
        rest = talk.process.stdout.read().split(b"\n")
        got += sum(line.endswith(b"}") and b'"result"' in line for line in rest)
    with unlock(folder, PASSPHRASE) as vault:
        with vault.writing():
            pass  # finishes what was left
        assert vault.journal.problems == ()
        recorded = len(account.log(vault).answers)
    assert recorded >= got


def test_two_servers_and_a_person_share_a_vault(served, folder):
    one, two = served(), served()
    for talk in (one, two):
        talk.hello()
    for _n in range(10):
        for talk in (one, two):
            assert not talk.call("search_chats", words="tea")[1]
        with unlock(folder, PASSPHRASE) as vault, vault.writing():
            vault.journal.compact()
    with unlock(folder, PASSPHRASE) as vault:
        assert len(account.log(vault).answers) == 20
        assert vault.journal.problems == ()


def test_after_an_idle_time_the_next_question_unlocks_anew(served, tmp_path):
    talk = served("--idle", "0.005")
    talk.hello()
    assert not talk.call("list_chats")[1]
    secret = tmp_path / "passphrase"
    secret.rename(tmp_path / "away")
    time.sleep(1.2)
    text, failed = talk.call("list_chats")
    assert failed
    assert text.startswith("Error 1")
    assert str(tmp_path) not in text
    (tmp_path / "away").rename(secret)
    secret.chmod(0o644)
    assert talk.call("list_chats")[0].startswith("Error 1")
    secret.chmod(0o600)
    assert not talk.call("list_chats")[1]


def test_a_print_of_a_library_does_not_reach_the_wire(tmp_path):
    script = (
        "import os, sys\n"
        "from migrator.mcp.wire import claim\n"
        "wire = claim()\n"
        "print('stray'); sys.stdout.flush(); os.write(1, b'stray\\n'); os.system('echo stray; cat')\n"
        "wire.write(b'answer\\n')\n"
        "print(next(wire.lines()).decode(), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input="mine\n", capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout == "answer\n"
    assert done.stderr.count("stray") == 3
    assert done.stderr.endswith("mine\n")


def test_without_a_handshake_a_single_request_is_enough(served):
    talk = served()
    answer = talk.ask("tools/call", {"name": "search_chats", "arguments": {"words": "tea"}, "_meta": MODERN})
    assert "40 messages" in answer["result"]["content"][0]["text"]


def test_the_passphrase_cannot_come_through_the_clients_pipe(served, folder):
    done = subprocess.run(
        [sys.executable, "-m", "migrator", "mcp", "serve", "--vault", folder, "--passphrase-file", "-"],
        input="",
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
