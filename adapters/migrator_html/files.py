"""The files of the export on their way into the copy: names that say nothing, in ASCII, and kinds that do nothing.

A file of a kind that a browser would run (HTML, XML, scripts) gets `.txt` behind its name, so that opening it shows its
text. Its bytes are what they were, and the page shows the name it had. SVG keeps its ending: as a picture it runs nothing.
"""

from __future__ import annotations

import hashlib

from migrator.model import Asset
from migrator.shape import attachments, names

FOLDER = "files"
_RUNS = {
    ".html", ".htm", ".xhtml", ".xht", ".shtml", ".xml", ".xsl", ".xslt", ".mht", ".mhtml", ".js", ".mjs", ".cjs", ".rdf",
    ".svgz", ".hta", ".jar", ".swf", ".url", ".webloc", ".lnk", ".desktop", ".wasm", ".css",
}  # fmt: skip
_TYPES = {
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
    ".avif": "image/avif", ".bmp": "image/bmp", ".svg": "image/svg+xml", ".mp3": "audio/mpeg", ".wav": "audio/wav",
    ".ogg": "audio/ogg", ".m4a": "audio/mp4", ".weba": "audio/webm", ".mp4": "video/mp4", ".webm": "video/webm",
    ".mov": "video/quicktime", ".pdf": "application/pdf", ".txt": "text/plain",
}  # fmt: skip


def file_name(asset: Asset) -> str:
    """The name of an asset's file, which no other asset has: `3f2a9c….png`."""
    end = names.extension(attachments.file_name(asset))
    digest = hashlib.sha256(asset.id.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    return digest + end + (".txt" if end in _RUNS else "")


def media_type(name: str) -> str:
    """What a browser is told that a file is; a type that runs nothing."""
    return _TYPES.get(names.extension(name), "application/octet-stream")
