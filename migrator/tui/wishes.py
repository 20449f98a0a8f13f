"""What a person may wish of the screens, in words: every choice, and the one after it."""

from __future__ import annotations

from typing import Any

import msgspec

from migrator import i18n
from migrator.app.preferences import Preferences
from migrator.i18n import N_, _
from migrator.tui import themes

CHOICES: dict[str, tuple[Any, ...]] = {
    "language": i18n.LANGUAGES,
    "theme": tuple(themes.CHOICES),
    "bidi": ("auto", "on", "off"),
    "idle_minutes": (5, 15, 30, 0),
}
_BIDI = {
    "auto": N_("ask me when there is some"),
    "on": N_("turned round by this program"),
    "off": N_("left to the terminal"),
}


def said(name: str, value: Any) -> str:
    """A choice in words, with what it is a choice of."""
    match name:
        case "language":
            word = _("Language")  # beside it the English word, for whoever has lost the way
            return f"{word if word == 'Language' else word + ' (Language)'}: {i18n.NAMES[value]}"
        case "theme":
            return _("Colours: {name}").format(name=_(themes.CHOICES[value]))
        case "bidi":
            return _("Arabic and Hebrew: {how}").format(how=_(_BIDI[value]))
        case _:
            return (
                _("Lock after {n} minutes without a key").format(n=value)
                if value
                else _("Never lock by itself")
            )


def current(wishes: Preferences, name: str) -> Any:
    """What is chosen now."""
    return i18n.language() if name == "language" else getattr(wishes, name)


def following(wishes: Preferences, name: str) -> Any:
    """The choice after the one that is chosen now."""
    known = CHOICES[name]
    return known[(known.index(current(wishes, name)) + 1) % len(known)]


def wished(wishes: Preferences, name: str, value: Any) -> Preferences:
    """`wishes` with one choice changed."""
    return msgspec.structs.replace(wishes, **{name: value})
