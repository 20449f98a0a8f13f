"""Files that an object of no known form points to: `{"content_type": "file", "file_id": …}`, API forms, base64 texts.

Every text in the object is looked at: pointers with a scheme, ids of files, `data:` addresses, and base64 under a key
that says so. The object itself stays in the `extra` of the first part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from migrator.model import Audio, File, Image, Part, Video
from migrator_chatgpt import inline
from migrator_chatgpt.chat import Json
from migrator_chatgpt.content import media
from migrator_chatgpt.content.here import Here
from migrator_chatgpt.content.media import Located, Medium
from migrator_chatgpt.pointer import escape

_SCHEMES = ("file-service://", "sediment://", "sandbox:/", "data:")
_BEGINNINGS = ("file", "sediment://")  # of the first two schemes and of ids
_ID = re.compile(r"file[-_][A-Za-z0-9]{3,}(?:[-._#?/].*)?\Z", re.DOTALL)
_BASE64_KEY = re.compile(r"base64|b64|(?:^|_)data$|(?:^|_)bytes$", re.IGNORECASE)
_NAMES = ("file_name", "filename", "name", "title")
_TYPES = ("mime_type", "mimeType", "media_type", "mediaType")
_MEDIA = (Image, Audio, Video, File)
_DEEPEST = 6
# References and results of searches name files too; those are sources, which have a reader of their own.
_SOURCES = frozenset(
    {"content_references", "citations", "search_result_groups", "image_results", "attachments", "safe_urls"}
)


def files(piece: Json, at: str, here: Here) -> list[Part]:
    """The files that `piece` points to, or holds; [] if it points to none. Bytes are taken out of it."""
    kind = _kind(piece)
    parts: list[Part] = []
    shown: set[str | None] = set()
    for container, key, text, above in list(_texts(piece, at)):
        place = _place(container, key, text, kind, here)
        if place is None or place.asset in shown:
            continue
        shown.add(place.asset)
        where = f"{above}/{escape(str(key))}"
        name, media_type = _first(container, _NAMES) or _first(piece, _NAMES), _first(container, _TYPES)
        if place.data is not None:
            del container[key]
        parts.append(
            media.medium(kind, place, name=name or place.name, media_type=media_type or None, at=where)
        )
    if parts:
        parts[0].extra.update(piece)
    return parts


def held(value: Any, at: str, here: Here, shown: frozenset[str] = frozenset()) -> list[Part]:
    """The files of the export that anything in `value` points to by a scheme or an id, each once, but for `shown`."""
    parts: list[Part] = []
    seen = set(shown)
    for _, key, text, above in _texts(value, at):
        if not text.startswith(_BEGINNINGS) or not (text.startswith(_SCHEMES[:2]) or _ID.match(text)):
            continue
        place = media.located(text, here)
        if place.is_held and place.asset is not None and place.asset not in seen:
            seen.add(place.asset)
            where = f"{above}/{escape(str(key))}"
            parts.append(media.medium(File, place, name=place.name, at=where))
    return parts


def _place(container: Any, key: Any, text: str, kind: type[Medium], here: Here) -> Located | None:
    if text.startswith(_SCHEMES) or _ID.match(text):
        place = media.located(text, here)
        return None if text.startswith("data:") and place.data is None else place
    if container.__class__ is dict and _BASE64_KEY.search(key):
        guess = _first(container, _TYPES) or {Image: "image/png", Audio: "audio/wav"}.get(kind)
        found = inline.base64_file(text, guess)
        if found is not None:
            return Located(found.id, found.data, found.media_type)
    return None


def _kind(piece: Json) -> type[Medium]:
    """What the object calls itself."""
    word = f"{piece.get('content_type')} {piece.get('type')}".lower()
    for mark, kind in (("image", Image), ("audio", Audio), ("video", Video)):
        if mark in word:
            return kind
    return File


def _first(source: Any, keys: tuple[str, ...]) -> str | None:
    if source.__class__ is not dict:
        return None
    return next((source[key] for key in keys if source.get(key).__class__ is str and source[key]), None)


def _texts(value: Any, at: str) -> Iterator[tuple[Any, Any, str, str]]:
    """Each text in `value`, with what holds it, its key there, and where what holds it is."""
    waiting: list[tuple[Any, str, int]] = [(value, at, 0)]
    for container, where, depth in waiting:  # which grows meanwhile
        if container.__class__ is dict:
            pairs: Any = container.items()
        elif container.__class__ is list:
            pairs = enumerate(container)
        else:
            continue
        for key, inner in pairs:
            kind = inner.__class__
            if kind is str:
                if key not in _SOURCES:
                    yield container, key, inner, where
            elif (kind is dict or kind is list) and inner and depth < _DEEPEST and key not in _SOURCES:
                waiting.append((inner, f"{where}/{escape(str(key))}", depth + 1))


def shown_in(parts: list[Part]) -> frozenset[str]:
    """The ids of the files that `parts` show."""
    return frozenset(part.asset for part in parts if isinstance(part, _MEDIA) and part.asset is not None)
