"""Variables of the environment that make Textual talk: a log of every key that is pressed, a picture of the screen in a file.

They are meant for those who develop a program, and a passphrase is typed here. Textual reads them when it is imported.
"""

from __future__ import annotations

import os

_TALKING = (
    "TEXTUAL",  # devtools: everything goes to another process
    "TEXTUAL_DEBUG",
    "TEXTUAL_LOG",
    "TEXTUAL_PRESS",
    "TEXTUAL_SCREENSHOT",
    "TEXTUAL_SCREENSHOT_FILENAME",
    "TEXTUAL_SCREENSHOT_LOCATION",
)


def clear() -> None:
    """Forget them. Called before anything of Textual is imported."""
    for name in _TALKING:
        os.environ.pop(name, None)
