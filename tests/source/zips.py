"""ZIPs written byte by byte, so that each field can lie. The real ones come from `zipfile`, as an oracle."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field


@dataclass
class Part:
    """One member. None means: the true value."""

    name: bytes
    data: bytes = b""
    method: int = 8
    flags: int = 0
    attributes: int = 0
    packed: bytes | None = None
    crc: int | None = None
    size: int | None = None
    packed_size: int | None = None
    offset: int | None = None
    local_name: bytes | None = None
    local_flags: int | None = None
    local_extra: bytes = b""
    zip64: bool = False
    descriptor: bool = False
    quote: bytes = field(default=b"")

    def squeezed(self) -> bytes:
        if self.packed is not None:
            return self.packed
        if self.method == 8:
            deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
            return deflate.compress(self.data) + deflate.flush()
        return self.data


def make(
    *parts: Part,
    before: bytes = b"",
    after: bytes = b"",
    comment: bytes = b"",
    shift: bool = False,
    count: int | None = None,
    zip64: bool = False,
    disk: int = 0,
) -> bytes:
    """A ZIP. `shift`: whether positions count `before` too, as an honest writer's would."""
    out = bytearray(before)
    base = 0 if shift else len(before)
    table = bytearray()
    for part in parts:
        packed = part.squeezed()
        crc = zlib.crc32(part.data) if part.crc is None else part.crc
        size = len(part.data) if part.size is None else part.size
        packed_size = len(packed) if part.packed_size is None else part.packed_size
        offset = len(out) - base if part.offset is None else part.offset
        flags = part.flags | (8 if part.descriptor else 0)
        local_flags = flags if part.local_flags is None else part.local_flags
        local_name = part.name if part.local_name is None else part.local_name
        known = (0, 0, 0) if part.descriptor else (crc, packed_size & 0xFFFFFFFF, size & 0xFFFFFFFF)
        out += struct.pack(
            "<4s5H3L2H",
            b"PK\3\4",
            20,
            local_flags,
            part.method,
            0,
            33,
            *known,
            len(local_name),
            len(part.local_extra),
        )
        out += local_name + part.local_extra + packed
        if part.descriptor:
            out += struct.pack("<4s3L", b"PK\7\x08", crc, packed_size, size)
        extra = b""
        shown = (packed_size, size, offset)
        if part.zip64:
            extra = struct.pack("<HHQQQ", 1, 24, size, packed_size, offset)
            shown = (0xFFFFFFFF,) * 3
        table += struct.pack(
            "<4s4B4HL2L5H2L",
            b"PK\1\2",
            20,
            3,
            20,
            0,
            flags,
            part.method,
            0,
            33,
            crc,
            shown[0],
            shown[1],
            len(part.name),
            len(extra),
            0,
            0,
            0,
            part.attributes,
            shown[2],
        )
        table += part.name + extra
    start = len(out)
    out += table
    number = len(parts) if count is None else count
    size, offset = len(table), start - base
    if zip64:
        at = len(out)
        out += struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, number, number, size, offset)
        out += struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
        number, size, offset = 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF
    out += struct.pack("<4s4H2LH", b"PK\5\6", disk, disk, number, number, size, offset, len(comment))
    return bytes(out + comment + after)


def real(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP as Python writes it, with a fixed date: the same bytes in every process that collects the tests."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (2024, 5, 1, 12, 0, 0))
            entry.compress_type = method
            archive.writestr(entry, data)
    return out.getvalue()
