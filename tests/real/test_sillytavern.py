"""The real SillyTavern imports every chat that we write, shows it, and goes on with it.

Needs the server, Chromium and playwright-core:

    npm install --prefix .sillytavern sillytavern@1.19.0 playwright-core
    MIGRATOR_SILLYTAVERN=.sillytavern/node_modules/.bin/sillytavern MIGRATOR_CHROMIUM=/usr/bin/chromium \\
    MIGRATOR_PLAYWRIGHT=$PWD/.sillytavern/node_modules/playwright-core pytest tests/real/test_sillytavern.py

The model is a stand-in on loopback that keeps each request. The first start compiles the page, which takes a minute.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from migrator.adapter import Choices
from migrator.model import Asset, Conversation, Image, Reasoning, Text
from migrator.shape import tree
from migrator.shape.tally import Tally
from migrator.shape.visible import writable
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import PNG, chat, moment, says
from migrator_sillytavern import TARGET
from tests.real.standin import StandIn

SERVER = os.environ.get("MIGRATOR_SILLYTAVERN")
CHROMIUM = os.environ.get("MIGRATOR_CHROMIUM")
PLAYWRIGHT = os.environ.get("MIGRATOR_PLAYWRIGHT")
PICTURE = os.environ.get("MIGRATOR_PICTURE", "-")
PAGE = Path(__file__).with_name("sillytavern_page.cjs")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not SERVER, reason="no SillyTavern: MIGRATOR_SILLYTAVERN is not set"),
]

SENTINEL = re.compile("sentinel-[0-9a-z-]+-end")


class Tavern:
    """A running server with a folder of its own, whose model is a stand-in."""

    def __init__(self, top, model):
        self.top = top
        self.model = model
        self.data = top / "data" / "SillyTavern" / "data" / "default-user"
        self._process = None
        self._start()  # makes its files
        self._stop()
        place = self.data / "settings.json"
        settings = json.loads(place.read_text())
        settings |= {"firstRun": False, "main_api": "openai"}
        settings["oai_settings"] |= {
            "chat_completion_source": "custom",
            "custom_url": model.url,
            "custom_model": "standin",
            "stream_openai": False,
            "max_context_unlocked": True,
            "openai_max_context": 1_000_000,
            "media_inlining": True,
            "image_inlining": True,
        }
        settings["power_user"] |= {"auto_connect": True}
        place.write_text(json.dumps(settings))
        self._start()

    def _start(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        env = os.environ | {"XDG_DATA_HOME": str(self.top / "data"), "HOME": str(self.top)}
        with (self.top / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [SERVER, "--port", str(self.port), "--browserLaunchEnabled", "false"],
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.client = httpx.Client(base_url=self.url, timeout=30)
        for _ in range(600):
            try:
                token = self.client.get("csrf-token").json()["token"]
                break
            except (httpx.HTTPError, ValueError):
                assert self._process.poll() is None
                time.sleep(0.5)
        self.client.headers["X-CSRF-Token"] = token

    def _stop(self):
        self.client.close()
        self._process.terminate()
        self._process.wait(30)

    close = _stop

    def character(self, files, name="ChatGPT"):
        """Import the character of a bundle."""
        given = {"avatar": (f"{name}.json", files[f"{name}.json"], "application/json")}
        answer = self.client.post("api/characters/import", data={"file_type": "json"}, files=given).json()
        assert answer == {"file_name": name}

    def bring(self, data):
        """One file by the program's own import; the name that it gets."""
        about = {
            "file_type": "jsonl",
            "avatar_url": "ChatGPT.png",
            "character_name": "ChatGPT",
            "user_name": "You",
        }
        given = {"avatar": ("chat.jsonl", data, "application/octet-stream")}
        answer = self.client.post("api/chats/import", data=about, files=given).json()
        assert answer["res"] is True
        return answer["fileNames"][0]

    def listed(self):
        """The chats of the character by name."""
        answer = self.client.post("api/characters/chats", json={"avatar_url": "ChatGPT.png"}).json()
        return {each["file_name"]: each for each in answer}

    def read(self, name):
        """The lines of a chat as the server gives them."""
        asked = {"avatar_url": "ChatGPT.png", "file_name": name.removesuffix(".jsonl")}
        return self.client.post("api/chats/get", json=asked).json()

    def empty(self):
        """Remove every chat."""
        shutil.rmtree(self.data / "chats" / "ChatGPT", ignore_errors=True)

    def copy(self, files):
        """The chats of a bundle into the folder, as the steps say."""
        folder = self.data / "chats" / "ChatGPT"
        folder.mkdir(exist_ok=True)
        for path, data in files.items():
            if path.startswith("chats/"):
                (folder / path.rpartition("/")[2]).write_bytes(data)

    def go_on(self, *names):
        """Each chat opened in the page and gone on with: what was shown, and the request that was sent."""
        self.model.bodies.clear()
        chats = [name.removesuffix(".jsonl") for name in names]
        done = subprocess.run(
            ["node", PAGE, PLAYWRIGHT, CHROMIUM, self.url, PICTURE, "ChatGPT", *chats],
            capture_output=True,
            check=False,
            timeout=120 + 30 * len(chats),
        )
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        shown = [json.loads(text) for text in done.stdout.splitlines()]
        bodies = [
            body for body in self.model.bodies if any("go-on" in str(m["content"]) for m in body["messages"])
        ]
        return list(zip(shown, bodies, strict=True))


@pytest.fixture(scope="module")
def tavern(tmp_path_factory):
    with StandIn() as model:
        running = Tavern(tmp_path_factory.mktemp("tavern"), model)
        running.character(run(TARGET, MemoryArchive([])).files)
        yield running
        running.close()


def chats(files):
    return {path.rpartition("/")[2]: data for path, data in files.items() if path.startswith("chats/")}


@pytest.mark.parametrize("case", CASES)
def test_its_own_import_takes_every_file_and_lists_it(case, tavern):
    tavern.empty()
    (tavern.data / "chats" / "ChatGPT").mkdir()
    files = chats(run(TARGET, CASES[case]()).files)
    for data in files.values():
        name = tavern.bring(data)
        lines = [json.loads(text) for text in data.split(b"\n")]
        assert tavern.read(name) == lines
    listed = tavern.listed()
    assert len(listed) == len(files)
    tavern.empty()
    tavern.copy({f"chats/ChatGPT/{name}": data for name, data in files.items()})
    assert set(tavern.listed()) == set(files)
    for name, data in files.items():
        assert len(tavern.read(name)) == len(data.split(b"\n"))


@pytest.mark.skipif(
    not (CHROMIUM and PLAYWRIGHT), reason="no page: MIGRATOR_CHROMIUM, MIGRATOR_PLAYWRIGHT not set"
)
@pytest.mark.parametrize("case", ["plain", "branches", "hidden"])
def test_the_next_request_holds_every_turn_of_each_chat(case, tavern):
    archive = CASES[case]()
    files = run(TARGET, archive).files
    tavern.empty()
    tavern.copy(files)
    asked = [words(body) for _shown, body in tavern.go_on(*chats(files))]
    wanted = []
    for conversation in archive.items(Conversation):
        whole = tree.splice(conversation, lambda m: writable(m, Tally()))
        wanted += [
            SENTINEL.findall(repr([m.parts for m in tree.path(whole, leaf.id)]))
            for leaf in tree.leaves(whole)
        ]
    # Answers that were made again share a chat; the one that was chosen is sent.
    assert all(sent in wanted for sent in asked)
    heads = [
        SENTINEL.findall(repr([m.parts for m in tree.path(c)])) for c in archive.items(Conversation) if c.head
    ]
    if case != "hidden":
        assert all(head in asked for head in heads)
    assert {w for line_ in wanted for w in line_} == set(
        SENTINEL.findall(b"".join(chats(files).values()).decode())
    )


def words(body):
    return SENTINEL.findall(json.dumps(body["messages"]))


@pytest.mark.skipif(
    not (CHROMIUM and PLAYWRIGHT), reason="no page: MIGRATOR_CHROMIUM, MIGRATOR_PLAYWRIGHT not set"
)
def test_versions_pictures_dates_and_macros_are_as_they_were(tavern):
    text = "A template {{user}} {{random::a::b}} <USER> {{char}} and `code {{ x }}` <b>not bold</b> ![p](https://example.org/p.png)"
    messages = [
        says("user", "q", text=text, created=moment(0)),
        says("assistant", "a", "q", created=moment(1), parts=(Reasoning(text="hm"), Text(text="first"))),
        says("user", "q2", "a", created=moment(2), parts=(Text(text="see"), Image(asset="p"))),
        says("assistant", "b1", "q2", created=moment(3), parts=(Text(text="the old answer"),)),
        says("assistant", "b2", "q2", created=moment(4), parts=(Text(text="the new answer"),)),
        says("assistant", "b3", "q2", created=moment(5), parts=(Text(text="the last answer"),)),
    ]
    picture = Asset(id="p", path="p.png", media_type="image/png", size=len(PNG))
    title = "الرحلة " * 60
    archive = MemoryArchive([chat("c", *messages, head="b2", title=title), picture], {"p": PNG})
    files = run(TARGET, archive, Choices()).files
    tavern.empty()
    tavern.copy(files)
    (name,) = chats(files)
    assert set(tavern.listed()) == {name}
    ((shown, body),) = tavern.go_on(name)
    assert shown["strangers"] == []
    first, _answer, third, last = shown["shown"]
    assert (
        first["text"]
        .replace("\u200b", "")
        .startswith("A template {{user}} {{random::a::b}} <USER> {{char}} and code {{ x }} <b>not bold</b> !")
    )
    assert "2024" in first["time"]
    assert third["pictures"] == 1
    assert (last["text"], last["swipes"].replace("\u200b", "")) == ("the new answer", "2/3")
    sent = json.dumps(body["messages"], ensure_ascii=False)
    assert "{{user}} {{random::a::b}} <USER> {{char}}" in sent.replace("\u200b", "")
    assert "data:image/png;base64," in sent
    assert "the new answer" in sent
    assert "the old answer" not in sent
