"""The screens without a terminal: what is on them as plain text, and helpers to wait for what they do."""

import asyncio

import pytest
from textual.widgets import Input

from migrator.app import preferences
from migrator.app.context import Context
from migrator.app.keeping.adding import add
from migrator.sample.demo import pair
from migrator.tui.app import MigrateApp
from migrator.tui.jobs import JobScreen
from migrator.tui.screens.secrets import Unlock
from migrator.vault import slots
from migrator.vault.create import create
from migrator.vault.secret import new_recovery_code

SECRET = "correct horse battery"


def frame(app):
    """What is on the screen, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(line.text.rstrip() for line in strips)


async def until(pilot, condition, seconds=20):
    """Wait until `condition()` holds; fail with the screen otherwise."""
    for _turn in range(int(seconds / 0.02)):
        await pilot.pause(0.02)
        if condition():
            await pilot.pause()
            return
    pytest.fail(f"waited in vain for {condition}:\n" + frame(pilot.app))


async def settled(pilot):
    """Wait until no job runs."""
    await until(pilot, lambda: not isinstance(pilot.app.screen, JobScreen))


@pytest.fixture(autouse=True)
def cheap_scrypt(monkeypatch):
    """Vaults that open quickly: the same formats, with scrypt at its cheapest."""
    monkeypatch.setattr(slots, "TYPED_WORK_FACTOR", 2)


@pytest.fixture
def app(tmp_path):
    """The program, as it is once the question about Arabic has been answered."""
    preferences.save(preferences.Preferences(bidi="off"))
    return MigrateApp(tmp_path / "vault")


@pytest.fixture
def run():
    """Run a coroutine to its end."""
    return asyncio.run


async def with_demo(pilot):
    """The made-up chats on the desk."""
    await pilot.press("escape", "d")
    await until(pilot, lambda: pilot.app.desk.conversations > 0)
    await settled(pilot)


@pytest.fixture
def kept(app, tmp_path):
    """The program with a vault in its place that holds an export."""
    export = tmp_path / "export.zip"
    pair()[0].write_zip(export)
    with create(app.desk.folder, SECRET, new_recovery_code()) as vault:
        add(vault, [str(export)], Context())
    return app


async def opened(pilot):
    await until(pilot, lambda: isinstance(pilot.app.screen, Unlock))  # the first screen asks by itself
    pilot.app.screen.query_one(Input).value = SECRET
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.desk.conversations > 0)
    await settled(pilot)


async def chosen(pilot, words):
    """Choose what stands in a list of things to do."""
    entries = [text for _name, text in pilot.app.screen._entries]
    at = next(n for n, text in enumerate(entries) if words in text)
    await pilot.press("home", *["down"] * at, "enter")
