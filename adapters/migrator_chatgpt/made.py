"""When an export says that it was made, by its own word: the day that is asked about when one stands in for another.

Two places are known to say it. The manifest of the hosted sites has `requested_at` (August 2026); a key of that kind
in any manifest is believed. The ZIP that ChatGPT sends is called `<64 hex>-2026-05-16-10-11-12-<32 hex>.zip`, in UTC.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from migrator.source import Damaged, Source, parse_file

_NAMED = re.compile(
    r"(?:^|[-_/])(20\d\d-[01]\d-[0-3]\d-[0-2]\d-[0-5]\d-[0-5]\d)-[0-9a-f]{32}\b", re.IGNORECASE
)
_KEYS = ("exported_at", "created_at", "generated_at", "requested_at")
_LARGEST = 16 << 20  # bytes; a manifest has some kilobytes


def made(source: Source) -> dt.datetime | None:
    """The latest moment that the export names for its own making; None if it names none."""
    return max(
        (*_in_manifests(source), *_in_name(source.container or ""), *_in_name(source.name)), default=None
    )


def _in_manifests(source: Source) -> Iterator[dt.datetime]:
    for entry in source.entries:
        if entry.name.lower() != "export_manifest.json" or entry.size > _LARGEST:
            continue
        try:
            with source.open(entry) as stream:
                value: Any = parse_file(stream)
        except Damaged:
            continue
        if isinstance(value, dict):
            yield from (time for key in _KEYS if (time := _time(value.get(key))) is not None)


def _in_name(name: str) -> Iterator[dt.datetime]:
    found = _NAMED.search(name)
    if found:
        try:
            yield dt.datetime.strptime(found[1], "%Y-%m-%d-%H-%M-%S").replace(tzinfo=dt.UTC)
        except ValueError:
            return


def _time(value: Any) -> dt.datetime | None:
    if not isinstance(value, str):
        return None
    try:
        time = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=dt.UTC)
