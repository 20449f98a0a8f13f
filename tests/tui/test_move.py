"""Choosing a place by what it would lose, and writing there."""

import json
import shlex
import sys

import pytest
from textual.widgets import Input, Select

from migrator.cli import main
from migrator.tui.desk import Desk
from migrator.tui.screens.ask import Ask
from migrator.tui.screens.compare import Compare
from migrator.tui.screens.move import MoveScreen
from migrator.tui.screens.secrets import Passphrase
from migrator.tui.screens.target import TargetScreen
from migrator.tui.screens.written import Written
from migrator.tui.widgets.grid import Grid
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


def test_a_place_that_lacks_its_package_spoils_none_of_the_others(app, run, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)

    async def journey():
        async with app.run_test(size=(120, 40)) as pilot:
            await moving(pilot)
            screen = app.screen
            await pilot.press("c")
            await until(pilot, lambda: "parquet" in screen._failed, 60)
            await until(pilot, lambda: app.screen is screen and "native" in screen._tried, 60)
            await settled(pilot)
            screen.query_one(Rows).cursor = [one.name for one in screen._targets].index("parquet")
            await until(pilot, lambda: "could not be tried" in frame(app))

    run(journey())


@pytest.mark.parametrize(
    "size",
    [
        (80, 24),
        pytest.param((120, 40), marks=pytest.mark.long),
        pytest.param((40, 15), marks=pytest.mark.long),
    ],
    ids=str,
)
def test_marked_places_stand_side_by_side_with_the_losses_of_these_chats(app, run, size):
    async def journey():
        async with app.run_test(size=size) as pilot:
            await moving(pilot)
            screen = app.screen
            names = [one.name for one in screen._targets]
            for name in ("llm", "native"):
                screen.query_one(Rows).cursor = names.index(name)
                await pilot.press("space")
            words = shlex.split(screen.command())
            assert words == ["migrate", "--to", "llm", "--to", "native", "--dry-run"]
            await pilot.press("c")
            await until(pilot, lambda: isinstance(app.screen, Compare))
            await pilot.pause()
            assert "Compare" not in frame(app)
            if size[0] >= 80:
                assert "▸llm" in frame(app)
                assert "Not in there" in frame(app)
            tried = {one.manifest.target: one.manifest for one in app.screen._tried}
            expected = {line.kind: line.count for line in tried["llm"].losses}
            rows = {row.line.label: row for row in app.screen._rows}
            for line in tried["llm"].losses:
                assert rows[line.meaning].line.values == (str(expected[line.kind]), "–")
            grid = app.screen.query_one(Grid)
            at = next(n for n, row in enumerate(app.screen._rows) if "tools" in row.line.label)
            grid.query_one(Rows).cursor = at
            await until(pilot, lambda: "For example in: “" in str(app.screen.query_one("#said").content))
            await pilot.press("right")
            assert grid.column == 1
            await until(pilot, lambda: "Not here" in str(app.screen.query_one("#said").content))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, TargetScreen))
            assert app.screen._target.name == "native"
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, Compare))
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is screen)

    run(journey())


def test_one_place_alone_is_not_compared_and_a_fifth_is_refused(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await moving(pilot)
            await pilot.press("space", "c")
            assert isinstance(app.screen, MoveScreen)
            assert app.screen._tried == {}
            await pilot.press("space", "space", "space", "space")
            assert len(app.screen._marked) == 4
            assert len(app._notifications) == 2

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
            await until(pilot, lambda: isinstance(app.screen, Written))
            await settled(pilot)
            said = frame(app)
            assert "Written to" in said
            assert "IMPORT.md" in said
            assert "Open index.md in any editor" in said  # the steps, as the file has them
            assert app.screen.command() == shlex.join(["less", str(out / "IMPORT.md")])
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


def test_an_encrypted_copy_asks_for_a_passphrase_of_its_own(app, run, tmp_path):
    out = tmp_path / "copy"

    async def journey():
        async with app.run_test(size=(120, 40)) as pilot:
            await moving(pilot)
            app.push_screen(TargetScreen(next(one for one in app.screen._targets if one.name == "html")))
            await until(pilot, lambda: isinstance(app.screen, TargetScreen))
            app.screen.query_one("#out", Input).value = str(out)
            app.screen.query_one("#set-encrypt", Select).value = "yes"
            app.screen.query_one("#write").focus()
            await pilot.press("w")
            await until(pilot, lambda: isinstance(app.screen, Passphrase))
            assert not out.exists()
            for name in ("first", "again"):
                app.screen.query_one(f"#{name}", Input).value = app.screen._offered
            app.screen.query_one("#again").focus()
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Written))

    run(journey())
    assert json.loads((out / "manifest.json").read_text())["encrypted"] is True
    assert b'id="lock"' in (out / "reading-copy.html").read_bytes()
