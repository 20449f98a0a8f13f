"""ZIP files written byte by byte, because `zipfile` rightly refuses to write them."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from migrator.sample.hostile.case import chat, dump

_MIB = 1 << 20


def _entry(name: bytes, offset: int, packed_size: int, size: int, crc: int, method: int = 8) -> bytes:
    """One entry of a ZIP's central directory."""
    return (
        struct.pack(
            "<4s6H3L5H2L",
            b"PK\x01\x02",
            20,
            20,
            0,
            method,
            0,
            33,
            crc,
            packed_size,
            size,
            len(name),
            0,
            0,
            0,
            0,
            0o100600 << 16,
            offset,
        )
        + name
    )


def _local(name: bytes, packed_size: int, size: int, crc: int, method: int = 8) -> bytes:
    return (
        struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, method, 0, 33, crc, packed_size, size, len(name), 0)
        + name
    )


def _end(count: int, length: int, start: int) -> bytes:
    return struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, length, start, 0)


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def overlapping(path: Path) -> None:
    """Five hundred entries of the directory, one body."""
    data = dump([chat("plain")]) + b" " * _MIB
    body, name = _deflated(data), b"conversations.json"
    crc = zlib.crc32(data)
    local = _local(name, len(body), len(data), crc) + body
    names = [name, *(b"conversations-%03d.json" % i for i in range(499))]
    directory = b"".join(_entry(n, 0, len(body), len(data), crc) for n in names)
    path.write_bytes(local + directory + _end(len(names), len(directory), len(local)))


def forged_size(path: Path) -> None:
    """The directory claims 3 GiB of packed data."""
    data = dump([chat("plain")])
    body, name, crc = _deflated(data), b"conversations.json", zlib.crc32(data)
    local = _local(name, len(body), len(data), crc) + body
    directory = _entry(name, 0, 3 << 30, len(data), crc)
    path.write_bytes(local + directory + _end(1, len(directory), len(local)))


def lying_size(path: Path) -> None:
    """Directory and entry claim ten bytes; there are more."""
    data = dump([chat("plain"), chat("more")])
    body, name, crc = _deflated(data), b"conversations.json", zlib.crc32(data)
    local = _local(name, len(body), 10, crc) + body
    directory = _entry(name, 0, len(body), 10, crc)
    path.write_bytes(local + directory + _end(1, len(directory), len(local)))


def duplicates(path: Path) -> None:
    """Two sound entries of one name."""
    one, other = dump([chat("one")]), dump([chat("other")])
    parts, entries = [], []
    offset = 0
    for data in (one, other):
        body, crc = _deflated(data), zlib.crc32(data)
        parts.append(_local(b"conversations.json", len(body), len(data), crc) + body)
        entries.append(_entry(b"conversations.json", offset, len(body), len(data), crc))
        offset += len(parts[-1])
    directory = b"".join(entries)
    path.write_bytes(b"".join(parts) + directory + _end(2, len(directory), offset))


def many(path: Path) -> None:
    """A ZIP64 directory of empty stored entries that all stand at their own place."""
    count = 200_001
    locals_, entries, offset = [], [], 0
    for i in range(count):
        name = b"%06d" % i
        locals_.append(_local(name, 0, 0, 0, 0))
        entries.append(_entry(name, offset, 0, 0, 0, 0))
        offset += len(locals_[-1])
    directory = b"".join(entries)
    large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(directory), offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, offset + len(directory), 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    path.write_bytes(b"".join(locals_) + directory + large + locator + end)
