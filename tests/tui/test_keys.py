"""Every key of every screen has words, so that the help and the command palette hold what it does."""

import importlib
import pkgutil

import pytest
from textual.binding import Binding
from textual.screen import Screen

from migrator.tui import screens
from migrator.tui.screens.stage import StageScreen

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
