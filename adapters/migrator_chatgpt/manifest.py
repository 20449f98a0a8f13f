"""`export_manifest.json`: what the export says it holds. It finds what is missing; it never hides what is there.

Three shapes are known: `export_files` + `logical_files` (2026, several reports), `files: [{name, shards}]` (a published
fixture), and `conversation_shards` with `file_names` (a published importer). The hosted-sites part of an export has a file of
the same name in a folder of its own. An export in several parts has a manifest in each: every one is about its own part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from migrator.events import Problem, Report
from migrator.i18n import _
from migrator.source import Entry
from migrator_chatgpt import layout
from migrator_chatgpt.layout import Found

_KNOWN = frozenset({"logical_files", "export_files", "files", "manifest_file"})
_FILES_KEY = re.compile(r"file|shard|part|member|content", re.IGNORECASE)
_NAME_KEYS = ("path", "name", "file_name", "filename", "file")


def is_manifest(value: Any) -> bool:
    """Whether a parsed file is a list of files, in either shape."""
    if not isinstance(value, dict):
        return False
    if any(isinstance(value.get(key), (dict, list)) for key in ("logical_files", "export_files", "files")):
        return True
    return any(_is_list_of_files(key, inner) for key, inner in value.items())


def _is_list_of_files(key: str, value: Any) -> bool:
    """Whether a member that no known shape has lists files: by its key, and by names in it."""
    if not _FILES_KEY.search(key) or not isinstance(value, (dict, list)):
        return False
    return any(path.lower().endswith(".json") for path, _ in _anywhere(value))


def listed(manifest: dict[str, Any]) -> dict[str, int | None]:
    """Each path that the manifest lists, with its size in bytes if it says one."""
    paths: dict[str, int | None] = {}
    for path, size in _claims(manifest):
        if paths.get(path) is None:
            paths[path] = size
    return paths


def _claims(manifest: dict[str, Any]) -> Iterator[tuple[str, int | None]]:
    files = manifest.get("export_files")
    for file in files if isinstance(files, list) else ():
        if isinstance(file, dict):
            yield from _claim(file.get("path"), file)
        else:
            yield from _claim(file, {})
    logical = manifest.get("logical_files")
    for file in logical.values() if isinstance(logical, dict) else ():
        shards = file.get("files") if isinstance(file, dict) else None
        for shard in shards if isinstance(shards, list) else ():
            yield from _claim(shard, {})
    files = manifest.get("files")
    for file in files if isinstance(files, list) else ():
        if not isinstance(file, dict):
            yield from _claim(file, {})
            continue
        shards = file.get("shards")
        if isinstance(shards, list) and shards:
            for shard in shards:
                if isinstance(shard, dict):
                    yield from _claim(shard.get("name") or shard.get("path"), shard)
                else:
                    yield from _claim(shard, {})
        else:
            yield from _claim(file.get("name") or file.get("path"), file)
    for key, value in manifest.items():
        if key not in _KNOWN and _is_list_of_files(key, value):
            yield from _anywhere(value)


def _anywhere(value: Any) -> Iterator[tuple[str, int | None]]:
    """Every name of a file in a member of unknown shape: texts in lists, and under the keys that mean a name."""
    waiting: list[Any] = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, list):
            for entry in inner:
                if isinstance(entry, str):
                    yield from _claim(entry, {})
                else:
                    waiting.append(entry)
        elif isinstance(inner, dict):
            named = next((inner[key] for key in _NAME_KEYS if isinstance(inner.get(key), str)), None)
            if named is not None:
                yield from _claim(named, inner)
            waiting.extend(each for each in inner.values() if isinstance(each, (dict, list)))
            waiting.extend(
                [each] for key, each in inner.items() if isinstance(each, str) and key.endswith(".json")
            )


def _claim(path: Any, about: dict[str, Any]) -> Iterator[tuple[str, int | None]]:
    if isinstance(path, str) and path:
        size = about.get("size_bytes", about.get("size"))
        yield path, size if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else None


class Part(msgspec.Struct):
    """One manifest: its path, what it lists, and the files that it is about."""

    where: str
    value: dict[str, Any]
    own: list[Found]


def parts(manifests: Sequence[tuple[str, dict[str, Any]]], found: Sequence[Found]) -> list[Part]:
    """Each manifest with the files of its own part: those in its folder and below.

    A manifest in a folder in which nothing else of what it lists stands is about the folder above.
    """
    made: list[Part] = []
    for where, value in manifests:
        folder = where.rpartition("/")[0]
        while folder and not _holds_any(folder, value, where, found):
            folder = folder.rpartition("/")[0]
        below = f"{folder}/" if folder else ""
        inner = [other.rpartition("/")[0] + "/" for other, _ in manifests if other != where]
        inner = [other for other in inner if other.startswith(below) and other != below]
        own = [
            file
            for file in found
            if file.entry.path.startswith(below)
            and not any(file.entry.path.startswith(other) for other in inner)
        ]
        made.append(Part(where, value, own))
    return made


def _holds_any(folder: str, value: dict[str, Any], where: str, found: Sequence[Found]) -> bool:
    names = {path.rsplit("/", 1)[-1].lower() for path in listed(value)} - {where.rsplit("/", 1)[-1].lower()}
    return any(
        file.entry.path.startswith(f"{folder}/") and file.entry.name.lower() in names for file in found
    )


def check(part: Part, others: Sequence[Part], found: Sequence[Found], report: Report) -> None:
    """Report each data file that a manifest lists and that is absent from its part, or of another size.

    Attachments are none of this: many are missing from perfect exports. The page `chat.html` only repeats. A file that
    lies in another part counts if nothing there lists it.
    """
    folder = part.where.rpartition("/")[0]
    by_path = {file.entry.path.lower(): file.entry for file in part.own}
    by_name = {file.entry.name.lower(): file.entry for file in reversed(part.own)}
    claimed = {id(entry) for other in others for entry in _claimed(other)}
    elsewhere = {file.entry.name.lower(): file.entry for file in found if id(file.entry) not in claimed}
    for path, size in listed(part.value).items():
        name = path.rsplit("/", 1)[-1].lower()
        if not name.endswith(".json"):
            continue
        full = f"{folder}/{path}" if folder else path
        entry = (
            by_path.get(full.lower())
            or by_path.get(path.lower())
            or (by_name.get(name) or elsewhere.get(name) if "/" not in path else None)
        )
        if entry is None:
            shard = layout.name_of(path)[0] == "conversations.json"
            what = (
                _(
                    "The export lists this file of conversations, and it is not here. Download the export again."
                )
                if shard
                else _("The export lists this data file, and it is not here. Download the export again.")
            )
            where = f"{folder}/{path}" if folder and others else path
            report(Problem(kind="missing-file", where=where, what=what, incomplete=True))
        elif size is not None and entry.size != size:
            report(
                Problem(
                    kind="wrong-size",
                    where=entry.path,
                    what=_(
                        "{size} bytes instead of the {listed} that the export lists; it was cut or changed."
                    ).format(size=entry.size, listed=size),
                    incomplete=True,
                )
            )


def _claimed(part: Part) -> Iterator[Entry]:
    names = {path.rsplit("/", 1)[-1].lower() for path in listed(part.value)}
    return (file.entry for file in part.own if file.entry.name.lower() in names)


def check_numbers(found: Sequence[Found], report: Report) -> None:
    """Report a gap in the numbers of the shards of one folder. That is a guess, so it only warns."""
    folders: dict[str, list[int]] = {}
    for file in layout.named(found, "conversations.json"):
        if file.number >= 0:
            folders.setdefault(file.entry.path.rpartition("/")[0], []).append(file.number)
    for folder, numbers in folders.items():
        numbers.sort()
        missing = sorted(set(range(numbers[-1])) - set(numbers)) if numbers[-1] < 100_000 else []
        if missing and not (missing == [0] and numbers[0] == 1):
            below = f"{folder}/" if folder else ""
            report(
                Problem(
                    kind="shard-gap",
                    where=", ".join(f"{below}conversations-{n:03}.json" for n in missing[:5]),
                    what=_(
                        "The numbers of the conversation files have a gap; a file may be missing ({n} in all)."
                    ).format(n=len(missing)),
                )
            )
