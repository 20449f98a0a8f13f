"""Stops at chosen points: a command runs in a process of its own, which signals itself at its n-th call of our functions.

`points` counts the calls of a whole run, `stopped` runs the command anew and sends the signal at one of them. The same seed gives the
same points. What may not be afterwards is said by `wrong`: the law is the same for every verb.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

SIGNALS = [name for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name)]
PASSPHRASE = "six words that nobody else has"
_RUN = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it in what runs in the background
at, number = int(os.environ["STOP_AT"]), int(os.environ["STOP_WITH"])
count = 0
def watch(frame, event, _arg):
    global count
    if event == "call" and "/migrator" in frame.f_code.co_filename:
        count += 1
        if count == at:
            sys.setprofile(None)
            os.kill(os.getpid(), number)
from migrator.vault import slots
slots.TYPED_WORK_FACTOR = 2
from migrator.cli import program
listen = program.stopping.listen
def listening(stop):
    listen(stop)
    sys.setprofile(watch)
program.stopping.listen = listening
code = program.run(sys.argv[1:])
sys.setprofile(None)
if not at:
    sys.stderr.write(f"\\ncalls {count}\\n")
sys.exit(code)
"""


class Verb(NamedTuple):
    """A command: its words, and the folders in which something half-done could lie."""

    name: str
    words: tuple[str, ...]


class Stopped(NamedTuple):
    """How a stopped run ended."""

    code: int
    err: str


def verbs(root: Path) -> list[Verb]:
    """The commands that are stopped, over the vault and the exports in `root` (`prepared`)."""
    vault = ("--vault", str(root / "vault"), "--passphrase-file", str(root / "secret"))
    export = str(root / "export.zip")
    out = ("--out", str(root / "out"))
    return [
        Verb("add", ("vault", "add", str(root / "second.zip"), *vault)),
        Verb("rebuild", ("vault", "rebuild", *vault)),
        Verb("verify", ("vault", "verify", *vault)),
        Verb("copy", ("vault", "copy", str(root / "copy"), *vault)),
        Verb("inspect", ("inspect", export)),
        Verb("convert", ("--to", "markdown", "--from", export, *out)),
        Verb("convert from the vault", ("--to", "jsonl", *vault, *out)),
        Verb("restore", ("vault", "restore", *vault, *out)),
    ]


def prepared(root: Path) -> None:
    """A vault with an export, another export beside it, and a file with the secret."""
    from migrator.sample import make

    make(7, "D", 30).write_zip(root / "export.zip")
    make(7, "C", 20).write_zip(root / "second.zip")
    (root / "secret").write_text(PASSPHRASE + "\n")
    (root / "secret").chmod(0o600)
    vault = ("--vault", str(root / "vault"), "--passphrase-file", str(root / "secret"))
    for words in (
        ("vault", "init", "--no-input", "--recovery-file", str(root / "code"), *vault),
        ("vault", "add", str(root / "export.zip"), *vault),
    ):
        done = run(words)
        assert done.code == 0, done.err


def run(words: tuple[str, ...], at: int = 0, number: int = signal.SIGTERM) -> Stopped:
    """The command, signalled at its call number `at`; 0: left alone."""
    environment = {**os.environ, "STOP_AT": str(at), "STOP_WITH": str(int(number)), "MIGRATE_CORES": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *words],
        env=environment, capture_output=True, text=True, check=False, timeout=120, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return Stopped(done.returncode, done.stderr)


def points(words: tuple[str, ...], seed: object, count: int) -> list[int]:
    """`count` of the calls that the command makes, spread over all of it."""
    said = run(words).err
    calls = int(said.rsplit("calls ", 1)[1])
    dice = random.Random(str(seed))
    return sorted(dice.sample(range(1, calls + 1), min(count, calls)))


def wrong(root: Path, verb: Verb, ended: Stopped) -> str:
    """What is not as it has to be after a stop; "" if all is."""
    if ended.code == 0:  # it came after the work was done
        return ""
    if ended.code != 130:
        return f"exit {ended.code}: {ended.err.strip()[-200:]}"
    if "Traceback" in ended.err or "Exception ignored" in ended.err:
        return f"words of the interpreter: {ended.err.strip()[-200:]}"
    left = [path for path in root.rglob("*") if ".part" in path.name]
    if left:
        return f"left behind: {left[0].relative_to(root)}"
    if verb.name.startswith("convert") and (root / "out").exists():
        return "a bundle that is said not to be there"
    return ""
