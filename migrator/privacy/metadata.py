"""What is written round a picture or into an office document about who made it, where and with what: found and taken away.

Formats: JPEG markers (ITU T.81, annex B; Exif in APP1, CIPA DC-008), PNG chunks (w3.org/TR/png-3), WebP's RIFF chunks
(developers.google.com/speed/webp/docs/riff_container), Office Open XML's docProps (ECMA-376 part 2). No pixel is touched: only
whole segments are left out. A picture's orientation goes with its Exif, so one that needs it keeps an Exif of that alone.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_PNG_GOES = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_WEBP_GOES = {b"EXIF", b"XMP "}
_GPS, _ORIENTATION = 0x8825, 0x0112
_AUTHORS = {
    0x010E,
    0x010F,
    0x0110,
    0x0131,
    0x013B,
    0x8298,
    0x9C9D,
    0xA430,
    0xA431,
}  # description, make … serial number
_LARGEST = 256 << 20  # bytes of a document unpacked; a larger one stays as it is
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml")
_EMPTY = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "meta.xml": b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
}


def is_picture(head: bytes) -> bool:
    """Whether a file begins as a picture whose parts are known here."""
    return head.startswith((_JPEG, _PNG)) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def is_known(head: bytes) -> bool:
    """Whether metadata of the file can be found: a picture, an office document, a PDF."""
    return is_picture(head) or head.startswith((b"PK\x03\x04", b"%PDF"))


def found(data: bytes) -> Iterator[str]:
    """The kinds of what `data` says about its maker: `position`, `metadata`."""
    exif = next(iter(_exifs(data)), None)
    if exif is not None:
        tags = _tags(exif)
        if _GPS in tags:
            yield "position"
        if tags.keys() & _AUTHORS:
            yield "metadata"
            return
    if data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                names = set(packed.namelist()) & set(_PROPERTIES)
                if any(
                    re.search(
                        rb"(?:creator|lastModifiedBy|Company|Manager)>[^<]", packed.read(name)[:1_000_000]
                    )
                    for name in names
                ):
                    yield "metadata"
        except (zipfile.BadZipFile, OSError, zlib.error, RuntimeError, NotImplementedError):
            return
    elif data.startswith(b"%PDF"):
        if re.search(rb"/(?:Author|Creator|Producer)\s*[(<][^)>]", data):
            yield "metadata"
    elif data.startswith(_PNG) and any(kind in {b"tEXt", b"zTXt", b"iTXt"} for kind, _chunk in _png(data)):
        yield "metadata"


def without(data: bytes) -> bytes:
    """`data` without what it says about its maker; the same bytes if it is of no known form, or damaged."""
    try:
        if data.startswith(_JPEG):
            return _jpeg_without(data)
        if data.startswith(_PNG):
            return _PNG + b"".join(chunk for kind, chunk in _png(data) if kind not in _PNG_GOES)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp_without(data)
        if data.startswith(b"PK\x03\x04"):
            return _zip_without(data)
        if data.startswith(b"%PDF"):
            return _pdf_without(data)
    except (struct.error, ValueError, IndexError, OSError, zlib.error, RuntimeError, NotImplementedError):
        return data
    return data


# ------------------------------------------------------------------------------------------ pictures


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments of a JPEG up to the scan, each with its marker; what follows comes whole as marker 0."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in {0xDA, 0xD9}:
            break
        if marker == 0xFF:
            at += 1
            continue
        size = struct.unpack_from(">H", data, at + 2)[0]
        yield marker, data[at : at + 2 + size]
        at += 2 + size
    yield 0, data[at:]


def _jpeg_without(data: bytes) -> bytes:
    out = [data[:2]]
    for marker, segment in _segments(data):
        is_colour = marker == 0xE2 and segment[4:15] == b"ICC_PROFILE"
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            turned = _tags(segment[10:]).get(_ORIENTATION, 1)
            if 2 <= turned <= 8:
                out.append(_orientation(turned))
        elif marker in {0, 0xE0, 0xEE} or is_colour or not (0xE1 <= marker <= 0xEF or marker == 0xFE):
            out.append(segment)
    return b"".join(out)


def _orientation(turned: int) -> bytes:
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 8 + len(tiff)) + b"Exif\0\0" + tiff


def _png(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at + 12 <= len(data):
        size = struct.unpack_from(">I", data, at)[0]
        kind = data[at + 4 : at + 8]
        yield kind, data[at : at + 12 + size]
        at += 12 + size
        if kind == b"IEND":
            return


def _webp(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(data):
        size = struct.unpack_from("<I", data, at + 4)[0]
        end = at + 8 + size + size % 2
        yield data[at : at + 4], data[at:end]
        at = end


def _webp_without(data: bytes) -> bytes:
    kept = []
    for kind, chunk in _webp(data):
        if kind in _WEBP_GOES:
            continue
        if kind == b"VP8X" and len(chunk) > 8:
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]  # noqa: PLW2901 - the flags of Exif and XMP
        kept.append(chunk)
    body = b"".join(kept)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def _exifs(data: bytes) -> Iterator[bytes]:
    try:
        if data.startswith(_JPEG):
            yield from (s[10:] for marker, s in _segments(data) if marker == 0xE1 and s[4:10] == b"Exif\0\0")
        elif data.startswith(_PNG):
            yield from (chunk[8:-4] for kind, chunk in _png(data) if kind == b"eXIf")
        elif data[:4] == b"RIFF":
            yield from (chunk[8:].removeprefix(b"Exif\0\0") for kind, chunk in _webp(data) if kind == b"EXIF")
    except (struct.error, IndexError):
        return


def _tags(tiff: bytes) -> dict[int, int]:
    """The tags of the first directory, with their values where those are short numbers."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return {}
    try:
        start = struct.unpack_from(f"{order}I", tiff, 4)[0]
        count = struct.unpack_from(f"{order}H", tiff, start)[0]
        entries = [
            struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * n) for n in range(min(count, 512))
        ]
    except struct.error:
        return {}
    return {tag: value for tag, _type, _count, value in entries}


# ------------------------------------------------------------------------------------------ documents


def _zip_without(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        members = packed.infolist()
        if not set(packed.namelist()) & set(_PROPERTIES) or sum(m.file_size for m in members) > _LARGEST:
            return data
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as out:
            for member in members:
                body = _EMPTY.get(member.filename) or packed.read(member)
                kept = zipfile.ZipInfo(member.filename)
                kept.compress_type = member.compress_type
                out.writestr(kept, body)
        return made.getvalue()


_PDF_VALUE = re.compile(
    rb"(/(?:Author|Creator|Producer|Title|Subject|Keywords|CreationDate|ModDate)\s*)(\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>)"
)
_XMP = re.compile(rb"<\?xpacket begin.*?<\?xpacket end[^>]*\?>", re.DOTALL)


def _pdf_without(data: bytes) -> bytes:
    """With blanks in place of the values, so that no offset moves. What stands in compressed objects is not reached."""
    data = _PDF_VALUE.sub(lambda m: m[1] + m[2][:1] + b" " * (len(m[2]) - 2) + m[2][-1:], data)
    return _XMP.sub(lambda m: b" " * len(m[0]), data)
