"""Every main screen as plain text, at two sizes, compared with what was read and found good.

After a change that is meant: `pytest tests/tui/test_frames.py --accept`, then read the difference in `frames/`.
"""

import datetime as dt
import difflib
import shutil
import time
from pathlib import Path

import pytest

from migrator.app import preferences
from migrator.app.context import Context
from migrator.tui import desk, jobs
from migrator.tui.app import MigrateApp
from migrator.tui.screens.target import TargetScreen
from migrator.tui.widgets.grid import Grid
from migrator.tui.widgets.rows import Rows

from .conftest import frame, settled, until, with_demo

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
SIZES = ((80, 24), (120, 40))
FRAMES = Path(__file__).with_name("frames")


@pytest.fixture(autouse=True)
def same_everywhere(monkeypatch, tmp_path):
    """One moment, one place, one zone of time, whoever runs it wherever."""

    def frozen(**given):
        return Context(**{"now": lambda: NOW, **given})

    monkeypatch.setattr(desk, "Context", frozen)
    monkeypatch.setattr(jobs, "Context", frozen)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


def test_each_main_screen_looks_as_it_did(run, request):
    shown = {}

    async def journey():
        preferences.save(preferences.Preferences(bidi="off"))
        app = MigrateApp(Path("vault"))
        async with app.run_test(size=SIZES[0]) as pilot:
            await walk(pilot, shown)

    run(journey())
    if request.config.getoption("--accept"):
        shutil.rmtree(FRAMES, ignore_errors=True)
        for name, text in shown.items():
            path = FRAMES / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    kept = {path.relative_to(FRAMES).as_posix(): path.read_text("utf-8") for path in FRAMES.rglob("*.txt")}
    assert sorted(kept) == sorted(shown)
    changed = [name for name in shown if shown[name] != kept[name]]
    if changed:
        lines = [
            line
            for name in changed
            for line in difflib.unified_diff(
                kept[name].splitlines(), shown[name].splitlines(), f"kept/{name}", f"now/{name}", lineterm=""
            )
        ]
        pytest.fail("screens that look different: " + ", ".join(changed) + "\n" + "\n".join(lines))


async def walk(pilot, shown):
    """Through the screens, keeping a frame of each."""
    app = pilot.app

    async def keep(name, screen=None, *keys):
        """Press `keys`, wait for `screen`, keep what is there then."""
        await pilot.press(*keys)
        await until(pilot, lambda: screen is None or type(app.screen).__name__ == screen)
        await settled(pilot)
        for size in reversed(SIZES):
            await pilot.resize_terminal(*size)
            await pilot.pause(0.1)
            shown[f"{size[0]}x{size[1]}/{name}.txt"] = frame(app).rstrip("\n") + "\n"

    def put(name, value):
        app.screen.query_one(name).value = value

    def at(words):
        """The cursor of Move on a place."""
        names = [one.name for one in app.screen._targets]
        app.screen.query_one(Rows).cursor = names.index(words)

    await keep("keep", "KeepScreen", "escape")
    await keep("help", "Tell", "f1")
    await keep("settings", "Settings", "escape", "f2")
    await pilot.press("escape")
    await with_demo(pilot)
    await until(pilot, lambda: type(app.screen).__name__ == "LookScreen")
    await until(pilot, lambda: app.screen.query_one(Rows).count > 0)
    await keep("look", "LookScreen")
    await keep("overview", "Overview", "o")
    await pilot.press("escape", "slash", *"anatolia")
    await until(pilot, lambda: "found" in frame(app))
    await keep("search", "LookScreen")
    await keep("read", "Reading", "enter", "enter")
    await pilot.press("escape", "escape", "escape")
    await keep("move", "MoveScreen", "3")
    for name in ("markdown", "llm"):
        at(name)
        await pilot.press("space")
    await keep("compare", "Compare", "c")
    app.screen.query_one(Grid).query_one(Rows).cursor = 14
    await keep("compare-loss", "Compare", "right")
    await pilot.press("escape")
    await until(pilot, lambda: type(app.screen).__name__ == "MoveScreen")
    at("markdown")
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, TargetScreen))
    put("#out", "out")
    await keep("target", "TargetScreen")
    await keep("consent", "Ask", "w")
    await keep("written", "Written", "tab", "enter")
    await pilot.press("escape", "escape")
    await keep("profile", "ProfileScreen", "m")
    await until(pilot, lambda: app.screen.held is not None)
    await keep("profile", "ProfileScreen")
    await keep("paste", "Pasted", "p")
    await pilot.press("escape", "escape")
    await until(pilot, lambda: type(app.screen).__name__ == "MoveScreen")
    at("open-webui")
    await keep("servers", "Servers", "p")
    await keep("push", "PushScreen", "enter")
    await keep("push-consent", "Ask", "w")
    await pilot.press("escape")
    await keep("net-log", "NetLog", "n")
    await pilot.press("escape", "escape")
    await pilot.press("4")
    await until(pilot, lambda: type(app.screen).__name__ == "LeaveScreen" and app.screen._status is not None)
    await keep("leave", "LeaveScreen")
    await keep("step", "StepScreen", "n")
    await pilot.press("escape")
    app.screen.open("delete-account")
    await keep("step-shut", "StepScreen")
    await keep("gaps", "Gaps", "escape", "g")
    await keep("links", "SharedLinks", "escape", "l")
    await keep("places", "Places", "escape", "p")
    await keep("check-up", "CheckUp", "escape", "c", "right")
    await keep("mail", "Mail", "m", *"help@openai-support.com")
