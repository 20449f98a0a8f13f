"""ZIP files that lie, hide, burst or break off."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from migrator.sample.hostile.case import (
    EPOCH,
    INCOMPLETE,
    OK,
    REFUSED,
    UNKNOWN,
    Case,
    Pack,
    chat,
    dump,
    packed,
    usual,
)

_MIB = 1 << 20
_PART = "User Online Activity/Conversations__x-chatgpt-0001.zip"


def cases() -> Iterator[Case]:
    """Archives."""
    yield _made(
        "zip-truncated", "A download that broke off: the ZIP's directory is missing.", _truncated, UNKNOWN
    )
    yield _made("zip-truncated-tail", "A ZIP whose last 10 bytes are missing.", _tailless, UNKNOWN)
    yield _made("zip-empty-file", "A file of no bytes.", lambda path: path.write_bytes(b""), UNKNOWN)
    yield _made(
        "zip-no-zip",
        "Bytes that are no ZIP.",
        lambda path: path.write_bytes(b"\x89\x00no zip" * 500),
        UNKNOWN,
    )
    yield packed("zip-nothing", "A ZIP without any file.", dict, UNKNOWN)
    yield packed(
        "zip-photos", "A ZIP of something else.", lambda: {"photos/a.png": b"x", "readme.txt": b"y"}, UNKNOWN
    )
    yield _made("zip-bomb", "96 MiB of blanks in 100 KiB, as the file of conversations.", _bomb, REFUSED)
    yield _made("zip-bomb-aside", "The same in a file that nobody reads.", _bomb_aside, REFUSED)
    yield _made("zip-overlap", "Five hundred entries that share one body.", _overlapping, REFUSED, UNKNOWN)
    yield _made(
        "zip-forged-size", "An entry that claims 3 GiB of packed data.", _forged_size, REFUSED, UNKNOWN
    )
    yield _made(
        "zip-lying-size",
        "An entry that claims to be smaller than it is.",
        _lying_size,
        INCOMPLETE,
        REFUSED,
        UNKNOWN,
    )
    yield _made(
        "zip-bad-crc",
        "One byte of a stored attachment is wrong.",
        _bad_crc,
        INCOMPLETE,
        conversations=1,
        messages=2,
    )
    yield _made(
        "zip-bad-crc-chats",
        "One byte of the stored file of conversations is wrong.",
        _bad_crc_chats,
        INCOMPLETE,
    )
    yield _made(
        "zip-bad-deflate",
        "The packed file of conversations is broken in the middle.",
        _bad_deflate,
        INCOMPLETE,
        UNKNOWN,
    )
    yield _made("zip-encrypted", "Entries that are marked as encrypted.", _encrypted, REFUSED)
    yield _made("zip-duplicates", "Two entries of one name.", _duplicates, REFUSED)
    yield _made("zip-symlink", "An entry that is a symbolic link.", lambda p: _special(p, 0o120777), REFUSED)
    yield _made("zip-device", "An entry that is a device.", lambda p: _special(p, 0o020666), REFUSED)
    yield _made("zip-fifo", "An entry that is a named pipe.", lambda p: _special(p, 0o010666), REFUSED)
    for name, path in {
        "parent": "../../outside.json",
        "absolute": "/etc/outside.json",
        "drive": "C:\\outside.json",
        "inner": "a/../../outside.json",
    }.items():
        yield packed(
            f"zip-traversal-{name}",
            "An entry whose name leaves the folder; nothing is ever extracted, so refusing and reading are both sound.",
            partial(_beside, path),
            REFUSED,
            OK,
        )
    yield packed(
        "zip-backslashes",
        "Entries with backslashes, as some old tools on Windows write them: readable, or refused with the way round.",
        lambda: {f"export\\{name}": value for name, value in usual([chat("plain")]).items()},
        OK,
        REFUSED,
        conversations=1,
        messages=2,
    )
    yield packed(
        "zip-case-clash",
        "Entries that differ in case alone.",
        lambda: (
            usual([chat("plain")]) | {"User.json": {"id": "other"}, "FILE-a.png": b"a", "file-A.PNG": b"b"}
        ),
        OK,
        REFUSED,
    )
    yield packed(
        "zip-two-levels",
        "A second export inside the first, two levels deep: kept, not opened.",
        _matryoshka,
        OK,
        REFUSED,
        least=1,
    )
    yield packed(
        "portal-user-file",
        "A Privacy-Portal container in which a file of the person's own is called conversations.json.",
        _portal_user_file,
        conversations=1,
        messages=2,
    )
    yield packed(
        "portal-broken-inner",
        "A Privacy-Portal container with one sound and one broken inner ZIP.",
        _portal_broken,
        INCOMPLETE,
        UNKNOWN,
        least=1,
    )
    yield packed(
        "portal-bomb",
        "A container whose inner ZIP holds 96 MiB of blanks in 100 KiB.",
        lambda: {_PART: _zip({"conversations-000.json": b"[" + b" " * (96 * _MIB) + b"]"})},
        REFUSED,
        long=True,
    )
    yield packed(
        "portal-packed-bomb",
        "A container with an inner ZIP that is nothing but 96 MiB of zeros, packed.",
        lambda: {_PART: bytes(96 * _MIB), "report.html": b"<html></html>"},
        REFUSED,
        UNKNOWN,
        long=True,
    )
    yield _made("zip-many", "200,001 empty entries.", _many, REFUSED, long=True)
    yield packed(
        "chat-html-alone",
        "Only the page with all conversations is there, with hostile words in it.",
        lambda: {"chat.html": _page(), "user.json": {"id": "u"}},
        OK,
        INCOMPLETE,
        UNKNOWN,
    )
    yield packed(
        "odd-names",
        "File names in other encodings, with control characters, very long, in deep folders.",
        lambda: (
            {f"{'deep/' * 40}{name}": value for name, value in usual([chat("plain")]).items()}
            | {"\x1b[2Jescape.bin": b"1", "n" * 5000: b"2", "\u202egnp.exe": b"3", "语言/文件.bin": b"4"}
        ),
        conversations=1,
        messages=2,
        hostile=("\x1b[2J", "\u202e"),
    )


def _beside(path: str) -> dict[str, object]:
    return usual([chat("plain")]) | {path: b"{}"}


def _made(
    name: str,
    about: str,
    make: Callable[[Path], object],
    *exits: int,
    conversations: int | None = None,
    messages: int | None = None,
    long: bool = False,
) -> Case:
    def write(folder: Path) -> Path:
        path = folder / f"{name}.zip"
        make(path)
        return path

    return Case(name, about, write, frozenset(exits), conversations, messages, long=long)


def _sound(path: Path, **more: bytes) -> bytes:
    Pack(usual([chat("plain")]) | more).write(path)
    return path.read_bytes()


def _truncated(path: Path) -> None:
    data = _sound(path)
    path.write_bytes(data[: len(data) // 2])


def _tailless(path: Path) -> None:
    path.write_bytes(_sound(path)[:-10])


def _blanks(archive: zipfile.ZipFile, name: str, mib: int) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(entry, "w") as out:
        out.write(b"[")
        for _ in range(mib):
            out.write(b" " * _MIB)
        out.write(b"]")


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        _blanks(archive, "conversations.json", 96)
        archive.writestr(zipfile.ZipInfo("user.json", EPOCH), b"{}")


def _bomb_aside(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, value in usual([chat("plain")]).items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), dump(value))
        _blanks(archive, "notes.bin", 96)


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


def _overlapping(path: Path) -> None:
    data = dump([chat("plain")]) + b" " * _MIB
    body, name = _deflated(data), b"conversations.json"
    crc = zlib.crc32(data)
    local = _local(name, len(body), len(data), crc) + body
    names = [name, *(b"conversations-%03d.json" % i for i in range(499))]
    directory = b"".join(_entry(n, 0, len(body), len(data), crc) for n in names)
    path.write_bytes(local + directory + _end(len(names), len(directory), len(local)))


def _forged_size(path: Path) -> None:
    data = dump([chat("plain")])
    body, name, crc = _deflated(data), b"conversations.json", zlib.crc32(data)
    local = _local(name, len(body), len(data), crc) + body
    directory = _entry(name, 0, 3 << 30, len(data), crc)
    path.write_bytes(local + directory + _end(1, len(directory), len(local)))


def _lying_size(path: Path) -> None:
    data = dump([chat("plain"), chat("more")])
    body, name, crc = _deflated(data), b"conversations.json", zlib.crc32(data)
    local = _local(name, len(body), 10, crc) + body
    directory = _entry(name, 0, len(body), 10, crc)
    path.write_bytes(local + directory + _end(1, len(directory), len(local)))


def _stored(path: Path, flip: str, mark: bytes) -> None:
    """A stored ZIP in which one byte of `flip`, at `mark`, is not what the checksum says."""
    files = usual([chat("plain")]) | {"file-Bad-photo.png": b"pixels pixels pixels"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, value in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), value if isinstance(value, bytes) else dump(value))
    data = bytearray(out.getvalue())
    at = data.index(mark, data.index(flip.encode()))
    data[at] ^= 0x01
    path.write_bytes(bytes(data))


def _bad_crc(path: Path) -> None:
    _stored(path, "file-Bad-photo.png", b"pixels")


def _bad_crc_chats(path: Path) -> None:
    _stored(path, "conversations.json", b"Hello?")


def _bad_deflate(path: Path) -> None:
    data = bytearray(_sound(path))
    at = data.index(b"conversations.json") + 400
    data[at : at + 40] = b"\xff" * 40
    path.write_bytes(bytes(data))


def _encrypted(path: Path) -> None:
    data = bytearray(_sound(path))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + place] |= 0x01
            at = data.find(sign, at + 4)
    path.write_bytes(bytes(data))


def _duplicates(path: Path) -> None:
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


def _special(path: Path, mode: int) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, value in usual([chat("plain")]).items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), dump(value))
        entry = zipfile.ZipInfo("file-Link-photo.png", EPOCH)
        entry.create_system = 3
        entry.external_attr = mode << 16
        archive.writestr(entry, b"/etc/passwd")


def _zip(files: dict[str, object]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            archive.writestr(entry, value if isinstance(value, bytes) else dump(value))
    return out.getvalue()


def _page() -> bytes:
    chats = dump([chat("page", ["</script><script>alert(1)</script>", "Hello!"]), chat("other")])
    script = chats.replace(b"</", b"<\\/")
    return (
        b"<!DOCTYPE html><html><body><script>\nvar jsonData = "
        + script
        + b";\nvar assetsJson = {};\n</script></body></html>"
    )


def _many(path: Path) -> None:
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


def _matryoshka() -> dict[str, object]:
    innermost = _zip(usual([chat("innermost")]))
    inner = _zip(usual([chat("inner")]) | {"Conversations__x-chatgpt-0001.zip": innermost})
    return {"report.html": b"<html></html>", "User Online Activity/Conversations__x-chatgpt-0001.zip": inner}


def _portal_user_file() -> dict[str, object]:
    inner = _zip({"conversations-000.json": [chat("plain")], "user.json": {"id": "user-x"}})
    files = _zip({"personal/files/conversations.json": [{"title": "My own notes, not a chat"}]})
    return {
        "report.html": b"<html></html>",
        "User Online Activity/Conversations__x-chatgpt-0001.zip": inner,
        "User Online Activity/Files__x-files-0001.zip": files,
        "User Online Activity/Ads__x-ads-0001.zip": b"",
    }


def _portal_broken() -> dict[str, object]:
    inner = _zip({"conversations-000.json": [chat("plain")]})
    return {
        "report.html": b"<html></html>",
        "User Online Activity/Conversations__x-chatgpt-0001-part-0001.zip": inner,
        "User Online Activity/Conversations__x-chatgpt-0001-part-0002.zip": inner[: len(inner) // 2],
    }
