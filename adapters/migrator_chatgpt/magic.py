"""What sort of file it is: by the ending of a name, or by the first bytes. Never by `.dat`.

Signatures as in the formats' own specifications; ZIP is looked into for the office formats that are made of it.
"""

from __future__ import annotations

HEAD = 4096  # bytes; as many as `by_bytes` wants to see

_ENDINGS = {
    "aac": "audio/aac",
    "avi": "video/x-msvideo",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "css": "text/css",
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "flac": "audio/flac",
    "gif": "image/gif",
    "gz": "application/gzip",
    "heic": "image/heic",
    "heif": "image/heif",
    "htm": "text/html",
    "html": "text/html",
    "ico": "image/x-icon",
    "ics": "text/calendar",
    "ipynb": "application/x-ipynb+json",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "m4a": "audio/mp4",
    "md": "text/markdown",
    "mkv": "video/x-matroska",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "mpeg": "video/mpeg",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
    "png": "image/png",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "py": "text/x-python",
    "rtf": "application/rtf",
    "svg": "image/svg+xml",
    "tar": "application/x-tar",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "tsv": "text/tab-separated-values",
    "txt": "text/plain",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webp": "image/webp",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    "yaml": "application/yaml",
    "yml": "application/yaml",
    "zip": "application/zip",
}

_DOCUMENTS = {
    _ENDINGS[ending]
    for ending in ["pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf", "epub"]
}

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"\0\0\1\0", "image/x-icon"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"SQLite format 3\0", "application/vnd.sqlite3"),
)
_RIFF = {b"WAVE": "audio/wav", b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}
_OFFICE = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"))
_MPEG_AUDIO = frozenset({0xFB, 0xFA, 0xF3, 0xF2, 0xE3, 0xE2})
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))


def by_name(name: str | None) -> str | None:
    """The media type that the ending of `name` stands for; None if it has none or one that says nothing."""
    _, dot, ending = (name or "").rpartition(".")
    return _ENDINGS.get(ending.lower()) if dot else None


def is_media(name: str) -> bool:
    """Whether `name` ends like a picture, sound, video or document; text and archives could be anything else."""
    media_type = by_name(name) or ""
    return media_type.startswith(("image/", "audio/", "video/")) or media_type in _DOCUMENTS


def by_bytes(head: bytes) -> str | None:
    """The media type that the first bytes of a file show, up to `HEAD` of them; None if they show none."""
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _iso_media(head[8:12])
    if head.startswith(b"PK\x03\x04"):
        return _zip(head)
    if len(head) > 1 and head[0] == 0xFF and head[1] in _MPEG_AUDIO:
        return "audio/mpeg"
    return _text(head)


def _iso_media(brand: bytes) -> str:
    """ISO base media files by their major brand (ISO/IEC 14496-12 §4.3)."""
    if brand in {b"heic", b"heix", b"mif1", b"msf1"}:
        return "image/heic"
    if brand in {b"avif", b"avis"}:
        return "image/avif"
    if brand in {b"M4A ", b"M4B "}:
        return "audio/mp4"
    return "video/quicktime" if brand == b"qt  " else "video/mp4"


def _zip(head: bytes) -> str:
    if head[30:38] == b"mimetype":  # OpenDocument and EPUB put their type first, uncompressed
        kind = head[38 : 38 + 80].split(b"PK", 1)[0].decode("ascii", "replace")
        if kind.startswith("application/") and kind.isprintable():
            return kind
    if b"[Content_Types].xml" in head or b"_rels/" in head or b"docProps/" in head:
        for folder, ending in _OFFICE:
            if folder in head:
                return _ENDINGS[ending]
    return "application/zip"


def _text(head: bytes) -> str | None:
    """Text in UTF-8, HTML or SVG. A character cut off at the end of the head is no fault."""
    body = head.removeprefix(b"\xef\xbb\xbf")
    if not body or body.translate(None, _CONTROLS) != body:
        return None
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        if error.start < len(body) - 3 or len(head) < HEAD:
            return None
        text = body[: error.start].decode()
    start = text.lstrip()[:256].lower()
    if start.startswith(("<!doctype html", "<html")):
        return "text/html"
    if start.startswith("<svg") or (start.startswith("<?xml") and "<svg" in text.lower()):
        return "image/svg+xml"
    return "text/plain"
