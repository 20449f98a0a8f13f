"""When the terminal is closed, or somebody asks for the end, the program is gone and leaves nothing open behind."""

import contextlib
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import time

import pytest

fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

DEMO = ["d"]
DRAWN = None  # wait until the first screen stands
# What is typed before the end comes, one list a state; a number waits that many seconds.
STATES = {
    "first screen": [DRAWN],
    "starting": [0.3],
    "typing a path": [DRAWN, "/tmp/export"],
    "picker": [DRAWN, "\t", "p", 0.5],
    "making the demo": [DRAWN, "\t", *DEMO],
    "list": [DRAWN, "\t", *DEMO, 4],
    "searching": [DRAWN, "\t", *DEMO, 4, "/tr"],
    "search settled": [DRAWN, "\t", *DEMO, 4, "/tr", 1],
    "reading": [DRAWN, "\t", *DEMO, 4, "\r", 1],
    "help": [DRAWN, "\t", *DEMO, 4, "?", 0.5],
    "settings": [DRAWN, "\x1bOQ", 0.5],
    "palette": [DRAWN, "\x10", 0.5],
    "move": [DRAWN, "\t", *DEMO, 4, "3", 0.5],
    "comparing": [DRAWN, "\t", *DEMO, 4, "3", 0.3, "c"],
    "comparing for a while": [DRAWN, "\t", *DEMO, 4, "3", 0.3, "c", 3],
    "leave": [DRAWN, "\t", *DEMO, 4, "4"],
    "leave settled": [DRAWN, "\t", *DEMO, 4, "4", 1.5],
    "question before the end": [DRAWN, "\t", *DEMO, 4, "\x11", 0.5],
    "overview": [DRAWN, "\t", *DEMO, 4, "o"],
    "many keys at once": [DRAWN, "\t", *DEMO, 4, "jjjjjjjjjjjj\rjjjj\x1b4jjj3jj2"],
}
QUICK = {"first screen", "searching", "comparing", "leave"}


class Screens:
    """`migrate` in a terminal of its own."""

    def __init__(self, folder, command=("-m", "migrator")):
        self.written = b""
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TMPDIR": str(self.temporary),
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
        }

        def own_terminal():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            [sys.executable, *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            preexec_fn=own_terminal,  # noqa: PLW1509 - the test has one thread
        )
        os.close(slave)

    def rest(self, seconds):
        """Wait, and read what the screens write, as a terminal does."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.master], [], [], left)[0]:
                with contextlib.suppress(OSError):
                    self.written += os.read(self.master, 65536)

    def drawn(self):
        """Wait until the alternate screen is on and nothing more is written for a while."""
        for _turn in range(250):
            before = len(self.written)
            self.rest(0.25)  # shorter than the cursor blinks
            if b"\x1b[?1049h" in self.written and len(self.written) == before:
                return
        pytest.fail("the screens did not start")

    def play(self, keys):
        for key in keys:
            if key is DRAWN:
                self.drawn()
            elif isinstance(key, str):
                os.write(self.master, key.encode())
                self.rest(0.05)
            else:
                self.rest(key)

    def left_behind(self):
        return [path for path in self.temporary.rglob("*") if path.is_file()]


@pytest.fixture
def screens(tmp_path):
    started = Screens(tmp_path)
    yield started
    started.process.kill()
    started.process.wait()
    with contextlib.suppress(OSError):
        os.close(started.master)


@pytest.mark.parametrize(
    "state", [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in STATES]
)
def test_a_closed_terminal_ends_it_and_the_session_is_wiped(screens, state):
    screens.play(STATES[state])
    assert screens.process.poll() is None, "it ended by itself"
    os.close(screens.master)
    # 120: Python itself could not flush a stream that is gone, before the screens had begun.
    assert screens.process.wait(20) in {130, -signal.SIGHUP, *({120} if state == "starting" else ())}
    assert screens.left_behind() == []


@pytest.mark.parametrize(
    "state", [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in STATES]
)
def test_a_request_to_end_ends_it_and_gives_the_terminal_back(screens, state):
    screens.play(STATES[state])
    screens.process.send_signal(signal.SIGTERM)
    assert screens.process.wait(20) in {130, -signal.SIGTERM}
    assert screens.left_behind() == []
    assert termios.tcgetattr(screens.master)[3] & termios.ECHO


def test_a_terminal_that_takes_nothing_any_more_does_not_keep_it(screens):
    screens.play(STATES["list"])
    os.write(screens.master, b"jjjjjjjj3c")  # nobody reads what this draws
    time.sleep(2)
    screens.process.send_signal(signal.SIGTERM)
    assert screens.process.wait(20) == 130
    assert screens.left_behind() == []


def test_one_key_wipes_what_was_only_for_now(screens):
    screens.play(STATES["reading"])
    assert screens.left_behind()
    screens.play(["!", 3])
    assert screens.left_behind() == []
    assert screens.process.poll() is None


DEFECT = """
from migrator.cli import main
from migrator.tui.app import MigrateApp
def action_help(self):
    chat = "words of a chat"
    raise KeyError(chat)
MigrateApp.action_help = action_help
raise SystemExit(main())
"""


def test_a_defect_ends_with_one_line_and_exit_code_1_and_shows_no_values(tmp_path):
    started = Screens(tmp_path, ("-c", DEFECT))
    started.play([DRAWN, "\t", "?", 2])
    assert started.process.wait(20) == 1
    started.rest(0.5)
    os.close(started.master)
    assert b"Something unexpected happened: KeyError" in started.written
    assert b"words of a chat" not in started.written
    assert b"Traceback" not in started.written


def test_what_a_killed_sitting_left_is_removed_at_the_next_start(screens):
    screens.play(STATES["list"])
    screens.process.kill()
    screens.process.wait()
    assert screens.left_behind()
    subprocess.run(
        [sys.executable, "-m", "migrator", "tui", "--plain"],
        input=b"",
        env={**os.environ, "TMPDIR": str(screens.temporary)},
        capture_output=True,
        check=False,
    )
    assert screens.left_behind() == []
