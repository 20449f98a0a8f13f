"""How many keys a person presses from `migrate` to an encrypted archive, and from there to a bundle for Open WebUI.

    python benchmarks/keys.py

Plays the shortest journey in a real terminal (tmux), with a made-up export in the download folder, reads what the screens
show as a person would (the words of the passphrase, the code), and counts each key. Prints one line for each part.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from migrator.sample.demo import pair


class Player:
    """A terminal of its own, and the keys that were pressed in it."""

    def __init__(self, home):
        self.socket = str(home / "tmux")
        self.pressed = 0
        keep = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8", "TERM": "screen-256color"}
        line = " ".join(["env -i", *(f"{k}='{v}'" for k, v in keep.items()), sys.executable, "-m migrator"])
        self.tmux(
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-c",
            str(home),
            "-x",
            "80",
            "-y",
            "24",
            line + "; sleep 60",
        )

    def tmux(self, *words):
        done = subprocess.run(["tmux", "-S", self.socket, *words], capture_output=True, text=True, check=True)
        return done.stdout

    def until(self, pattern, seconds=60):
        for _turn in range(seconds * 10):
            shown = self.tmux("capture-pane", "-p")
            if found := re.search(pattern, shown, re.DOTALL):
                return found
            time.sleep(0.1)
        sys.exit(f"waited in vain for {pattern!r}:\n{shown}")

    def press(self, *keys):
        for key in keys:
            self.tmux("send-keys", key)
            self.pressed += 1
            time.sleep(0.1)

    def type(self, text):
        for char in text:
            self.tmux("send-keys", "-l", char)
            self.pressed += 1
            time.sleep(0.02)


def to_archive(player):
    """Keep the export that the first screen offers."""
    player.until("Press Enter to use")
    player.press("Enter")
    player.until("What do you want to do with it")
    player.press("Enter")
    words = player.until(r"only here:.*?((?:[a-z-]+ ){5}[a-z-]+)")[1].split()
    player.press("Enter")
    asked = set()
    for _turn in range(3):
        number = 0
        while not number or number in asked:
            number = int(player.until(r"what is word (\d)")[1])
        asked.add(number)
        player.type(words[number - 1])
        player.press("Enter")
    shown = player.until(r"(\S+-\S+-\S+-\S+-\S+-\S+-\S+).*type group (\d)")
    player.type(shown[1].strip("│ ").split("-")[int(shown[2]) - 1])
    player.press("Enter")
    player.until("Export added")
    player.press("Enter")
    player.until("Which line")  # some of the chats are in Arabic
    player.press("1")
    player.until("sorted by")


def to_bundle(player):
    """Write everything for Open WebUI."""
    player.press("3")
    player.until("all are taken along|All .* will be included")
    player.press("/")
    player.type("open-w")
    player.press("Enter")
    player.until("Try out: write nothing")
    player.press("w")
    player.until("unencrypted|readable")
    player.press("Left", "Enter")
    player.until("Written|written")


def main():
    """Play both parts and print the counts."""
    home = Path(tempfile.mkdtemp())
    (home / "Downloads").mkdir()
    pair()[0].write_zip(home / "Downloads" / "export.zip")
    player = Player(home)
    try:
        for name, part, most in (
            ("to an encrypted archive", to_archive, 45),
            ("to a bundle after that", to_bundle, 20),
        ):
            before = player.pressed
            part(player)
            print(f"{name}: {player.pressed - before} keys (goal: {most})")
    finally:
        player.tmux("kill-server")
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
