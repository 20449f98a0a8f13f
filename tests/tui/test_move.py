"""Choosing a place by what it would lose, and writing there."""

import json
import shlex

from textual.widgets import Input

from migrator.cli import main
from migrator.tui.desk import Desk
from migrator.tui.screens.ask import Ask, Tell
from migrator.tui.screens.move import MoveScreen
from migrator.tui.screens.target import TargetScreen
from migrator.tui.widgets.rows import Rows

from .conftest import frame, settled, until, with_demo


async def moving(pilot):
    await with_demo(pilot)
    await until(pilot, lambda: type(pilot.app.screen).__name__ == "LookScreen")
    await pilot.press("3")
    await until(pilot, lambda: isinstance(pilot.app.screen, MoveScreen))


def test_every_place_is_tried_on_these_chats_before_anything_is_written(app, run):
    async def journey():
        async with app.run_test(size=(120, 40)) as pilot:
            await moving(pilot)
            await pilot.press("c")
            await until(pilot, lambda: app.screen.__class__ is MoveScreen and app.screen._tried)
            tried = app.screen._tried
            assert {"markdown", "native"} <= set(tried)
            assert all(one.state == "dry-run" for one in tried.values())
            assert "losses" in frame(app)

    run(journey())


def test_marked_chats_are_written_to_the_place_that_was_chosen(app, run, tmp_path):
    out = tmp_path / "out here"

    async def journey():
        async with app.run_test(size=(120, 40)) as pilot:
            await with_demo(pilot)
            await until(pilot, lambda: type(app.screen).__name__ == "LookScreen")
            await until(pilot, lambda: app.screen.query_one(Rows).count > 0)
            await pilot.press("down", "space", "space", "3")
            await until(pilot, lambda: isinstance(app.screen, MoveScreen))
            assert "2 marked chats" in frame(app)
            names = [one.name for one in app.screen._targets]
            await pilot.press(*["down"] * names.index("markdown"), "enter")
            await until(pilot, lambda: isinstance(app.screen, TargetScreen))
            app.screen.query_one("#out", Input).value = str(out)
            line = app.screen.command()
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, TargetScreen | MoveScreen))
            if isinstance(app.screen, MoveScreen):
                await pilot.press("enter")
                await until(pilot, lambda: isinstance(app.screen, TargetScreen))
                app.screen.query_one("#out", Input).value = str(out)
                app.screen.query_one("#write").focus()
            await pilot.press("w")
            await until(pilot, lambda: isinstance(app.screen, Ask))
            assert not out.exists()
            await pilot.click("#yes")
            await until(pilot, lambda: isinstance(app.screen, Tell))
            await settled(pilot)
            assert "Written to" in frame(app)
            assert len(app.desk.moved) == 1
            return line

    line = run(journey())
    counts = json.loads((out / "manifest.json").read_text("utf-8"))["counts"]
    assert counts["conversations"] == 2
    assert (out / "IMPORT.md").exists()
    words = shlex.split(line)
    assert words[:5] == ["migrate", "--to", "markdown", "--out", str(out)]
    assert words.count("--only") == 2


def test_what_is_marked_becomes_queries_that_mean_exactly_these_chats(tmp_path):
    desk = Desk(tmp_path)
    desk.marked = {"a-1", 'b "2\\'}
    assert desk.queries() == ("id:a-1", 'id:"b \\"2\\\\"')
    desk.close()


def test_the_command_that_is_shown_is_understood(app, run, capsys):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await moving(pilot)
            return app.screen.command()

    words = shlex.split(run(journey()))
    assert main([*words[1:], "--no-input"]) == 10  # understood; there is no vault to read
    assert "vault" in capsys.readouterr().err
