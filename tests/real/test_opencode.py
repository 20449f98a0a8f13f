"""The real OpenCode imports, lists and goes on with every chat that we write.

Needs the command, named by MIGRATOR_OPENCODE:

    npm install --prefix .opencode opencode-ai@1.18.33
    MIGRATOR_OPENCODE=.opencode/node_modules/.bin/opencode pytest tests/real/test_opencode.py

The model is a stand-in on loopback that keeps each request. The program asks a host of its maker and the npm registry when it
starts; here both go to a proxy that nobody listens at.
"""

import json
import os
import re
import subprocess
import sys

import msgspec
import pytest

from migrator.adapter import Choices
from migrator.app.context import Context
from migrator.app.gathering import archive_of, exports_of
from migrator.model import Asset, Citation, Conversation, Image, Text
from migrator.sample import make
from migrator.shape import tree
from migrator.shape.tally import Tally
from migrator.shape.visible import writable
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import PNG, chat, line, moment, says
from migrator_opencode import TARGET
from tests.real.standin import ANSWER, StandIn, said

PROGRAM = os.environ.get("MIGRATOR_OPENCODE")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not PROGRAM, reason="no OpenCode: MIGRATOR_OPENCODE is not set"),
]

SENTINEL = re.compile("sentinel-[0-9a-z-]+-end")


class Place:
    """A home of its own for OpenCode, a bundle beside it, and our script that brings one into the other."""

    def __init__(self, top, model):
        self.top = top
        self.home = top / "home"
        self.folder = top / "archive"
        config = self.home / ".config" / "opencode"
        config.mkdir(parents=True)
        shown = {"input": ["text", "image", "pdf"], "output": ["text"]}
        known = {"attachment": True, "reasoning": True, "tool_call": True, "modalities": shown}
        provider = {
            "npm": "@ai-sdk/openai-compatible",
            "options": {"baseURL": model, "apiKey": "none"},
            "models": {"standin": known | {"limit": {"context": 1_000_000, "output": 1000}}},
        }
        names = {"model": "stand/standin", "small_model": "stand/standin"}
        document = {"provider": {"stand": provider}, "autoupdate": False, "share": "disabled"} | names
        (config / "opencode.json").write_text(json.dumps(document))
        self.env = {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "TZ": "UTC",
            "OPENCODE_DISABLE_MODELS_FETCH": "1",
            "HTTP_PROXY": "http://127.0.0.1:9",
            "HTTPS_PROXY": "http://127.0.0.1:9",
            "NO_PROXY": "127.0.0.1",
        }

    def write(self, archive, name="bundle", **options):
        """The bundle of an archive, and what the target said of it."""
        outcome = run(TARGET, archive, Choices(options=options))
        for path, data in outcome.files.items():
            (self.top / name / path).parent.mkdir(parents=True, exist_ok=True)
            (self.top / name / path).write_bytes(data)
        return outcome

    def script(self, *words, name="bundle", code=0, timeout=3600):
        """What our script prints."""
        done = subprocess.run(
            [
                sys.executable,
                self.top / name / "import_chats.py",
                "--opencode",
                PROGRAM,
                "--folder",
                self.folder,
                *words,
            ],
            env=self.env,
            capture_output=True,
            check=False,
            timeout=timeout,
        )
        assert done.returncode == code, (done.stdout + done.stderr).decode()[-3000:]
        return done.stdout.decode()

    def command(self, *words, code=0):
        """What OpenCode prints, read from a file since it cuts what goes into a pipe."""
        with (self.top / "out").open("wb") as out:
            done = subprocess.run(
                [PROGRAM, *words],
                env=self.env,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
                timeout=120,
            )
        told = (self.top / "out").read_text("utf-8", "replace")
        assert done.returncode == code, told[-3000:]
        return told

    def listed(self):
        """The sessions that it lists, by id."""
        told = self.command("session", "list", "-n", "100000", "--format", "json")
        return {each["id"]: each for each in json.loads(told[told.index("[") :])} if "[" in told else {}


@pytest.fixture
def model():
    with StandIn() as standin:
        yield standin


@pytest.fixture
def place(tmp_path, model):
    return Place(tmp_path, model.url)


def written(outcome, folder="sessions"):
    """The sessions in a bundle, by id."""
    files = [json.loads(data) for path, data in outcome.files.items() if path.startswith(f"{folder}/")]
    return {each["info"]["id"]: each for each in files}


def test_opencode_imports_and_lists_every_chat_once(place, request):
    count = 120 if request.config.getoption("--long") else 8
    place_of = place.top / "export"
    make("opencode", "D", count).write_folder(place_of)

    with exports_of([str(place_of)], None, Context()) as exports:
        archive = archive_of(exports, Context(), None, only=(), head_only=False)
        outcome = place.write(archive)
    sessions = written(outcome)
    assert f"{len(sessions)} imported, 0 were there" in place.script()
    listed = place.listed()
    assert set(listed) == set(sessions)
    for key, session in sessions.items():
        assert (listed[key]["title"], listed[key]["created"], listed[key]["updated"]) == (
            session["info"]["title"],
            session["info"]["time"]["created"],
            session["info"]["time"]["updated"],
        )
    # A second run imports nothing, and so lifts no chat to the top of the list.
    assert f"0 imported, {len(sessions)} were there" in place.script()
    assert place.listed() == listed
    # One that the person removed there stays away unless it is asked for.
    gone = next(iter(sessions))
    place.command("session", "delete", gone)
    assert "0 imported" in place.script()
    assert gone not in place.listed()
    assert "1 imported" in place.script("--again")
    assert set(place.listed()) == set(sessions)
    assert f"{len(sessions)} removed, 0 left" in place.script("--undo")
    assert place.listed() == {}


# What is left out beside a message whose own words are written.
BESIDE = {
    "details-left-out",
    "excerpt-left-out",
    "flags-left-out",
    "model-left-out",
    "time-left-out",
    "words-left-out",
}


@pytest.mark.parametrize("case", ["branches", "plain", "parts", "hidden", "times"])
def test_the_next_request_holds_every_turn_of_each_branch(case, place, model):
    archive = CASES[case]()
    outcome = place.write(archive)
    place.script("--branches")
    both = written(outcome) | written(outcome, "branches")
    lost = {
        w
        for r in outcome.receipts
        for loss in r.losses
        if loss.kind.endswith("-left-out") and loss.kind not in BESIDE
        for w in loss.where
    }
    for conversation in archive.items(Conversation):
        whole = tree.splice(conversation, lambda m: writable(m, Tally()))
        sessions = [
            s for s in both.values() if s["info"]["metadata"]["migrator"]["conversation"] == conversation.id
        ]
        assert len(sessions) == (len(tree.lines(whole)) if whole.messages else 0)
        lines = {frozenset(words_of(tree.path(whole, leaf.id), lost)) for leaf in tree.leaves(whole)}
        asked = set()
        for session in sessions:
            model.bodies.clear()
            told = place.command("run", "-s", session["info"]["id"], "-m", "stand/standin", "go-on")
            assert ANSWER in told
            body = json.dumps(model.bodies[-1]["messages"], ensure_ascii=False)
            assert model.bodies[-1]["messages"][-1]["content"] in (
                "go-on",
                [{"type": "text", "text": "go-on"}],
            )
            asked.add(frozenset(SENTINEL.findall(body)))
        assert asked == lines


def words_of(path, lost):
    """The marks in the messages of a path, without those that the target named as left out."""
    found = []
    for message in path:
        if message.id not in lost:
            # A source's own words are no turn's: the target names them as left out.
            parts = [
                msgspec.structs.replace(part, text=None) if isinstance(part, Citation) else part
                for part in message.parts
                if f"{message.id}#{part.at}" not in lost
            ]
            found += SENTINEL.findall(repr(parts))
    return found


def test_turns_arrive_in_order_with_pictures_and_tools(place, model):
    messages = [
        says("user", "one", created=moment(5)),
        says("assistant", "two", "one", created=moment(1)),  # older than its question
        says("user", "three", "two", parts=(Text(text="see"), Image(asset="file-1", name="dot.png"))),
        says("assistant", "four", "three"),
    ]
    picture = Asset(id="file-1", path="dot.png", media_type="image/png", size=len(PNG))
    archive = MemoryArchive([chat("c", *messages, title="Ünïcode: a/b"), picture], {"file-1": PNG})
    (session,) = written(place.write(archive))
    place.script()
    assert place.listed()[session]["title"] == "Ünïcode: a/b"
    place.command("run", "-s", session, "-m", "stand/standin", "go-on")
    (body,) = model.bodies
    roles = [(role, text) for role, text in said(body) if role != "system"]
    assert roles == [
        ("user", "sentinel-one-end"),
        ("assistant", "sentinel-two-end"),
        ("user", "see\n"),
        ("assistant", "sentinel-four-end"),
        ("user", "go-on"),
    ]
    assert "data:image/png;base64," in json.dumps(body)


def test_a_chat_that_grew_is_topped_up_and_one_gone_on_with_is_not_undone(place):
    short = line("c", "Hi", "Ho", title="Talk")
    longer = line("c", "Hi", "Ho", "More", "Yes", title="Talk")
    place.write(MemoryArchive([short, line("d", "a", "b", title="Other", start=50)]))
    place.script()
    (session,) = written(place.write(MemoryArchive([longer]), name="second"))
    assert "1 imported" in place.script(name="second")
    exported = place.command("export", session)
    exported = json.loads(exported[exported.index("{") :])
    assert len(exported["messages"]) == 4
    place.command("run", "-s", session, "-m", "stand/standin", "go-on")
    assert "1 removed, 1 left because they changed since" in place.script("--undo")
    assert set(place.listed()) == {session}


def test_a_damaged_file_is_named_and_leaves_nothing_behind(place):
    place.write(MemoryArchive([line("c", "Hi", "Ho", title="Talk"), line("d", "Hi", "Ho", start=9)]))
    broken, whole = sorted((place.top / "bundle" / "sessions").glob("*.json"))
    document = json.loads(broken.read_bytes())
    del document["messages"][1]["info"]["agent"]
    broken.write_text(json.dumps(document))
    told = place.script(code=1)
    assert "1 imported, 0 were there already, 0 that you removed were left out, 1 failed" in told
    assert set(place.listed()) == {whole.stem}


def test_a_folder_in_a_git_repository_is_refused(place):
    place.write(MemoryArchive([line("c", "Hi", "Ho")]))
    (place.folder / ".git").mkdir(parents=True)
    place.script(code=1)
