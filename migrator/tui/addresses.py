"""The web addresses in a message, as they are written there; and which of them may be handed to a browser."""

from __future__ import annotations

import re
from typing import assert_never
from urllib.parse import urlsplit

from migrator import text as untrusted
from migrator.model import (
    Audio,
    Citation,
    Code,
    Document,
    File,
    Image,
    Message,
    Opaque,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Video,
)

_ADDRESS = re.compile(r"""(?:https?://|www\.)[^\s<>"'`]+|mailto:[^\s<>"'`]+""", re.IGNORECASE)
_MARKDOWN = re.compile(r"\]\(\s*<?([^\s<>)]+)")
_LONGEST = 4000


def addresses(message: Message) -> list[str]:
    """Every address once, in the order of the text."""
    found: dict[str, None] = {}
    for part in message.parts:
        match part:
            case Citation():
                if part.url:
                    found[part.url] = None
            case Text() | Reasoning() | Document():
                found |= dict.fromkeys(_in(part.text))
            case ToolCall():
                found |= dict.fromkeys(_in(part.input))
            case ToolResult():
                found |= dict.fromkeys(_in(part.output))
            case Code() | Image() | Audio() | Video() | File() | Opaque():
                pass
            case _:
                assert_never(part)
    return list(found)


def openable(address: str) -> str | None:
    """The address as a browser gets it, or None: only the web, nothing hidden in it, nothing on this computer."""
    whole = _whole(address)
    if len(whole) > _LONGEST or untrusted.safe(whole, one_line=True) != whole or "\\" in whole:
        return None
    try:
        parts = urlsplit(whole)
        plain = parts.scheme.lower() in {"http", "https"} and parts.hostname and parts.username is None
    except ValueError:
        return None
    return whole if plain else None


def host(address: str) -> str:
    """Whom it leads to, with letters that look like others written out (`xn--…`)."""
    try:
        name = urlsplit(_whole(address)).hostname or ""
        return name if name.isascii() else f"{name} = {name.encode('idna').decode('ascii')}"
    except (ValueError, UnicodeError):
        return "?"


def _whole(address: str) -> str:
    return "https://" + address if address.lower().startswith("www.") else address


def _in(text: str) -> list[str]:
    """What stands in prose: after `](` in Markdown, or bare, without the punctuation that ends the sentence."""
    spots = [(m.start(1), m[1]) for m in _MARKDOWN.finditer(text) if _ADDRESS.match(m[1])]
    taken = {start for start, _address in spots}
    for found in _ADDRESS.finditer(text):
        if found.start() in taken:
            continue
        address = found[0].rstrip(".,;:!?*_]}")
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(".,;:!?*_]}")
        spots.append((found.start(), address))
    return [address for _start, address in sorted(spots)]
