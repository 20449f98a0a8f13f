"""The files of one chat each: `sessions/YYYY/MM/DD/rollout-….jsonl`, or flat in `archived_sessions/`.

Folder and name are in local time, so no date is read from them (Codex 0.171.0, run 2026-11-30).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from migrator.source import Damaged, Entry, Source, parse

_NAME = re.compile(r"rollout-.*\.jsonl", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HEAD = 1 << 20
LARGEST = 256 << 20  # bytes of one chat; a line with a picture has tens of megabytes


class Head(msgspec.Struct, frozen=True):
    """What the first line says: whose chat it is, how it is written, and what it goes on from."""

    thread: str
    base: str | None = None
    until: int | None = None


def found(source: Source) -> list[Entry]:
    """The rollout files, by path."""
    return sorted((e for e in source.entries if _NAME.fullmatch(e.name)), key=lambda e: e.path)


def packed(source: Source) -> list[Entry]:
    """Rollouts that Codex has compressed."""
    return [e for e in source.entries if e.name.lower().endswith(".jsonl.zst")]


def head(source: Source, entry: Entry) -> Head | None:
    """The first `session_meta` of a file, None if its first line is none."""
    try:
        with source.open(entry) as stream:
            data = b""
            while b"\n" not in data and len(data) < _HEAD and (piece := stream.read(_HEAD - len(data))):
                data += piece
        first = parse(data.partition(b"\n")[0].removeprefix(b"\xef\xbb\xbf"))
    except Damaged:
        return None
    return head_of(first, entry)


def head_of(first: Any, entry: Entry) -> Head | None:
    """As `head`, for a line that is read already."""
    if not isinstance(first, dict) or first.get("type") != "session_meta":
        return None
    payload = first.get("payload")
    if not isinstance(payload, dict):
        return None
    given = payload.get("id")
    thread = given if isinstance(given, str) and given else named(entry)
    base = payload.get("history_base")
    if isinstance(base, dict) and isinstance(base.get("thread_id"), str):
        until = base.get("end_ordinal_exclusive")
        return Head(thread, base["thread_id"], until if isinstance(until, int) else None)
    return Head(thread)


def named(entry: Entry) -> str:
    """The id in the name of a file, its path if there is none."""
    ids = _UUID.findall(entry.name)
    return str(ids[-1]).lower() if ids else entry.path


def lines(source: Source, entry: Entry) -> Iterator[bytes]:
    """The lines of a file. Raises `Damaged` after the last that could be read, or if the chat is too large."""
    rest, size = bytearray(), 0
    with source.open(entry) as stream:
        try:
            while piece := stream.read(1 << 20):
                size += len(piece)
                if size > LARGEST:
                    raise _too_large()
                whole, cut, after = piece.rpartition(b"\n")
                if not cut:
                    rest += piece
                    continue
                rest += whole
                yield from bytes(rest).split(b"\n")
                rest = bytearray(after)
        except Damaged:
            if rest.strip():
                yield bytes(rest)
            raise
    if rest.strip():
        yield bytes(rest)


def _too_large() -> Damaged:
    return Damaged("record-too-large")
