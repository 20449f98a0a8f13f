"""The screens without a terminal: what is on them as plain text, and helpers to wait for what they do."""

import asyncio

import pytest

from migrator.tui.app import MigrateApp
from migrator.tui.jobs import JobScreen
from migrator.vault import slots


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
