"""Programs that import ChatGPT's export take in every chat of the repaired one, as a file and as a ZIP.

Each program is named by a variable; a test whose program is not there is skipped:

    MIGRATOR_BM           bm of basic-memory 0.24.1 (Python 3.12)
    MIGRATOR_MEM          mem of portable-memory 0.3.0
    MIGRATOR_LLM_MEMEX    llm-memex 0.13.0
    MIGRATOR_NAVIG_CHATS  navig-chats 0.1.0
"""

import io
import json
import os
import re
import subprocess
import zipfile

import msgspec
import pytest

from migrator.adapter import Choices
from migrator.model import Asset, Conversation
from migrator.testing import CASES, MemoryArchive, run
from migrator_chatgpt.repaired import CLEAN
from migrator_chatgpt.repaired.archived import NAME

SENTINEL = re.compile("sentinel-[0-9a-z-]+-end")

pytestmark = pytest.mark.real


@pytest.fixture
def program(tmp_path):
    """Runs the program that a variable names, in a home of its own; gives what it prints."""
    (tmp_path / "home").mkdir()

    def call(variable, *words):
        command = os.environ.get(variable)
        if not command:
            pytest.skip(f"{variable} is not set")
        ran = subprocess.run(
            [command, *words],
            env={
                "HOME": str(tmp_path / "home"),
                "PATH": os.environ["PATH"],
                "HTTPS_PROXY": "http://127.0.0.1:9",
            },
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=300,
        )
        assert ran.returncode == 0, (ran.stdout + ran.stderr).decode()[-3000:]
        return ran.stdout.decode()

    return call


def written(archive, folder, **options):
    outcome = run(CLEAN, archive, Choices(options=options))
    for name, data in outcome.files.items():
        (folder / name).write_bytes(data)
    return outcome


def words(files):
    """The marks that stand in the bundle, ZIP or not."""
    found = set()
    for data in files.values():
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as opened:
                found |= words({name: opened.read(name) for name in opened.namelist()})
        else:
            found |= set(SENTINEL.findall(data.decode("utf-8", "replace")))
    return found


def everything(folder):
    """The marks in all files below a folder, databases among them."""
    found = set()
    for file in folder.rglob("*"):
        if file.is_file():
            found |= set(SENTINEL.findall(file.read_bytes().decode("utf-8", "replace")))
    return found


SETS = (
    "plain",
    "branches",
    "hidden",
    "parts",
)  # not "times": one chat of the year 9999 ends two of these imports


def named(case):
    """A case whose chats have titles of their own: basic-memory writes chats of one day and title over each other."""
    archive = CASES[case]()
    titled = [
        msgspec.structs.replace(c, title=f"Chat {n}") for n, c in enumerate(archive.items(Conversation))
    ]
    return MemoryArchive([*titled, *archive.items(Asset)], archive.files)


@pytest.mark.parametrize("root", ["empty", "message"])
@pytest.mark.parametrize("case", SETS)
def test_basic_memory_imports_every_message(case, root, program, tmp_path):
    outcome = written(named(case), tmp_path, root=root)
    chats = json.loads(outcome.files["conversations.json"])
    told = program("MIGRATOR_BM", "import", "chatgpt", "conversations.json")
    assert f"Imported {len(chats)} conversations" in " ".join(told.split())
    assert words(outcome.files) <= everything(tmp_path / "home" / "basic-memory")


@pytest.mark.parametrize("case", SETS)
def test_portable_memory_makes_a_bundle_that_it_finds_valid(case, program, tmp_path):
    outcome = written(CASES[case](), tmp_path)
    program("MIGRATOR_MEM", "ingest", "--from", "openai", "conversations.json", "--out", "made")
    assert program("MIGRATOR_MEM", "validate", "made").startswith("OK")
    assert words(outcome.files) <= everything(tmp_path / "made")


@pytest.mark.parametrize("case", SETS)
def test_navig_chats_imports_the_zip_once(case, program, tmp_path):
    written(CASES[case](), tmp_path, form="zip")
    count = sum(c.messages != () for c in shown(CASES[case]()))
    assert f"{count} new" in program("MIGRATOR_NAVIG_CHATS", "import", NAME)
    assert f"{count} unchanged" in program("MIGRATOR_NAVIG_CHATS", "import", NAME)
    for mark in sorted(words(run(CLEAN, CASES[case]()).files))[:3]:
        assert "1 chat(s)" in program("MIGRATOR_NAVIG_CHATS", "search", mark)


def shown(archive):
    """The conversations that the bundle holds."""
    outcome = run(CLEAN, archive, Choices())
    kept = {r.source for r in outcome.receipts if r.item == "conversation" and r.outcome != "left-out"}
    return [c for c in archive.items(Conversation) if c.id in kept]


@pytest.mark.parametrize("case", SETS)
def test_llm_memex_imports_the_unpacked_zip(case, program, tmp_path):
    outcome = written(CASES[case](), tmp_path, form="zip")
    with zipfile.ZipFile(io.BytesIO(outcome.files[NAME])) as opened:
        opened.extractall(tmp_path / "unpacked")
    program("MIGRATOR_LLM_MEMEX", "import", "--recursive", "unpacked", "--db", "library")
    assert words(outcome.files) <= everything(tmp_path / "library")
