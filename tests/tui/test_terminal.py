"""The journey in a real terminal: `migrate`, keys, and what stands on the screen."""

import os
import shlex
import shutil
import subprocess
import sys
import time

import pytest

from migrator.sample.demo import pair
from migrator.vault.handle import unlock

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux here")
SECRET = "correct horse battery"


class Terminal:
    """A terminal of its own, on a socket of its own."""

    def __init__(self, folder, size):
        self.socket = str(folder / "tmux")
        keep = ("PATH", "HOME", "VIRTUAL_ENV")
        told = " ".join(f"{name}={shlex.quote(os.environ[name])}" for name in keep if name in os.environ)
        line = f"env -i {told} LC_ALL=C.UTF-8 TERM=screen-256color {shlex.quote(sys.executable)} -m migrator; echo ENDED $?; sleep 60"
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(size[0]), "-y", str(size[1]), line)

    def tmux(self, *words):
        done = subprocess.run(["tmux", "-S", self.socket, *words], capture_output=True, text=True, check=True)
        return done.stdout

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def until(self, words, seconds=40):
        for _turn in range(int(seconds / 0.1)):
            if words in self.screen():
                return
            time.sleep(0.1)
        pytest.fail(f"waited in vain for {words!r}:\n{self.screen()}")

    def keys(self, *keys):
        for key in keys:
            self.tmux("send-keys", key)
            time.sleep(0.05)

    def type(self, text):
        self.tmux("send-keys", "-l", text)
        time.sleep(0.2)


@pytest.fixture(params=[(80, 24), pytest.param((120, 40), marks=pytest.mark.long)], ids=str)
def terminal(tmp_path, request):
    made = Terminal(tmp_path, request.param)
    yield made
    made.tmux("kill-server")


def test_from_a_downloaded_zip_to_a_kept_and_searched_archive(terminal, tmp_path, own_home):
    export = tmp_path / "my export.zip"
    pair()[0].write_zip(export)
    terminal.until("Nothing leaves this computer.")
    terminal.type(f"'{export}'")
    terminal.keys("Enter")
    terminal.until("What do you want to do with it?")
    terminal.keys("Enter")
    terminal.until("Six random words")
    terminal.keys("C-o")
    terminal.until("A passphrase of your own")
    terminal.type(SECRET)
    terminal.keys("Enter")
    terminal.type(SECRET)
    terminal.keys("Enter")
    terminal.until("Your recovery code")
    shown = terminal.screen()
    code = next(word for word in shown.split() if word.count("-") == 6)
    number = int(shown.split("type group ")[1].split(" ")[0])
    terminal.type(code.split("-")[number - 1])
    terminal.keys("Enter")
    terminal.until("Export added")
    terminal.keys("Enter")
    terminal.until("Which line")
    terminal.keys("Down", "Down", "Enter")
    terminal.until("Open  / Search")
    terminal.type("/garden")  # in one go, as somebody who types quickly, or pastes
    terminal.until("message found")
    terminal.keys("Enter", "Enter")
    terminal.until("Heavy clay, 120 square metres")
    terminal.keys("q")
    terminal.until("message found")
    terminal.keys("C-q")
    terminal.until("ENDED 0")
    with unlock(own_home / ".local/share/migrator/vault", SECRET) as vault:
        assert vault.id
