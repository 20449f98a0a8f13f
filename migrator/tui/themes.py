"""How the screens look: dark, light, high contrast, or the terminal's own colours. No meaning hangs on a colour alone."""

from __future__ import annotations

import tomllib
from importlib import resources

from textual.theme import Theme

from migrator.i18n import N_

CHOICES = {
    "dark": N_("dark"),
    "light": N_("light"),
    "contrast": N_("high contrast"),
    "terminal": N_("the terminal's own colours"),
}
"""The themes by name, in the order in which they are offered."""
_TERMINAL = "ansi-dark"  # Textual's; the terminal's sixteen colours on its own background


def own() -> list[Theme]:
    """The themes of `themes.toml`."""
    table = tomllib.loads(resources.files("migrator.tui").joinpath("themes.toml").read_text("utf-8"))
    return [Theme(name=textual(name), **colours) for name, colours in table.items()]


def textual(name: str) -> str:
    """What Textual calls a theme."""
    return _TERMINAL if name == "terminal" else f"migrator-{name}"
