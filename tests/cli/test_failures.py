"""No failure shows a traceback or a word of anybody's chats, and each has its exit code."""

import errno
import json
import os
import subprocess
import sys
import time

import pytest

from migrator.cli import failures, program
from migrator.errors import Interrupted, MigratorError, VaultBusy

SECRET = "my private diary"


@pytest.fixture
def failing(monkeypatch, migrate):
    """A function that runs a command which raises what it is given."""

    def run(fault, *words):
        def boom(*_args, **_kwargs):
            text = SECRET  # a local value that must not show
            raise fault from KeyError(text)

        monkeypatch.setattr("migrator.app.targets.targets", boom)
        return migrate("targets", *words)

    return run


@pytest.mark.parametrize(
    ("fault", "code", "kind"),
    [
        (VaultBusy("Held."), 11, "vault-busy"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (OSError(errno.ENOSPC, "full"), 8, "no-space"),
        (PermissionError(errno.EACCES, "no", f"/home/me/{SECRET}.zip"), 1, "failed"),
        (MemoryError(), 1, "failed"),
        (KeyError(SECRET), 1, "failed"),
        (ValueError(f"bad: {SECRET}"), 1, "failed"),
        (UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, SECRET), 1, "failed"),
        (RecursionError(SECRET), 1, "failed"),
        (AssertionError(SECRET), 1, "failed"),
        (SystemExit(SECRET), 1, "failed"),
    ],
    ids=repr,
)
@pytest.mark.parametrize("debug", [False, True])
def test_every_failure_has_its_code_and_shows_no_content(failing, fault, code, kind, debug):
    ran = failing(fault, "--json", *(["--debug"] if debug else []))
    assert (ran.code, ran.out) == (code, "")
    assert (ran.error["kind"], ran.error["exit"]) == (kind, code)
    assert SECRET not in ran.err
    assert "Traceback" not in ran.err


def test_a_defect_names_its_place_and_debug_shows_the_way_there(failing):
    assert "ValueError at tests/" not in failing(ValueError(SECRET)).err
    ran = failing(ValueError(SECRET), "--debug")
    assert "migrator/cli/commands/targets.py:" in ran.err
    assert "KeyError" in ran.err
    assert SECRET not in ran.err


def test_the_debug_switch_of_the_environment(failing, monkeypatch):
    monkeypatch.setenv("MIGRATE_DEBUG", "1")
    assert "migrator/cli/session.py:" in failing(ValueError(SECRET)).err


def test_a_file_that_the_person_typed_is_named():
    fault = PermissionError(errno.EACCES, os.strerror(errno.EACCES), "my.zip")
    assert failures.explained(fault, ["inspect", "my.zip"]).message.startswith("my.zip: ")
    assert failures.explained(fault, ["--from=my.zip"]).message.startswith("my.zip: ")
    assert "my.zip" not in failures.explained(fault, ["inspect", "folder"]).message


@pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")
@pytest.mark.parametrize("signal", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_request_to_end_is_130_and_leaves_nothing(tmp_path, signal):
    script = (
        "import os, signal, sys\n"
        # A shell starts what runs in its background with this signal ignored, tests too.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from pathlib import Path\n"
        "from migrator.app.bundle import Bundle\n"
        "from migrator.cli import main\n"
        "from migrator.app import targets\n"
        "def work(*_):\n"
        "    with Bundle(Path('out')) as bundle:\n"
        "        bundle.sink.write('a.md', b'private')\n"
        f"        os.kill(os.getpid(), signal.{signal})\n"
        "        import time; time.sleep(30)\n"
        "targets.targets = work\n"
        "sys.exit(main(['targets']))\n"
    )
    began = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (130, "")
    assert ran.stderr.startswith("migrate: Stopped.")
    assert list(tmp_path.iterdir()) == []
    assert time.monotonic() - began < 20


@pytest.mark.skipif(os.name == "nt", reason="pipes as POSIX has them")
def test_a_reader_that_goes_away_is_not_a_failure():
    script = f"{sys.executable} -m migrator --help | true; exit ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    script = f"(sleep 0.5; {sys.executable} -m migrator targets; echo $? >&2) | true"
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert ran.stderr == "0\n"


def test_interrupting_while_looking_for_the_command_is_quiet(monkeypatch, migrate):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "_dispatch", stop)
    assert migrate("targets").code == 130


@pytest.mark.skipif(os.name == "nt", reason="terminals as POSIX has them")
@pytest.mark.parametrize("words", ["vault list", "leave status", "vault rekey"])
def test_a_secret_is_not_asked_for_where_there_is_no_terminal(tmp_path, words):
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from migrator.cli import main\n"
        "from migrator.vault import secret\n"
        "from migrator.vault.create import create\n"
        "create(Path('vault'), 'a cat sat on the mat today', secret.new_recovery_code()).close()\n"
        f"sys.exit(main([*{words.split()}, '--vault', 'vault', '--json']))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # without a terminal of its own
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    (line,) = ran.stderr.splitlines()
    assert "no terminal" in json.loads(line)["error"]["message"]


def test_the_error_tree_passes_as_it_is():
    for fault in (MigratorError("a", "b"), Interrupted("c")):
        assert failures.explained(fault, []) is fault


@pytest.mark.parametrize("debug", [[], ["--debug"]])
@pytest.mark.parametrize(
    "fault",
    [
        "threading.Thread(target=lambda: int('a private chat')).start()",
        "type('Odd', (), {'__del__': lambda self: int('a private chat')})()",
        "logging.getLogger('asyncio').error('a private chat')",
        "asyncio.run(lost())",
    ],
)
def test_the_interpreter_prints_no_exception_by_itself(fault, debug):
    script = f"""
import asyncio, gc, logging, sys, threading
from migrator.cli import program
async def failing(): int('a private chat')
async def lost():
    asyncio.ensure_future(failing())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gc.collect()
def work(*_): {fault}
program._dispatch = work
program.run({["targets", *debug]!r})
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "a private chat" not in ran.stdout + ran.stderr
    assert ran.returncode == 0
