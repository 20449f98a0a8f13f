"""Every text that a person sees, in their language.

English stands in the code and is the key; catalogs for Arabic and Turkish lie under `migrator/locale/`. Mark a text
with `_("…")`, one with a number with `ngettext("{n} chat", "{n} chats", n)`, and one that is looked up later (a
constant, a TOML file) with `N_("…")`. Fill values in afterwards, by name: `_("{count} files").format(count=3)`.
"""

from __future__ import annotations

import gettext as _gettext
import json
import os
from pathlib import Path

LANGUAGES = ("en", "ar", "tr")
NAMES = {"en": "English", "ar": "العربية", "tr": "Türkçe"}
"""What each language calls itself."""
_LOCALE = Path(__file__).parent / "locale"
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


def _(text: str) -> str:
    """`text` in the language in use."""
    return _now.gettext(text) if text else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The form of a text that fits the number `n` (Arabic has six)."""
    return _now.ngettext(one, many, n)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a text for translation without translating it now."""
    return text
