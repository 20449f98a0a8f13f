"""How the screens look: dark, light, high contrast, or the terminal's own colours. No meaning hangs on a colour alone."""

from __future__ import annotations

from textual.theme import Theme

from migrator.i18n import _

DARK = Theme(
    name="migrator-dark",
    primary="#7fb4ca",
    secondary="#98bb6c",
    accent="#e6c384",
    warning="#ffa066",
    error="#ff7b72",
    success="#98bb6c",
    foreground="#dcd7ba",
    background="#16161d",
    surface="#1f1f28",
    panel="#2a2a37",
    dark=True,
)
LIGHT = Theme(
    name="migrator-light",
    primary="#1f5f8b",
    secondary="#3f6b1f",
    accent="#7a4b00",
    warning="#8f4a00",
    error="#a31515",
    success="#2f6b1f",
    foreground="#1c1c1c",
    background="#fbfaf5",
    surface="#f1efe6",
    panel="#e4e1d4",
    dark=False,
)
CONTRAST = Theme(
    name="migrator-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#ffffff",
    warning="#ffff00",
    error="#ff8080",
    success="#80ff80",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#202020",
    dark=True,
)
THEMES = (DARK, LIGHT, CONTRAST)
TERMINAL = "ansi-dark"
ORDER = (DARK.name, LIGHT.name, CONTRAST.name, TERMINAL)


def said(name: str) -> str:
    """What a theme is called."""
    return {
        DARK.name: _("dark"),
        LIGHT.name: _("light"),
        CONTRAST.name: _("high contrast"),
        TERMINAL: _("the terminal's own colours"),
    }.get(name, name)


def following(name: str) -> str:
    """The theme after this one."""
    return ORDER[(ORDER.index(name) + 1) % len(ORDER)] if name in ORDER else ORDER[0]
