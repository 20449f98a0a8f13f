"""What the file of an asset is called when it is written out."""

from __future__ import annotations

from migrator.model import Asset
from migrator.shape import names

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
