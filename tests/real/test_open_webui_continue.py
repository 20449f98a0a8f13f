"""Chats that were imported into the real Open WebUI are gone on with in its own page, and the model is sent what came before.

Needs the whole server (in its slim mode, without torch), Chromium and playwright-core:

    .open-webui/bin/pip install -r tests/real/open-webui-server.txt      beside what test_open_webui.py names
    npm install --prefix .page playwright-core
    MIGRATOR_OPEN_WEBUI_PYTHON=.open-webui/bin/python MIGRATOR_CHROMIUM=/usr/bin/chromium \\
    MIGRATOR_PLAYWRIGHT=$PWD/.page/node_modules/playwright-core pytest tests/real/test_open_webui_continue.py

The model is a stand-in on loopback that keeps each request.
"""

import json
import os
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from migrator import registry
from migrator.model import Asset, Image, Reasoning, Text, ToolCall, ToolResult
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import PNG, chat, moment, says
from tests.real.standin import StandIn, said

PYTHON = os.environ.get("MIGRATOR_OPEN_WEBUI_PYTHON")
CHROMIUM = os.environ.get("MIGRATOR_CHROMIUM")
PLAYWRIGHT = os.environ.get("MIGRATOR_PLAYWRIGHT")
PICTURE = os.environ.get("MIGRATOR_PICTURE", "-")
PAGE = Path(__file__).with_name("open_webui_page.cjs")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(
        not (PYTHON and CHROMIUM and PLAYWRIGHT),
        reason="no page of Open WebUI: MIGRATOR_OPEN_WEBUI_PYTHON, MIGRATOR_CHROMIUM or MIGRATOR_PLAYWRIGHT not set",
    ),
]


class Home:
    """A running Open WebUI of one person, whose model is a stand-in."""

    def __init__(self, top, model):
        self.model = model
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        data = top / "data"
        data.mkdir()
        env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")} | {
            "FROM_INIT_PY": "true",
            "USE_SLIM_DOCKER": "true",
            "VECTOR_DB": "none",
            "DATA_DIR": str(data),
            "DATABASE_URL": f"sqlite:///{data}/webui.db",
            "WEBUI_SECRET_KEY": "x",
            "WEBUI_AUTH": "False",
            "OFFLINE_MODE": "1",
            "HF_HUB_OFFLINE": "1",
            "ENABLE_OLLAMA_API": "False",
            "ENABLE_TITLE_GENERATION": "False",
            "ENABLE_TAGS_GENERATION": "False",
            "ENABLE_FOLLOW_UP_GENERATION": "False",
            "OPENAI_API_BASE_URL": model.url,
            "OPENAI_API_KEY": "none",
        }
        serve = ("-m", "uvicorn", "open_webui.main:app", "--host", "127.0.0.1", "--port", str(port))
        with (top / "log").open("ab") as log:
            self.process = subprocess.Popen([PYTHON, *serve], env=env, stdout=log, stderr=log, cwd=top)
        self.client = httpx.Client(base_url=self.url, timeout=60)
        for _ in range(240):
            try:
                self.client.get("api/config").raise_for_status()
                break
            except httpx.HTTPError:
                assert self.process.poll() is None, (top / "log").read_text()[-2000:]
                time.sleep(0.5)
        token = self.client.post("api/v1/auths/signin", json={"email": "", "password": ""}).json()["token"]
        self.client.headers["Authorization"] = f"Bearer {token}"

    def close(self):
        self.client.close()
        self.process.kill()
        self.process.wait()

    def bring(self, archive):
        """Import the chats of an archive; their ids on the server by title."""
        files = run(registry.target("open-webui"), archive).files
        answer = self.client.post("api/v1/chats/import", json={"chats": json.loads(files["chats.json"])})
        answer.raise_for_status()
        return {each["title"]: each["id"] for each in answer.json()}

    def go_on(self, *chats):
        """Each chat opened in the page and gone on with: what was shown, and the request that was sent."""
        self.model.bodies.clear()
        done = subprocess.run(
            ["node", PAGE, PLAYWRIGHT, CHROMIUM, self.url, PICTURE, *chats],
            capture_output=True,
            check=False,
            timeout=120 + 60 * len(chats),
        )
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        shown = [json.loads(text)["shown"] for text in done.stdout.splitlines()]
        bodies = [b for b in self.model.bodies if b["messages"][-1]["content"] == "go-on"]
        return list(zip(shown, bodies, strict=True))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with StandIn() as model:
        running = Home(tmp_path_factory.mktemp("open-webui"), model)
        yield running
        running.close()


def turns(*keys):
    """The turns of a request whose messages are those of `keys`, in turn."""
    found = [("assistant" if n % 2 else "user", f"sentinel-{key}-end") for n, key in enumerate(keys)]
    return [*found, ("user", "go-on")]


def test_the_next_request_holds_every_turn_of_the_branch_in_sight(home):
    first = home.bring(CASES["branches"]())
    again = home.bring(CASES["branches"]())
    (_, shown), (_, other), (_, headless) = home.go_on(
        first["Branches"], f"{again['Branches']}:1", first["Untitled"]
    )
    assert said(shown) == turns("q1", "a1b", "q2b", "a2b")
    assert said(other) == turns("q9", "a9")
    assert said(headless) == turns("h1", "h2")


def test_the_next_request_holds_pictures_and_what_tools_answered(home):
    messages = [
        says("user", "q", created=moment(0), parts=(Text(text="look"), Image(asset="p", name="p.png"))),
        says("assistant", "a", "q", created=moment(1), parts=(Reasoning(text="let me think", seconds=2.0),)),
        says("assistant", "b", "a", created=moment(2), parts=(ToolCall(tool="web.run", input='{"q": "x"}'),)),
        says("tool", "c", "b", author="web.run", parts=(ToolResult(tool="web.run", output="found it"),)),
        says("assistant", "d", "c", created=moment(3), parts=(Text(text="Here."),)),
    ]
    picture = Asset(id="p", path="p.png", media_type="image/png", size=len(PNG))
    archive = MemoryArchive([chat("c", *messages, title="Tools"), picture], {"p": PNG})
    ((_, body),) = home.go_on(home.bring(archive)["Tools"])
    sent = json.dumps(body["messages"])
    assert "data:image/png;base64," in sent
    assert "found it" in sent
    assert said(body)[-2][1].strip().endswith("Here.")
