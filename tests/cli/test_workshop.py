"""`migrate workshop`, as processes of its own."""

import os
import signal
import subprocess
import sys
import time

import pytest

from migrator.tui.demo import words

WORKSHOP = [sys.executable, "-m", "migrator", "workshop", "--plain", "--lang", "en"]


def surroundings(folder):
    return {**os.environ, "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"), "COLUMNS": "100"}


@pytest.fixture
def machine(tmp_path):
    for name in ("home", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_starts_and_ends_leave_nothing(machine, request):
    for _time in range(20 if request.config.getoption("--long") else 2):
        ran = subprocess.run(
            WORKSHOP,
            check=False,
            input="1\n3\n0\n0\nyes\n",
            capture_output=True,
            text=True,
            timeout=120,
            cwd=machine,
            env=surroundings(machine),
        )
        assert ran.returncode == 0, ran.stderr
        assert "Look at 44 chats" in ran.stdout
        assert "Everything was wiped" in ran.stdout
        assert "Move" not in ran.stdout
        assert "Keep:" not in ran.stdout
        assert not files(machine)
        assert not list((machine / "tmp").iterdir())


def test_killed_in_between_nothing_readable_stays_and_the_next_start_removes_it(machine):
    log = machine / "home" / "log"
    with (
        log.open("wb") as out,
        subprocess.Popen(
            WORKSHOP, stdin=subprocess.PIPE, stdout=out, stderr=out, cwd=machine, env=surroundings(machine)
        ) as running,
    ):
        until = time.monotonic() + 60
        while b"44 chats" not in log.read_bytes() and time.monotonic() < until:
            time.sleep(0.1)
        running.send_signal(signal.SIGKILL)
    assert b"44 chats" in log.read_bytes()
    left = files(machine / "tmp")
    assert left
    sought = words()
    assert len(sought) > 20
    for path in left:
        content = path.read_bytes()
        assert not any(word in content for word in sought), path
        assert not content.startswith((b"PK", b"SQLite format"))
    subprocess.run(
        WORKSHOP,
        check=False,
        input="0\nyes\n",
        text=True,
        capture_output=True,
        cwd=machine,
        env=surroundings(machine),
    )
    assert not files(machine / "tmp")


def test_it_asks_so_it_gives_no_json(migrate):
    assert migrate("workshop", "--json").error["exit"] == 2
