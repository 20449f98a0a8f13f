"""The three maps that say which file of an export is what, read without trusting their shape.

`conversation_asset_file_names.json` gives `.dat` files their names back (since May 2026), `library_files.json` knows
names, types and the messages that files came from (since July 2026), and `chat.html` holds a map from pointers to paths
(until spring 2026). None of them is complete: 1,656 names and 2,367 library entries were counted beside 3,228 files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from migrator.errors import NotRecognised
from migrator.events import Problem, Report
from migrator.i18n import _
from migrator.source import Entry, Source
from migrator.source.utf8 import as_utf8
from migrator_chatgpt import layout
from migrator_chatgpt.chat_html import assets_json

_LARGEST = 256 << 20  # bytes of a map; the largest that was described had 3 MB
_TIMES = ("created_at", "file_upload_time", "record_creation_time", "version_created_at")


class LibraryFile(msgspec.Struct, frozen=True):
    """One entry of the library; `raw` is all of it. A field is None if the entry does not hold it in its plain form."""

    file_id: str
    library_id: str | None = None
    name: str | None = None
    media_type: str | None = None
    size: int | None = None
    sha256: str | None = None
    conversation: str | None = None
    message: str | None = None
    created: dt.datetime | None = None
    raw: dict[str, Any] = {}


class Place(msgspec.Struct, frozen=True):
    """Where `chat.html` says that a pointer leads: a path below the folder that `chat.html` stands in."""

    folder: str
    path: str
    media_type: str | None = None


class Maps(msgspec.Struct):
    """All maps of one export, merged; the first that names a thing counts."""

    names: dict[str, str] = {}  # "file-X.dat", without a folder → the name that it had
    library: list[LibraryFile] = []
    places: dict[str, Place] = {}  # the pointer as `chat.html` writes it


def read(source: Source, report: Report, *, page: bool) -> Maps:
    """Read every map in `source`, that of `chat.html` only if `page`: it takes seconds in a large export.

    One that cannot be read is reported, and the others count.
    """
    maps = Maps()
    for file in layout.look(source):
        entry = file.entry
        match file.logical:
            case "conversation_asset_file_names.json":
                value = _json(source, entry, report)
                for key, name in value.items() if isinstance(value, dict) else ():
                    if isinstance(name, str) and name:
                        maps.names.setdefault(key.rsplit("/", 1)[-1], name)
            case "library_files.json":
                maps.library += filter(None, map(library_file, _list(_json(source, entry, report))))
            case "chat.html" if page:
                for pointer, place in _places(source, entry, report):
                    maps.places.setdefault(pointer, place)
    return maps


def library_file(raw: Any) -> LibraryFile | None:
    """One entry of `library_files.json`; None if it names no file."""
    if not isinstance(raw, dict) or not isinstance(raw.get("file_id"), str) or not raw["file_id"]:
        return None
    library_id = raw.get("id")
    if isinstance(library_id, dict):
        library_id = library_id.get("id")
    size = raw.get("file_size_bytes")
    return LibraryFile(
        file_id=raw["file_id"],
        library_id=library_id if isinstance(library_id, str) else None,
        name=_text(raw.get("file_name")),
        media_type=_text(raw.get("mime_type")),
        size=size if isinstance(size, int) and not isinstance(size, bool) else None,
        sha256=_text(raw.get("sha256_digest")),
        conversation=_text(raw.get("origination_thread_id")),
        message=_text(raw.get("origination_message_id")),
        created=next((time for time in (_time(raw.get(key)) for key in _TIMES) if time), None),
        raw=raw,
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _time(value: Any) -> dt.datetime | None:
    """An ISO 8601 time with its offset, as UTC."""
    if not isinstance(value, str):
        return None
    try:
        time = dt.datetime.fromisoformat(value)
        return time.astimezone(dt.UTC) if time.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _list(value: Any) -> list[Any]:
    """The entries of a map that is a list, or an object with one list in it."""
    if isinstance(value, dict):
        value = next((inner for inner in value.values() if isinstance(inner, list)), None)
    return value if isinstance(value, list) else []


def _json(source: Source, entry: Entry, report: Report) -> Any:
    if entry.size > _LARGEST:
        _complain(report, entry)
        return None

    def load() -> Any:
        with source.open(entry) as stream:
            return msgspec.json.decode(stream.read().removeprefix(b"\xef\xbb\xbf"))

    return _careful(load, entry, report)


def _places(source: Source, entry: Entry, report: Report) -> Iterator[tuple[str, Place]]:
    def load() -> dict[str, Any]:
        with source.open(entry) as stream:
            return assets_json(as_utf8(stream))

    folder = entry.path[: -len(entry.name)]
    for pointer, value in (_careful(load, entry, report) or {}).items():
        described = value if isinstance(value, dict) else {"file_path": value}
        path = described.get("file_path") or described.get("path")
        if isinstance(path, str) and path:
            media_type = described.get("mime_type")
            yield pointer, Place(folder, path, media_type if isinstance(media_type, str) else None)


def _careful(load: Callable[[], Any], entry: Entry, report: Report) -> Any:
    """What `load` gives; None after a report if the file is damaged. A dangerous file still ends the run."""
    try:
        return load()
    except (NotRecognised, OSError, EOFError, ValueError, RecursionError):
        _complain(report, entry)
        return None


def _complain(report: Report, entry: Entry) -> None:
    report(
        Problem(
            kind="broken-map",
            where=entry.path,
            what=_(
                "This list of attachments could not be read. The attachments themselves are kept; some have no name now."
            ),
            incomplete=True,
        )
    )
