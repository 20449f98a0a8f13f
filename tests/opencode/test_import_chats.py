"""The script that brings sessions in, against a stand-in for the `opencode` command."""

import json
import subprocess
import sys

import pytest

from migrator.testing import MemoryArchive, run
from migrator.testing.cases import line
from migrator_opencode import TARGET, import_chats
from migrator_opencode.import_chats import Fault, checked

STANDIN = """#!{python}
import json, pathlib, sys
store = pathlib.Path({store!r})
held = json.loads(store.read_text()) if store.exists() else {{}}
words = sys.argv[1:]
if words == ["--version"]:
    print("1.18.33")
elif words[:2] == ["session", "list"]:
    print(json.dumps([{{"id": k, "updated": v}} for k, v in held.items()]))
elif words[:2] == ["session", "delete"]:
    held.pop(words[2], None)
elif words[0] == "import":
    told = json.load(open(words[1]))
    held[told["info"]["id"]] = told["info"]["time"]["updated"]
    if told["info"]["title"] == "Refused":
        store.write_text(json.dumps(held))
        sys.exit(1)
    print("Imported session: " + told["info"]["id"])
store.write_text(json.dumps(held))
"""


@pytest.fixture
def world(tmp_path):
    """The script in its bundle of two chats, a stand-in, and a folder to import from."""
    store = tmp_path / "store.json"
    program = tmp_path / "opencode"
    program.write_text(STANDIN.format(python=sys.executable, store=str(store)))
    program.chmod(0o700)
    outcome = run(
        TARGET, MemoryArchive([line("a", "Hi", "Ho", title="A"), line("b", "Hi", "Ho", title="B", start=9)])
    )
    for path, data in outcome.files.items():
        (tmp_path / "bundle" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "bundle" / path).write_bytes(data)

    class World:
        top = tmp_path
        files = sorted((tmp_path / "bundle" / "sessions").glob("*.json"))

        @property
        def held(self):
            return json.loads(store.read_text()) if store.exists() else {}

        @held.setter
        def held(self, value):
            store.write_text(json.dumps(value))

        def script(self, *words):
            return subprocess.run(
                [
                    sys.executable,
                    tmp_path / "bundle" / "import_chats.py",
                    "--opencode",
                    program,
                    "--folder",
                    tmp_path / "folder",
                    *words,
                ],
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )

    return World()


def test_each_chat_is_imported_once(world):
    assert "2 imported, 0 were there" in world.script().stdout
    assert set(world.held) == {file.stem for file in world.files}
    assert "0 imported, 2 were there" in world.script().stdout


def test_half_a_chat_is_taken_out_again(world):
    document = json.loads(world.files[0].read_text())
    document["info"]["title"] = "Refused"
    world.files[0].write_text(json.dumps(document))
    done = world.script()
    assert (done.returncode, "1 imported" in done.stdout, "1 failed" in done.stdout) == (1, True, True)
    assert set(world.held) == {world.files[1].stem}


def test_a_run_that_was_killed_before_it_noted_a_chat_imports_it_again(world):
    world.script()
    record = world.top / "folder" / import_chats.RECORD
    lines = record.read_text().split("\n")
    record.write_text("\n".join([*lines[:2], lines[-2][:20]]))
    assert "1 imported, 1 were there" in world.script().stdout
    assert "0 imported, 2 were there" in world.script().stdout


def test_what_was_removed_there_stays_away_unless_asked_for(world):
    world.script()
    kept = world.files[1].stem
    world.held = {kept: world.held[kept]}
    assert "0 imported, 1 were there already, 1 that you removed" in world.script().stdout
    assert set(world.held) == {kept}
    assert "1 imported" in world.script("--again").stdout


def test_undo_leaves_what_was_gone_on_with(world):
    world.script()
    changed, other = (file.stem for file in world.files)
    world.held = {changed: 1, other: world.held[other]}
    assert "1 removed, 1 left" in world.script("--undo").stdout
    assert set(world.held) == {changed}


def test_without_the_program_nothing_is_done(world):
    done = world.script("--opencode", "no-such-command")
    assert done.returncode == 1
    assert "Nothing was done: there is no command no-such-command" in done.stderr


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d.pop("messages"), "messages is missing"),
        (lambda d: d["info"].pop("slug"), "slug is missing"),
        (lambda d: d["info"]["time"].update(created=1.5), "whole number"),
        (lambda d: d["info"]["time"].update(updated=10**15), "future"),
        (lambda d: d["messages"][1]["info"].pop("parentID"), "message 2: parentID is missing"),
        (lambda d: d["messages"][1]["info"].pop("cost"), "cost is missing"),
        (lambda d: d["messages"][1]["info"]["time"].update(created=1), "does not come after"),
        (lambda d: d["messages"][0]["info"].update(sessionID="ses_x"), "another session"),
        (lambda d: d["messages"][0]["parts"][0].update(messageID="msg_x"), "another message"),
        (lambda d: d["messages"][0]["parts"][0].pop("text"), "text is missing"),
        (lambda d: d["messages"][0]["info"].update(role="tool"), "neither user nor assistant"),
    ],
)
def test_a_file_that_would_be_taken_in_by_half_is_refused(world, change, says):
    document = json.loads(world.files[0].read_text())
    checked(json.dumps(document).encode())
    change(document)
    with pytest.raises(Fault, match=says):
        checked(json.dumps(document).encode())


def test_what_is_no_json_is_refused():
    with pytest.raises(Fault, match="not whole"):
        checked(b"{")
