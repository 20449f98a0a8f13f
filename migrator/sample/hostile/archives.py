"""ZIP files that lie, hide, burst or break off."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from migrator.sample.hostile import forged
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
    yield _made(
        "zip-overlap", "Five hundred entries that share one body.", forged.overlapping, REFUSED, UNKNOWN
    )
    yield _made(
        "zip-forged-size", "An entry that claims 3 GiB of packed data.", forged.forged_size, REFUSED, UNKNOWN
    )
    yield _made(
        "zip-lying-size",
        "An entry that claims to be smaller than it is.",
        forged.lying_size,
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
    yield _made("zip-duplicates", "Two entries of one name.", forged.duplicates, REFUSED)
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
    yield _made("zip-many", "200,001 empty entries.", forged.many, REFUSED, long=True)
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


def _special(path: Path, mode: int) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, value in usual([chat("plain")]).items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), dump(value))
        entry = zipfile.ZipInfo("file-Link-photo.png", EPOCH)
        entry.create_system = 3
        entry.external_attr = mode << 16
        archive.writestr(entry, b"/etc/passwd")
