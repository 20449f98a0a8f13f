"""Nothing leaves and nothing is left behind: every command under a network without a way out, traced and searched.

Each command runs as a person runs it, in a network namespace of its own in which there is no way out, with every `connect`
and `sendto` written down. What was in the chats is then looked for in temporary folders, in what was printed, in
tracebacks and in files that were already unlinked. A leak that is planted on purpose has to be found by the same search.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.sample import MARK, make
from migrator.sample.hostile import case

PASSPHRASE = "six words that nobody else has"
_NAMESPACE = ["unshare", "--user", "--map-root-user", "--net"]


def _possible() -> bool:
    if not shutil.which("unshare") or not shutil.which("strace"):
        return False
    tried = subprocess.run(
        [*_NAMESPACE, "strace", "-f", "-o", "/dev/null", "true"], capture_output=True, check=False
    )
    return tried.returncode == 0


pytestmark = pytest.mark.skipif(not _possible(), reason="needs unshare, strace, and user namespaces")


class Room:
    """A home, a temporary folder, a place to work, and an export with a mark in each text."""

    def __init__(self, folder: Path) -> None:
        self.home, self.tmp, self.work = (folder / name for name in ("home", "tmp", "work"))
        for place in (self.home, self.tmp, self.work):
            place.mkdir()
        self.trace = folder / "trace"
        make("room", "D", 12, truth=True).write_zip(self.work / "export.zip")
        (self.work / "pw").write_text(PASSPHRASE + "\n", "utf-8")
        (self.work / "words").write_text("Ayşe\n", "utf-8")
        (self.work / "answer").write_text("Dear [EMAIL-1]\n", "utf-8")
        case("json-bad-utf8").write(self.work)

    def run(
        self, *words: str, program: list[str] | None = None, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """A command without a way out, traced."""
        kept = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "TMPDIR": str(self.tmp),
            "LANG": "C.UTF-8",
            "TERM": "xterm",
        }
        traced = [
            "strace",
            "-f",
            "-qq",
            "--seccomp-bpf",
            "-e",
            "trace=connect,sendto,sendmsg",
            "-A",
            "-o",
            str(self.trace),
        ]
        command = program or [sys.executable, "-m", "migrator", *words]
        return subprocess.run(
            [*_NAMESPACE, *traced, *command],
            cwd=self.work,
            env=kept,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def attempts(self) -> list[str]:
        """Each time that something reached for another computer."""
        lines = self.trace.read_text("utf-8", "replace").splitlines() if self.trace.exists() else []
        return [line for line in lines if "AF_INET" in line]


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    return Room(tmp_path_factory.mktemp("room"))


VAULT = ["--vault", "v", "--passphrase-file", "pw"]
COMMANDS = [
    ["inspect", "export.zip"],
    ["targets"],
    ["targets", "claude"],
    ["--to", "markdown", "--from", "export.zip", "--out", "md"],
    [
        "--to",
        "claude",
        "--from",
        "export.zip",
        "--out",
        "cl",
        "--redact",
        "all",
        "--set",
        "redact-words=words",
    ],
    ["--to", "parquet", "--from", "export.zip", "--out", "pq", "--redact", "all", "--set", "redact=fake"],
    ["--to", "native", "--from", "json-bad-utf8.zip", "--out", "bad"],
    ["privacy", "scan", "--from", "export.zip", "--words", "words"],
    ["demo", "--out", "demo"],
    ["vault", "init", "--no-input", *VAULT, "--recovery-file", "code"],
    ["vault", "add", "export.zip", *VAULT],
    ["vault", "list", *VAULT],
    ["vault", "search", "the", *VAULT],
    ["vault", "verify", *VAULT],
    ["vault", "rebuild", *VAULT],
    ["vault", "copy", "copy", *VAULT],
    ["vault", "restore", "--out", "restored", *VAULT],
    ["--to", "jsonl", "--out", "jl", "--redact", "all", *VAULT],
    ["privacy", "restore", "answer", *VAULT],
    ["profile", "show", *VAULT],
    ["profile", "pack", "--out", "pack", *VAULT],
    ["leave", "status", *VAULT],
    ["leave", "next", *VAULT],
    ["leave", "checkup"],
    ["push", "--to", "open-webui", "--url", "http://127.0.0.1:9", "--from", "export.zip", "--dry-run"],
    ["net", "log"],
    ["completion", "bash"],
    ["tui", "--plain", "--vault", "v"],
]


_SHORT = {
    "inspect export",
    "--to claude",
    "privacy scan",
    "vault init",
    "vault add",
    "leave status",
    "tui --plain",
}
_ASKED = [
    pytest.param(
        words,
        marks=() if " ".join(words[:2]).removesuffix(".zip") in _SHORT else pytest.mark.long,
        id=" ".join(words),
    )
    for words in COMMANDS
]


@pytest.mark.parametrize("words", _ASKED)
def test_no_command_reaches_for_another_computer(room, words):
    done = room.run(*words)
    assert "Traceback" not in done.stderr
    assert room.attempts() == [], done.stderr
    assert done.returncode in {0, 3, 2} if words[0] in {"tui", "privacy"} else done.returncode in {0, 3, 7}, (
        done.stderr
    )


def test_the_screens_reach_for_no_other_computer(room):
    script = (
        "import asyncio\nfrom migrator.tui.app import MigrateApp\n"
        "async def go():\n    app = MigrateApp()\n    async with app.run_test(size=(80, 24)) as pilot:\n"
        "        for key in ('1', '2', '3', '4', 'question_mark', 'escape'):\n            await pilot.press(key)\n            await pilot.pause(0.05)\n"
        "asyncio.run(go())\n"
    )
    done = room.run(program=[sys.executable, "-c", script])
    assert done.returncode == 0, done.stderr
    assert room.attempts() == []


def test_a_planted_attempt_is_found(room):
    room.run(program=[sys.executable, "-c", "import socket; socket.socket().connect_ex(('192.0.2.1', 80))"])
    assert len(room.attempts()) == 1


# ------------------------------------------------------------------------------------------ left behind


def traces(folder: Path, words: re.Pattern[str] = MARK) -> list[str]:
    """The files below `folder` that hold a mark: as it is, in UTF-16, in base64, in another case, or compressed away in none."""
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and holds(path.read_bytes(), words)
    ]


def holds(data: bytes, words: re.Pattern[str] = MARK) -> bool:
    """Whether a mark stands in `data` in one of those forms."""
    shown = [
        data.decode("utf-8", "replace"),
        data.decode("utf-16-le", "replace"),
        data[1:].decode("utf-16-le", "replace"),
    ]
    for run in re.findall(rb"[A-Za-z0-9+/]{24,}", data):
        for shift in range(4):
            piece = run[shift:]
            shown.append(base64.b64decode(piece[: len(piece) - len(piece) % 4]).decode("latin-1"))
    return any(words.search(text) or words.search(text.swapcase()) for text in shown)


@pytest.mark.parametrize(
    "words",
    [
        ["inspect", "export.zip"],
        ["privacy", "scan", "--from", "export.zip"],
        ["--to", "markdown", "--from", "export.zip", "--out", "left-md", "--redact", "all"],
        ["--to", "markdown", "--from", "export.zip", "--out", "/proc/nowhere", "--debug"],
        ["--to", "native", "--from", "json-bad-utf8.zip", "--out", "left-bad", "--debug"],
    ],
    ids=" ".join,
)
def test_nothing_of_a_chat_is_left_behind_or_printed(room, words):
    done = room.run(*words)
    assert not MARK.search(done.stdout + done.stderr)
    assert traces(room.tmp) == []
    assert traces(room.home) == []


def test_what_is_left_in_open_files_that_were_unlinked_is_sealed(room, tmp_path):
    """A look at every open file of the program while it works, unlinked ones included."""
    watch = tmp_path / "watch.py"
    watch.write_text(
        "import subprocess, sys, os, pathlib, time\n"
        "out = pathlib.Path(sys.argv[1]); out.mkdir()\n"
        "p = subprocess.Popen([sys.executable, '-m', 'migrator', '--to', 'jsonl', '--from', '-', '--out', 'streamed', '--redact', 'all'], stdin=open('export.zip','rb'), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "n = 0\n"
        "while p.poll() is None:\n"
        "    for fd in pathlib.Path(f'/proc/{p.pid}/fd').glob('*'):\n"
        "        try:\n"
        "            if ' (deleted)' in os.readlink(fd): (out / str(n)).write_bytes(fd.read_bytes()); n += 1\n"
        "        except OSError: pass\n"
        "    time.sleep(0.01)\n"
        "sys.exit(p.returncode)\n"
    )
    done = room.run(program=[sys.executable, str(watch), str(tmp_path / "seen")])
    assert done.returncode == 0, done.stderr
    assert traces(tmp_path / "seen") == []


def test_a_planted_leak_is_found_in_every_form(tmp_path):
    mark = next(MARK.finditer(_a_mark()))[0]
    for number, data in enumerate(
        (
            mark.encode(),
            b"x" + mark.encode("utf-16-le"),
            base64.b64encode(b"zz" + mark.encode() + b"zz"),
            mark.swapcase().encode(),
        )
    ):
        (tmp_path / f"leak{number}").write_bytes(b"noise " * 100 + data + b" noise" * 100)
    assert len(traces(tmp_path)) == 4
    assert json.dumps(traces(tmp_path / "nothing")) == "[]"


def _a_mark() -> str:
    import zipfile

    export = make("planted", "D", 2, truth=True)
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"planted-{os.getpid()}.zip"
    try:
        export.write_zip(path)
        with zipfile.ZipFile(path) as packed:
            return "".join(
                packed.read(n).decode("utf-8", "replace") for n in packed.namelist() if n.endswith(".json")
            )
    finally:
        path.unlink(missing_ok=True)
