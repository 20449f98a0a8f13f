"""Pictures and files that only the library of an export knows.

Since August 2026 a picture that the assistant made may be missing from its message, and stand in `library_files.json`
with the id of the message it came from. It is put back there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from migrator.model import Asset, Audio, File, Image, Message, Part, Video

Placed = Mapping[str, Mapping[str, Sequence[Asset]]]
_MEDIA = (Image, Audio, Video, File)
_NOTHING_TO_SHOW = frozenset({"empty", "tool"})


def by_conversation(assets: Iterable[Asset]) -> Placed:
    """The assets that name conversation and message, by both."""
    placed: dict[str, dict[str, list[Asset]]] = {}
    for asset in assets:
        if asset.conversation is not None and asset.message is not None:
            placed.setdefault(asset.conversation, {}).setdefault(asset.message, []).append(asset)
    return placed


def put_back(messages: list[Message], here: Mapping[str, Sequence[Asset]]) -> None:
    """Add to each message the files that came from it and that no message of the conversation shows."""
    shown = {part.asset for message in messages for part in message.parts if isinstance(part, _MEDIA)}
    for place, message in enumerate(messages):
        new = [_part(asset) for asset in here.get(message.id, ()) if asset.id not in shown]
        if new:
            messages[place] = msgspec.structs.replace(
                message,
                parts=(*message.parts, *new),
                hidden=None if message.hidden in _NOTHING_TO_SHOW else message.hidden,
            )


def _part(asset: Asset) -> Part:
    family = (asset.media_type or "").split("/")[0]
    kind: Any = {"image": Image, "audio": Audio, "video": Video}.get(family, File)
    part: Part = kind(
        asset=asset.id,
        name=asset.name,
        media_type=asset.media_type,
        size=asset.size,
        extra={"named_by": "library_files.json"},
    )
    return part
