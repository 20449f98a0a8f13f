"""Titles out of `state_5.sqlite`, read in memory: the live file is never opened, let alone written.

Codex leaves what it wrote last in the write-ahead log beside it (SQLite file format, §4), which is put in first.
"""

from __future__ import annotations

import re
import sqlite3
import struct
from contextlib import closing

from migrator.source import Damaged, Entry, Source, find_all

_STATE = re.compile(r"state_\d+\.sqlite")
_LARGEST = 256 << 20


def titles(source: Source) -> dict[str, str]:
    """What Codex calls each thread, by its id; empty where there is no such database or it cannot be read."""
    found: dict[str, str] = {}
    by_path = {entry.path: entry for entry in source.entries}
    for entry in find_all(source, lambda e: _STATE.fullmatch(e.name) is not None):
        try:
            data = _bytes(source, entry)
            log = by_path.get(f"{entry.path}-wal")
            for thread, title in _rows(with_log(data, _bytes(source, log) if log else b"")):
                if isinstance(thread, str) and isinstance(title, str) and title.strip():
                    found.setdefault(thread, title)
        except (Damaged, sqlite3.Error, ValueError):
            continue
    return found


def with_log(data: bytes, log: bytes) -> bytes:
    """The database `data` with every committed page of its write-ahead log."""
    base = bytearray(data)
    if len(log) > 32 and int.from_bytes(log[:4], "big") in {0x377F0682, 0x377F0683}:
        size = int.from_bytes(log[8:12], "big")
        salts, pending = log[16:24], dict[int, bytes]()
        at = 32
        while 512 <= size <= 65536 and at + 24 + size <= len(log):
            page, pages = struct.unpack(">II", log[at : at + 8])
            if log[at + 8 : at + 16] != salts or page == 0 or page * size > _LARGEST:
                break
            pending[page] = log[at + 24 : at + 24 + size]
            if pages:
                for number, content in pending.items():
                    end = number * size
                    if len(base) < end:
                        base.extend(bytes(end - len(base)))
                    base[end - size : end] = content
                del base[pages * size :]
                pending.clear()
            at += 24 + size
    if len(base) > 20:
        base[18:20] = b"\x01\x01"  # read without a log
    return bytes(base)


def _rows(data: bytes) -> list[tuple[object, object]]:
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(data)
        base.execute("PRAGMA query_only = 1")
        base.execute("PRAGMA trusted_schema = 0")
        return base.execute("SELECT id, title FROM threads").fetchmany(1_000_000)


def _bytes(source: Source, entry: Entry) -> bytes:
    if entry.size > _LARGEST:
        raise Damaged("record-too-large")
    with source.open(entry) as stream:
        pieces = []
        while piece := stream.read(1 << 20):
            pieces.append(piece)
        return b"".join(pieces)
