"""Every key of every screen has words, so that the help and the command palette hold what it does."""

import importlib
import pkgutil

import pytest
from textual.binding import Binding
from textual.screen import Screen

from migrator.app.targets import targets
from migrator.tui import screens
from migrator.tui.desk import surroundings
from migrator.tui.screens.stage import StageScreen
from migrator.tui.screens.target import TargetScreen

from .conftest import frame, until

SILENT = {"leave_field", "app.focus_next"}  # ways out of a field, not actions


def all_screens():
    for module in pkgutil.iter_modules(screens.__path__):
        importlib.import_module(f"{screens.__name__}.{module.name}")
    found, left = [], [Screen]
    while left:
        for one in left.pop().__subclasses__():
            left.append(one)
            if one.__module__.startswith("migrator.tui."):
                found.append(one)
    return sorted(set(found), key=lambda one: one.__name__)


@pytest.mark.parametrize("screen", [one for one in all_screens() if issubclass(one, StageScreen)])
def test_every_action_of_a_stage_screen_is_named(screen):
    for one in screen.__dict__.get("BINDINGS", ()):
        assert isinstance(one, Binding)
        assert one.description or one.action in SILENT, one.key


def test_a_screen_that_is_opened_from_another_can_be_left_with_escape():
    stages = {"KeepScreen", "LookScreen", "MoveScreen", "LeaveScreen", "StageScreen", "WritingScreen"}
    for one in all_screens():
        if one.__name__ not in stages and not one.__name__.startswith("_"):
            assert "escape" in one._merge_bindings().key_to_bindings, one


def test_a_field_of_one_line_shows_what_stands_in_it(app, run, monkeypatch, tmp_path):
    """Borders above and below would leave no line for the words."""
    monkeypatch.chdir(tmp_path)

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            one = next(one for one in targets(None, surroundings()) if one.name == "markdown")
            app.push_screen(TargetScreen(one))
            await until(pilot, lambda: isinstance(app.screen, TargetScreen))
            for focused in ("#try", "#out"):
                app.screen.query_one(focused).focus()
                await until(
                    pilot, lambda: "migrated-markdown" in frame(app) or str(tmp_path)[:30] in frame(app)
                )

    run(journey())


def test_help_is_always_in_sight(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("escape")
            for stage in ("1", "4"):
                await pilot.press(stage)
                await until(pilot, lambda: frame(app).rstrip().endswith("f1 Help"))

    run(journey())
