"""The colours: readable in every theme."""

import pytest
from textual.color import Color

from migrator.tui import themes


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
