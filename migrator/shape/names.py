"""File names that every file system takes, made from text that nobody vouches for.

A name is safe on Windows, macOS and Linux, in Obsidian and in a ZIP: no separators, no device names, no control or
direction characters, no leading dot, no blank or dot at the end, at most 120 bytes, never empty. Names in one folder
differ even where the file system folds case or normalises (`Names`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAX_BYTES = 120

# Separators and what Windows or Obsidian refuse; controls; marks, overrides and isolates of direction; joiners that
# show nothing; line separators; private use; unpaired surrogates; tags and other invisible code points.
_BAD = re.compile(
    r'[\\/:*?"<>|#^\[\]%`'
    "\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U0010ffff]+"
)
_BLANKS = re.compile(r"\s+")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.,()&+=@!'-]*", re.ASCII)
_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=\.|\s*$)", re.IGNORECASE)
_EDGES = " .~-_"


def safe(text: str, fallback: str = "untitled", max_bytes: int = MAX_BYTES) -> str:
    """`text` as the name of a file or folder, without an extension; `fallback` if nothing of it can stay."""
    if not _PLAIN.fullmatch(text):
        text = unicodedata.normalize("NFC", text)
        text = _BAD.sub(" ", text)
    name = _cut(_BLANKS.sub(" ", text).strip(_EDGES), max_bytes).strip(_EDGES)
    if _DEVICES.match(name):
        name = _cut(f"{fallback} {name}", max_bytes).strip(_EDGES)
    return name or fallback


def extension(name: str) -> str:
    """The extension of a file's name with its dot, if it is one that is safe to keep; else ""."""
    match = re.search(r"\.[A-Za-z0-9]{1,10}$", name, re.ASCII)
    return match[0].lower() if match else ""


def with_hash(name: str, key: str, max_bytes: int = MAX_BYTES) -> str:
    """A safe file name out of `name` (its extension kept) that `key` alone makes unique: `photo-3f2a9c….png`.

    For files whose name must be known before all names are: two keys clash once in 2^64.
    """
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    end = extension(last)
    stem = last[: len(last) - len(end)] if end else last
    return f"{safe(stem, 'file', max_bytes - len(end) - 17)}-{digest}{end}"


def folded(name: str) -> str:
    """What two names share when some file system takes them for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", name).casefold())


def _cut(text: str, max_bytes: int) -> str:
    """At most `max_bytes` of UTF-8, whole characters, without the marks of a letter that was cut off."""
    if len(text) * 4 <= max_bytes:
        return text
    data = text.encode("utf-8")
    if len(data) <= max_bytes:
        return text
    kept = data[:max_bytes].decode("utf-8", "ignore")
    if unicodedata.combining(text[len(kept)]):
        kept = kept.rstrip("".join({c for c in kept if unicodedata.combining(c)}))[:-1]
    return kept


class Names:
    """Hands out names that are unique within their folder, the same ones in each run with the same input."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, folder: str, name: str, end: str = "") -> str:
        """A path in `folder` ("" for the top) for a safe `name` with the extension `end`; numbered if it is taken."""
        key = folded(f"{folder}/{name}")
        number = self._next.get(key, 1)
        while True:
            wish = name if number == 1 else f"{_cut(name, MAX_BYTES - 8).strip(_EDGES)} ({number})"
            full = folded(f"{folder}/{wish}{end}")
            number += 1
            if full not in self._taken:
                break
        self._taken.add(full)
        self._next[key] = number
        return f"{folder}/{wish}{end}" if folder else f"{wish}{end}"
