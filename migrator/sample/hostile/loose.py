"""Folders and single files: links, pipes and loops on disk, JSON that is cut, packed or in another encoding."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from migrator.sample.hostile.case import INCOMPLETE, OK, REFUSED, UNKNOWN, Case, chat, dump, usual


def cases() -> Iterator[Case]:
    """Cases that are no ZIP. Links and pipes are left out where the system has none."""
    two = [chat("a"), chat("b")]
    yield _folder(
        "folder-plain", "Nothing wrong: the measure for the others.", _nothing, conversations=1, messages=2
    )
    yield _folder("folder-links", "Links that lead out of the folder.", _links, OK, REFUSED, INCOMPLETE)
    yield _folder("folder-loop", "A folder that links to the one above it.", _loop, OK, REFUSED)
    yield _folder(
        "folder-pipe", "A pipe that nobody writes into: whoever opens it waits for ever.", _pipe, OK, REFUSED
    )
    yield _folder("folder-deep", "Folders in folders, two hundred deep.", _deep, OK, REFUSED)
    yield _file("file-plain.json", "A file of conversations alone.", dump(two), conversations=2, messages=4)
    yield _file(
        "file-cut.json",
        "A file of conversations that ends in the middle of the last one.",
        dump([*two, chat("c")])[:-200],
        INCOMPLETE,
        UNKNOWN,
    )
    yield _file("file-one.json", "One conversation without a list around it.", dump(chat("a")), OK, UNKNOWN)
    yield _file(
        "file-gzip.json", "A packed file under a plain name.", gzip.compress(dump(two), mtime=0), UNKNOWN
    )
    yield _file(
        "file-utf16.json",
        "A file that an editor saved as UTF-16.",
        dump(two).decode().encode("utf-16"),
        OK,
        INCOMPLETE,
        UNKNOWN,
    )
    yield _file("file-blank.json", "Nothing but blanks.", b" \n" * 1000, UNKNOWN, INCOMPLETE)
    yield _file("file-scalar.json", "A number.", b"7", UNKNOWN)
    yield _file("file-noise.json", "Noise.", bytes(range(256)) * 64, UNKNOWN)
    yield _file(
        "file-open.json", "A hundred thousand opening brackets.", b"[" * 100_000, UNKNOWN, INCOMPLETE, REFUSED
    )


def _folder(
    name: str,
    about: str,
    spoil: Callable[[Path], None],
    *exits: int,
    conversations: int | None = None,
    messages: int | None = None,
) -> Case:
    def write(folder: Path) -> Path:
        path = folder / name
        path.mkdir()
        for file, value in usual([chat("plain")]).items():
            (path / file).write_bytes(dump(value))
        spoil(path)
        return path

    return Case(name, about, write, frozenset(exits or (OK,)), conversations, messages)


def _file(
    name: str,
    about: str,
    data: bytes,
    *exits: int,
    conversations: int | None = None,
    messages: int | None = None,
) -> Case:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data)
        return path

    return Case(name.removesuffix(".json"), about, write, frozenset(exits or (OK,)), conversations, messages)


def _nothing(path: Path) -> None:
    """A folder without anything hostile."""
    (path / "notes.txt").write_bytes(b"notes")


def _link(path: Path, target: str, *, folder: bool = False) -> None:
    if os.name != "nt":
        path.symlink_to(target, target_is_directory=folder)


def _links(path: Path) -> None:
    _link(path / "file-Link-passwords.txt", "/etc/passwd")
    _link(path / "file-Gone-nowhere.png", "nowhere.png")
    _link(path / "outside", "/etc", folder=True)


def _loop(path: Path) -> None:
    _link(path / "again", "..", folder=True)
    _link(path / "self", "self")


def _pipe(path: Path) -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo(path / "file-Pipe-photo.png")
        os.mkfifo(path / "user_settings.json")


def _deep(path: Path) -> None:
    below = path
    for _ in range(200):
        below /= "d"
    below.mkdir(parents=True)
    (below / "end.txt").write_bytes(b"the end")
