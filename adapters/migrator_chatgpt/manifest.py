"""`export_manifest.json`: what the export says it holds. It finds what is missing; it never hides what is there.

Two shapes are known: `export_files` + `logical_files` (2026, several reports), and `files: [{name, shards}]` (a
published fixture). The hosted-sites part of an export has a file of the same name in a folder of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from migrator.events import Problem, Report
from migrator.i18n import _
from migrator_chatgpt import layout
from migrator_chatgpt.layout import Found


def is_manifest(value: Any) -> bool:
    """Whether a parsed file is a list of files, in either shape."""
    if not isinstance(value, dict):
        return False
    return any(isinstance(value.get(key), (dict, list)) for key in ("logical_files", "export_files", "files"))


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


def _claim(path: Any, about: dict[str, Any]) -> Iterator[tuple[str, int | None]]:
    if isinstance(path, str) and path:
        size = about.get("size_bytes", about.get("size"))
        yield path, size if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else None


def check(where: str, manifest: dict[str, Any], found: Sequence[Found], report: Report) -> None:
    """Report each data file that the manifest lists and that is absent or of another size.

    Attachments are none of this: many are missing from perfect exports. The page `chat.html` only repeats.
    """
    folder = where.rpartition("/")[0]
    by_path = {file.entry.path.lower(): file.entry for file in found}
    by_name = {file.entry.name.lower(): file.entry for file in reversed(found)}
    for path, size in listed(manifest).items():
        name = path.rsplit("/", 1)[-1].lower()
        if not name.endswith(".json"):
            continue
        full = f"{folder}/{path}" if folder else path
        entry = (
            by_path.get(full.lower())
            or by_path.get(path.lower())
            or (by_name.get(name) if "/" not in path else None)
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
            report(Problem(kind="missing-file", where=path, what=what, incomplete=True))
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


def check_numbers(found: Sequence[Found], report: Report) -> None:
    """Without a manifest: report a gap in the numbers of the shards. That is a guess, so it only warns."""
    numbers = sorted({file.number for file in layout.named(found, "conversations.json") if file.number >= 0})
    missing = sorted(set(range(numbers[-1])) - set(numbers)) if numbers and numbers[-1] < 100_000 else []
    if missing and not (missing == [0] and numbers[0] == 1):
        report(
            Problem(
                kind="shard-gap",
                where=", ".join(f"conversations-{n:03}.json" for n in missing[:5]),
                what=_(
                    "The numbers of the conversation files have a gap; a file may be missing ({n} in all)."
                ).format(n=len(missing)),
            )
        )
