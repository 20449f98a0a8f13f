"""The colours: readable in every theme."""

import pytest
from textual.color import Color

from migrator.app import preferences
from migrator.tui import themes
from migrator.tui.app import MigrateApp

from .conftest import frame, until


def luminance(colour):
    parts = [part / 255 for part in Color.parse(colour).rgb]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", themes.own(), ids=lambda theme: theme.name)
def test_text_stands_out_from_what_lies_behind_it(theme):
    for behind in (theme.background, theme.surface, theme.panel):
        for name in ("foreground", "primary", "accent", "warning", "error", "success"):
            assert contrast(getattr(theme, name), behind) >= 4.5, (name, behind)
    assert contrast(theme.background, theme.primary) >= 4.5  # the stage that is open


def test_there_is_a_theme_for_every_choice():
    made = {theme.name for theme in themes.own()}
    assert {themes.textual(name) for name in themes.CHOICES} - made == {"ansi-dark"}


@pytest.mark.parametrize("theme", list(themes.CHOICES))
def test_without_colours_what_is_meant_is_there_all_the_same(tmp_path, run, monkeypatch, theme):
    monkeypatch.setenv("NO_COLOR", "1")
    preferences.save(preferences.Preferences(theme=theme, bidi="off"))
    app = MigrateApp(tmp_path / "vault")

    async def journey():
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "▶1 Keep" in frame(app))
            await pilot.press("escape", "f2")
            await until(pilot, lambda: "› " in frame(app))
            strips = app.screen._compositor.render_strips()
            styles = [one.style for strip in strips for one in strip if one.style is not None]
            for colour in (
                one for style in styles for one in (style.color, style.bgcolor) if one is not None
            ):
                if colour.triplet is not None:
                    assert len(set(colour.triplet)) == 1, colour

    run(journey())
