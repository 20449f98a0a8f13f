"""README.txt, followed to the letter with the real age program and nothing of ours."""

import os
import pty
import re
import select
import shutil
import subprocess
import time

import pytest

from migrator.vault.content import content_of
from migrator.vault.kinds import ProjectName
from migrator.vault.originals import add

from .conftest import PASSPHRASE

pytestmark = pytest.mark.skipif(
    not shutil.which("age") or not shutil.which("setsid"),
    reason="the age program, or setsid, is not installed",
)


def typed(command: str, answer: str, folder) -> None:
    """Run a shell command at a terminal of its own and type the answer when it asks."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        ["setsid", "--ctty", "sh", "-c", command],
        cwd=folder,
        stdin=follower,
        stderr=follower,
        stdout=follower,
    )
    os.close(follower)
    said, until, answered = b"", time.monotonic() + 30, False
    while process.poll() is None and time.monotonic() < until:
        if select.select([leader], [], [], 0.1)[0]:
            try:
                said += os.read(leader, 4096)
            except OSError:
                break
        if not answered and b"passphrase" in said.lower():
            os.write(leader, answer.encode() + b"\n")
            answered = True
    process.wait(10)
    os.close(leader)
    assert process.returncode == 0, said


def commands(folder) -> list[str]:
    return re.findall(r"^ {5}(age .*)$", (folder / "README.txt").read_text("utf-8"), re.MULTILINE)


@pytest.fixture
def filled(vault, export):
    add(vault, content_of(export))
    with vault.writing():
        vault.journal.put({"g-p-1": ProjectName(name="Bahçe")})
    return vault


def test_every_command_of_it_works(filled, export, code):
    folder = filled.folder
    (original,) = (p.stem for p in filled.layout.originals.iterdir())
    journal = max(p.stem for p in filled.layout.journal.iterdir())
    one_step, recovery, key, rest, decisions = commands(folder)
    for command, answer in ((one_step, PASSPHRASE), (recovery, code)):
        typed(command.replace("NAME", original), answer, folder)
        assert (folder / "export.zip").read_bytes() == export.read_bytes()
        (folder / "export.zip").unlink()
    typed(key, PASSPHRASE, folder)
    subprocess.run(["sh", "-c", rest.replace("NAME", original)], cwd=folder, check=True)
    assert (folder / "export.zip").read_bytes() == export.read_bytes()
    said = subprocess.run(
        ["sh", "-c", decisions.replace("NAME", journal)], cwd=folder, check=True, capture_output=True
    )
    assert "Bahçe" in said.stdout.decode()
    assert (folder / "vault.key").read_bytes() == filled.keys.text()


def test_it_holds_no_secret(filled, code):
    text = (filled.folder / "README.txt").read_text("utf-8")
    assert filled.id in text
    for hidden in (PASSPHRASE, code, filled.keys.index_key.hex(), "AGE-SECRET-KEY-1", "export.zip\n\n{"):
        assert hidden not in text
    assert not re.search(r"\{\w*\}", text)
