"""The file of an asset on its way out: what it is called, and its bytes. `migrator.adapter.copied` puts both to use.

A file that stands in a message itself (`data` of the part) becomes an asset like the others: `inline`.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from migrator.errors import MigratorError, NoSpace
from migrator.model import Asset, Audio, Conversation, File, Image, Message, Text, Video
from migrator.shape import names
from migrator.shape.visible import blank

_BLOCK = 1 << 20

# Newer exports call every file `….dat`, and made pictures have no extension at all: viewers go by it.
_ENDS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/svg+xml": ".svg",
    "image/heic": ".heic",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/ogg": ".ogg",
    "audio/webm": ".weba",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "video/quicktime": ".mov",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/json": ".json",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/markdown": ".md",
}
_MEANINGLESS = {"", ".dat", ".bin"}


def file_name(asset: Asset) -> str:
    """A safe name that no other asset has, known without knowing the others: `photo-3f2a9c….png`."""
    name = (asset.name or asset.path).replace("\\", "/").rsplit("/", 1)[-1]
    end = names.extension(name)
    if end in _MEANINGLESS:
        right = _ENDS.get((asset.media_type or "").partition(";")[0].strip().lower())
        right = right or names.extension(asset.path)
        if right:
            name = name[: len(name) - len(end)] + right
    return names.with_hash(name, asset.id)


_MEDIA = (Image, Audio, Video, File)


def media(conversation: Conversation) -> Iterator[tuple[Message, Image | Audio | Video | File]]:
    """Every picture, sound, video and file that the messages show, with its message."""
    for message in conversation.messages:
        for part in message.parts:
            if part.__class__ is not Text and isinstance(part, _MEDIA):
                yield message, part


def named(conversation: Conversation) -> Iterator[str]:
    """The id of each file that the messages name; one that nothing names by an id goes by its place in the chat."""
    for message, part in media(conversation):
        if part.asset is not None:
            yield part.asset
        elif not blank(part):
            yield f"{conversation.id}/{message.id}#{part.at}"


def inline(conversation: Conversation) -> Iterator[tuple[Asset, bytes]]:
    """The files that stand in the messages themselves, each once."""
    given: set[str] = set()
    for message, part in media(conversation):
        if part.data is not None and part.asset is not None and part.asset not in given:
            given.add(part.asset)
            asset = Asset(
                id=part.asset,
                path=part.asset,
                name=part.name,
                media_type=part.media_type,
                size=len(part.data),
                conversation=conversation.id,
                message=message.id,
                created=message.created,
                origin=message.origin,
            )
            yield asset, part.data


class Unreadable(Exception):
    """The bytes of an asset cannot be read to their end. Where they were to go is not at fault."""


def blocks(asset: Asset, opened: Callable[[Asset], BinaryIO]) -> Iterator[bytes]:
    """The bytes that `opened` gives for `asset`, at most a mebibyte at a time.

    `Unreadable` if the export does not yield them all. `NoSpace` passes: a full disk says nothing about the export.
    """
    try:
        with opened(asset) as source:
            while block := source.read(_BLOCK):
                yield block
    except NoSpace:
        raise
    except (MigratorError, OSError, zlib.error) as fault:
        raise Unreadable from fault
