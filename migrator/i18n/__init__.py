"""Every text that a person sees, in their language.

English stands in the code and is the key; catalogs for Arabic and Turkish lie under `migrator/locale/`. Mark a text
with `_("…")`, one with a number with `ngettext("{n} chat", "{n} chats", n)`, and one that is looked up later (a
constant, a TOML file) with `N_("…")`. Fill values in afterwards, by name: `_("{count} files").format(count=3)`.
Numbers, days and lists are handed over as they are: they come out as the language writes them (`forms`).
"""

from __future__ import annotations

import gettext as _gettext
import json
import os
from collections.abc import Iterable
from pathlib import Path

from migrator.i18n.forms import Forms, forms

LANGUAGES = ("en", "ar", "tr")
NAMES = {"en": "English", "ar": "العربية", "tr": "Türkçe"}
"""What each language calls itself."""
_LOCALE = Path(__file__).parents[1] / "locale"
_now: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"


def use(language: str | None = None) -> str:
    """Switch to `language`, or to the one the environment asks for (LC_ALL, LC_MESSAGES, LANG); return it."""
    global _now, _language  # noqa: PLW0603 - one person, one language at a time
    if language is None:
        wish = next((v for k in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(k))), "en")
        language = wish.replace("-", "_").split("_")[0].split(".")[0].lower()
    _language = language if language in LANGUAGES else "en"
    _now = _gettext.translation("migrator", _LOCALE, languages=[_language], fallback=True)
    return _language


def language() -> str:
    """The language in use: "en", "ar" or "tr"."""
    return _language


def reviewed() -> bool:
    """Whether a native speaker has reviewed every text of the language in use. Legal and safety texts say so if not."""
    if _language == "en":
        return True
    counts = json.loads((_LOCALE / "unreviewed.json").read_text("utf-8"))
    return not counts.get(_language, 1)


class Text(str):
    """A text with gaps to fill. What is filled in is written as the language in use writes it."""

    __slots__ = ()

    def format(self, *values: object, **named: object) -> str:
        """Fill the gaps: numbers, days and lists in the language's own form, everything else as `str` does."""
        said = in_use().said
        return super().format(*map(said, values), **{name: said(value) for name, value in named.items()})


def _(text: str) -> str:
    """`text` in the language in use."""
    return _filling(_now.gettext(text)) if text else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The form of a text that fits the number `n` (Arabic has six)."""
    return _filling(_now.ngettext(one, many, n))


def N_(text: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a text for translation without translating it now."""
    return text


def _filling(text: str) -> str:
    return Text(text) if "{" in text else text  # a plain `str` otherwise: some encoders take no other


def in_use() -> Forms:
    """How the language in use writes numbers, days and lists."""
    return forms(_language)


def listed(values: Iterable[object], *, heavy: bool = False) -> str:
    """Some things one after another; `heavy` where there are commas inside them."""
    return in_use().listed(values, heavy=heavy)


def size(number: float) -> str:
    """A number of bytes: `12.3 MB`, in powers of a thousand."""
    if number < 1000:
        return f"{in_use().number(round(number))} B"
    value = float(number)
    for name in ("kB", "MB"):
        value /= 1000
        if value < 999.95:
            return f"{in_use().number(value)} {name}"
    return f"{in_use().number(value / 1000)} GB"


def span(seconds: float) -> str:
    """A length of time: seconds up to a minute and a half, minutes up to an hour and a half, then hours."""
    if seconds < 90:
        n = max(1, round(seconds))
        return ngettext("{n} second", "{n} seconds", n).format(n=n)
    if seconds < 90 * 60:
        n = round(seconds / 60)
        return ngettext("{n} minute", "{n} minutes", n).format(n=n)
    n = round(seconds / 3600)
    return ngettext("{n} hour", "{n} hours", n).format(n=n)
