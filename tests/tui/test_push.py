"""Sending to a server from the screens: counted first, asked about by name, the token seen by nobody else."""

import shlex
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from textual.widgets import Input

from migrator import registry
from migrator.adapter import Option, Pusher, Receipt, Said
from migrator.app.network import default_file
from migrator.cli import main
from migrator.losses import Loss
from migrator.model import Asset, Conversation
from migrator.tui.screens.ask import Ask, Tell
from migrator.tui.screens.move import MoveScreen
from migrator.tui.screens.push import PushScreen
from migrator.tui.screens.servers import NetLog, Servers

from .conftest import frame, settled, until, with_demo
from .test_hostile import DANGEROUS

TOKEN = "sk-not-to-be-seen-0123456789"


def push(archive, _choices, client, _arrivals, _report):
    """A server that takes every chat, one request each."""
    for chat in archive.items(Conversation):
        if client is not None:
            assert client.post("/chats", b"{}", "chats", count=1).status == 200
        lost = Loss("no-messages", (chat.id,)) if not chat.messages else None
        yield Receipt(
            item="conversation",
            source=chat.id,
            messages=len(chat.messages),
            losses=(lost,) if lost else (),
        )
    for asset in archive.items(Asset):
        losses = (Loss("asset-left-out", (asset.id,)),)
        yield Receipt(item="asset", source=asset.id, outcome="left-out", losses=losses)
    if client is not None:
        yield Said("[/x] it said \x1b[2J\u202e")


PUSHER = Pusher(
    name="made-up",
    title="A made-up server",
    about="Takes everything.",
    push=push,
    options=(Option(key="batch", default=5, help="How many at once."),),
)


@pytest.fixture
def server(monkeypatch):
    """A server on this computer; the tokens that it was shown."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            seen.append(self.headers["authorization"])
            self.send_response(200)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_words):
            pass

    made = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setattr(registry, "pusher_names", lambda: ["made-up"])
    monkeypatch.setattr(registry, "pusher", lambda _name: PUSHER)
    yield f"http://127.0.0.1:{made.server_port}", seen
    made.shutdown()
    made.server_close()
    thread.join()


async def pushing(pilot, url):
    await with_demo(pilot)
    await until(pilot, lambda: type(pilot.app.screen).__name__ == "LookScreen")
    await pilot.press("3")
    await until(pilot, lambda: isinstance(pilot.app.screen, MoveScreen))
    await pilot.press("p")
    await until(pilot, lambda: isinstance(pilot.app.screen, Servers))
    assert "Takes everything." in frame(pilot.app)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, PushScreen))
    pilot.app.screen.query_one("#url", Input).value = url
    pilot.app.screen.query_one("#token", Input).value = TOKEN


@pytest.mark.parametrize("size", [(80, 24), pytest.param((40, 15), marks=pytest.mark.long)], ids=str)
def test_what_goes_is_counted_and_asked_about_by_name_before_it_goes(app, run, server, size):
    url, seen = server

    async def journey():
        async with app.run_test(size=size) as pilot:
            await pushing(pilot, url)
            screen = app.screen
            assert TOKEN not in frame(app)
            words = shlex.split(screen.command())
            assert words[:6] == ["migrate", "push", "--to", "made-up", "--url", url]
            assert words[6:] == ["--token-file", "FILE"]
            await pilot.press("t")
            await until(pilot, lambda: isinstance(app.screen, Tell))
            assert "44 would be sent" in frame(app)
            assert seen == []
            assert not default_file().exists()
            await pilot.press("escape", "w")
            await until(pilot, lambda: isinstance(app.screen, Ask))
            assert "Send to 127.0.0" in frame(app)
            await pilot.press("enter")  # the harmless answer has the focus
            await until(pilot, lambda: app.screen is screen)
            assert seen == []
            await pilot.press("w")
            await until(pilot, lambda: isinstance(app.screen, Ask))
            await pilot.press("tab", "enter")
            await until(pilot, lambda: isinstance(app.screen, Tell))
            await settled(pilot)
            assert "[/x] it said" in frame(app)
            assert not DANGEROUS & set(frame(app))
            app.screen.query_one("#text").scroll_end(animate=False)
            if size[0] >= 80:
                assert "chats: 44 sent" in frame(app)
            assert set(seen) == {f"Bearer {TOKEN}"}
            assert len(seen) == 44
            await pilot.press("escape", "n")
            await until(pilot, lambda: isinstance(app.screen, NetLog))
            assert "44 requests in all." in frame(app)
            assert app.screen.command() == "migrate net log"
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Tell))
            assert "what for: push made-up: chats" in frame(app)

    run(journey())
    assert TOKEN not in default_file().read_text("utf-8")


def test_another_host_needs_encryption_and_nothing_is_sent_without(app, run, server):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await pushing(pilot, "http://server.example:8080")
            await pilot.press("w")
            await until(pilot, lambda: isinstance(app.screen, Ask))
            assert "server.example is NOT this computer" in frame(app)
            await pilot.click("#yes")
            await until(
                pilot,
                lambda: (
                    isinstance(app.screen, Tell)
                    or (isinstance(app.screen, Ask) and "personal data" in frame(app))
                ),
            )
            if isinstance(app.screen, Ask):  # what goes along as it is; the made-up chats hold a little
                await pilot.click("#no")
                await until(pilot, lambda: isinstance(app.screen, Tell))
            assert "Without encryption" in frame(app)
            await pilot.press("escape")
            app.screen.query_one("#url", Input).value = f"http://{TOKEN}@x"
            await pilot.press("w")
            await until(pilot, lambda: isinstance(app.screen, Tell))
            assert "does not hold an address" in frame(app)
            assert TOKEN not in frame(app)

    run(journey())
    assert server[1] == []
    assert not default_file().exists()


def test_the_command_that_is_shown_is_understood(app, run, tmp_path, capsys):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            app.push_screen(PushScreen(registry.pusher(registry.pusher_names()[0])))
            await until(pilot, lambda: isinstance(app.screen, PushScreen))
            app.screen.query_one("#token", Input).value = TOKEN
            return app.screen.command()

    file = tmp_path / "token"
    file.write_text("x")
    words = [str(file) if word == "FILE" else word for word in shlex.split(run(journey()))]
    assert main([*words[1:], "--no-input"]) == 10  # understood; there is no vault to read
    assert "vault" in capsys.readouterr().err
