"""Markdown made of a vendor's titles and addresses, safe to stand in any paragraph, list or table cell.

A title can close a link early, an address can carry `javascript:`. Here titles become one line with Markdown's own
characters escaped, only `http` and `https` become links, and ChatGPT's `utm_source` tag is taken off.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

_SPECIAL = re.compile(r"[\\`<$|*]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|:::(?=\w)")
_PAIRED = re.compile(r"[^\[\]]*(?:\[[^\[\]]*\](?![(\[:])[^\[\]]*)*")
_PRIVATE = re.compile("[\ue200-\ue206]")
_WEB = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
_UNSAFE = re.compile(
    r"[\s\x00-\x20\x7f-\xa0()<>\[\]\\\"`|\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff]"
)
_TAG = re.compile(r"(?P<lead>[?&](?:amp;)?)utm_source=chatgpt\.com(?![\w%-]|\.\w)(?P<next>&(?:amp;)?)?")
_LONGEST_ADDRESS = 8192


def one_line(value: Any) -> str:
    """A vendor's value as one line of text without private-use marks; "" if it is no text."""
    if not isinstance(value, str):
        return ""
    return " ".join((value if value.isascii() else _PRIVATE.sub("", value)).split())


def escaped(text: str) -> str:
    r"""`text` so that Markdown shows it letter by letter.

    Square brackets in pairs stay as they are. Others become character references: `\[` would open a formula in homes
    that know LaTeX.
    """
    plain = _SPECIAL.sub(r"\\\g<0>", text)
    if _PAIRED.fullmatch(text):
        return plain
    return plain.replace("[", "&#91;").replace("]", "&#93;")


def web_address(value: Any) -> str | None:
    """`value` as an address that may be linked: http or https, nothing in it that ends a link; else None."""
    if not isinstance(value, str):
        return None
    address = (value if value.isascii() else _PRIVATE.sub("", value)).strip()
    if len(address) > _LONGEST_ADDRESS or not _WEB.match(address):
        return None
    return _UNSAFE.sub(lambda match: quote(match[0], safe="", errors="replace"), untagged(address))


def host(address: str) -> str:
    """The host that an address names, for a link without a title."""
    name = address.split("://", 1)[-1].split("/", 1)[0].split("?", 1)[0].split("#", 1)[0].rsplit("@", 1)[-1]
    return name.removeprefix("www.")


def link(label: str, address: str | None) -> str:
    """A Markdown link, or the escaped label alone when there is no address. `address` is from `web_address`."""
    if address is None:
        return escaped(label)
    return f"[{escaped(label or host(address))}]({address})"


def untagged(text: str) -> str:
    """`text`, in which every address has lost ChatGPT's `utm_source=chatgpt.com`."""
    return _TAG.sub(_without, text) if "utm_source=" in text else text


def tags(text: str) -> list[tuple[int, int, str]]:
    """The edits that take the tag off the addresses in running prose; elsewhere the words stay."""
    return [
        (match.start(), match.end(), _without(match))
        for match in _TAG.finditer(text)
        if _in_address(text, match.start())
    ]


def _without(match: re.Match[str]) -> str:
    return match["lead"] if match["next"] else ""


def _in_address(text: str, position: int) -> bool:
    lower = max(0, position - _LONGEST_ADDRESS)
    scheme = max(text.rfind("http://", lower, position), text.rfind("https://", lower, position))
    return scheme >= 0 and not any(char.isspace() for char in text[scheme:position])
