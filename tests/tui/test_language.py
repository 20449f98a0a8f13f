"""The language of the screens: chosen at the start, switched at once, remembered."""

import importlib
import pkgutil
import subprocess
import sys

import migrator.tui
from migrator.tui.widgets.keys import Keys


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
