"""A path as terminals paste it when a file is dropped: quoted, with escaped blanks, as a file address, or plain."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit


def path(typed: str) -> str:
    """The path that was meant; "" if there is none. A path that exists as it stands is taken as it stands."""
    text = typed.strip()
    if not text or Path(text).exists():
        return text
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    elif text.startswith("file://"):
        text = unquote(urlsplit(text).path)
        if re.match(r"/[A-Za-z]:", text):
            text = text[1:]
    elif os.sep == "/":
        text = re.sub(r"\\(.)", r"\1", text)
    return str(Path(text).expanduser()) if text else ""


def folder_of(typed: str) -> str:
    """The folder that a path stands in, whole."""
    return str(Path(typed).absolute().parent)
