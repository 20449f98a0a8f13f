"""The language of the screens: chosen at the start, switched at once, remembered."""

import importlib
import pkgutil
import subprocess
import sys

import migrator.tui
from migrator import i18n
from migrator.app import preferences
from migrator.tui.screens.help import help_text
from migrator.tui.screens.leave import LeaveScreen
from migrator.tui.screens.look import LookScreen
from migrator.tui.screens.settings import Settings
from migrator.tui.widgets.keys import Keys
from migrator.tui.widgets.rows import Rows

from .conftest import frame, settled, until, with_demo


def test_bindings_hold_english_whatever_language_they_were_made_in():
    told = "from migrator import i18n; i18n.use({!r}); from migrator.tui.app import MigrateApp as A; from migrator.tui.screens.look import LookScreen as L; print([b.description for c in (A, L) for b in c.BINDINGS])"
    made = {
        subprocess.run(
            [sys.executable, "-c", told.format(one)], capture_output=True, text=True, check=True
        ).stdout
        for one in ("en", "ar", "tr")
    }
    assert len(made) == 1


def test_no_screen_shows_its_keys_untranslated():
    for module in pkgutil.walk_packages(migrator.tui.__path__, "migrator.tui."):
        made = importlib.import_module(module.name)
        footer = getattr(made, "Footer", None)
        assert footer is None or made.__name__ == Keys.__module__, module.name


def test_another_language_holds_at_once_and_is_remembered(app, run, tmp_path):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await with_demo(pilot)
            await until(pilot, lambda: isinstance(app.screen, LookScreen))
            await pilot.press("space")
            await app.prefer("language", "tr")
            await until(pilot, lambda: "Bul" in frame(app) or "Bak" in frame(app))
            assert isinstance(app.screen, LookScreen)
            assert len(app.desk.marked) == 1
            await until(pilot, lambda: app.screen.query_one(Rows).count > 0)
            await pilot.press("4")
            await until(pilot, lambda: isinstance(app.screen, LeaveScreen))
            await settled(pilot)
            shown = frame(app)
            for english in ("Next", "Help", "Settings", "Quit", "Keep", "Leave"):
                assert english not in shown.replace("Next step", "")
        assert preferences.load()[0].language == "tr"

    run(journey())


def test_the_settings_go_through_the_languages(app, run):
    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("escape", "f2")
            await until(pilot, lambda: isinstance(app.screen, Settings))
            assert "Language: English" in frame(app)
            await pilot.press("enter")
            await until(pilot, lambda: i18n.language() == "ar" and isinstance(app.screen, Settings))
            await pilot.press("enter")
            await until(pilot, lambda: i18n.language() == "tr" and isinstance(app.screen, Settings))
            assert "Türkçe" in frame(app)

    run(journey())


def test_a_language_asked_for_by_name_wins_over_the_remembered_one(monkeypatch):
    from migrator.cli import program
    from migrator.cli.commands import tui

    preferences.save(preferences.Preferences(language="tr"))
    spoken = []
    monkeypatch.setattr(tui, "on_a_terminal", lambda: True)
    monkeypatch.setattr(tui, "open_screens", lambda *_a: spoken.append(i18n.language()))
    assert program.run(["tui", "--lang", "ar"]) == 0
    assert program.run(["tui"]) == 0
    assert program.run([]) == 0
    assert spoken == ["ar", "tr", "tr"]


def test_the_help_shows_our_keys_alone_and_in_the_language_in_use(app, run):
    i18n.use("tr")

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("escape")
            told = help_text(app.screen)
            assert "Yardım" in told
            for foreign in ("Scroll", "Press button", "Focus", "Copy selected"):
                assert foreign not in told

    run(journey())
