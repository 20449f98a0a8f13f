"""Looking for exports where downloads usually land. Only names and the heads of files are read, nothing is kept of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from migrator import registry
from migrator.app.context import Context
from migrator.app.opening import opened
from migrator.errors import MigratorError

_GLANCE = 8  # of the newest files that are opened without being asked to
_MOST = 400  # files in one folder that are looked at, the newest first


class Candidate(msgspec.Struct, frozen=True):
    """A file that a reader knows. `size` in bytes, `changed` by the file system's clock."""

    path: Path
    size: int
    changed: dt.datetime


def folders(home: Path | None = None) -> list[Path]:
    """Where downloads usually land, as far as these folders exist."""
    at = home or Path.home()
    names = ("Downloads", "Download", "İndirilenler", "التنزيلات", "تنزيلات", "Desktop", "Documents", ".")
    return [folder for name in names if (folder := at / name).is_dir()]


def newest(places: list[Path], context: Context) -> Candidate | None:
    """The newest export that lies directly in `places`, as far as one of the few newest ZIPs and JSON files is one."""
    likely = {path.resolve(): path for place in places for path in _likely(place)[:_GLANCE]}
    for path in sorted(likely.values(), key=_changed, reverse=True)[:_GLANCE]:
        context.check()
        if (found := _candidate(path)) is not None:
            return found
    return None


def find(places: list[Path], context: Context) -> list[Candidate]:
    """The exports that lie directly in `places`, the newest first. What cannot be read is passed over."""
    found: dict[Path, Candidate] = {}
    readers = registry.readers(context.report)
    for place in places if readers else ():
        for path in _likely(place):
            context.check()
            if (candidate := _candidate(path)) is not None:
                found[path.resolve()] = candidate
    return sorted(found.values(), key=lambda one: one.changed, reverse=True)


def _candidate(path: Path) -> Candidate | None:
    """The file, if a reader knows it."""
    try:
        with opened([str(path)], Context()) as exports:
            if not exports:
                return None
        about = path.stat()
    except (MigratorError, OSError):
        return None
    return Candidate(path, about.st_size, dt.datetime.fromtimestamp(about.st_mtime, tz=dt.UTC))


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _likely(place: Path) -> list[Path]:
    """Files that could be an export by their name."""
    try:
        near = [
            path
            for path in place.iterdir()
            if (path.suffix.lower() == ".zip" or path.name.startswith("conversations")) and path.is_file()
        ]
        return sorted(near, key=lambda path: path.stat().st_mtime, reverse=True)[:_MOST]
    except OSError:
        return []
