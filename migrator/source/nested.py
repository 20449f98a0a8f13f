"""ZIPs inside a ZIP or a folder, exactly one level deep, as sources of their own.

A privacy portal hands out a container: folders by category, and in one of them the export as numbered ZIPs, its
conversations in one series and its files in another, each perhaps in parts. The person wants one export from it. So
the ZIPs of one series become one source, the other numbered ZIPs join it, and what else the container holds stays in
its list. What a ZIP holds decides; names only say which belong together. A ZIP deeper inside is a file like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec

from migrator.errors import MigratorError, NotRecognised, Refused, UsageError
from migrator.i18n import _
from migrator.seal.spool import IN_MEMORY
from migrator.source.damage import HoldsNothing
from migrator.source.folder import FolderSource
from migrator.source.joined import Joined, Outer, Part
from migrator.source.limits import LIMITS, Limits
from migrator.source.opening import naming, open_source
from migrator.source.stream import spooled
from migrator.source.view import Entry, Locator, Source
from migrator.source.zip_source import ZipSource

IsExport = Callable[[Source], bool]
Hold = Callable[[Source, Entry], BinaryIO]

# Conversations__0a1b-chatgpt-0001-part-0002.zip, Files__0a1b-files-0001.zip (as people report them, 2026-07-18)
_NUMBERED = re.compile(r"(?P<series>.*?)(?:[-_]0\d+)?(?:[-_ ]part[-_ ]?\d+)?", re.IGNORECASE)


def open_sources(
    paths: Iterable[Path | str], *, is_export: IsExport | None = None, limits: Limits = LIMITS
) -> list[Source]:
    """The sources at `paths`: of a container, the exports in the ZIPs inside it. All are the caller's to close.

    Raises as `open_source` and `unfold` do.
    """
    sources: list[Source] = []
    with _closed_on_error(sources):
        for path in paths:
            outer = open_source(path, limits=limits)
            with naming(path):
                sources += unfold(outer, is_export=is_export, limits=limits)
    return sources


def unfold(
    outer: Source, *, is_export: IsExport | None = None, hold: Hold | None = None, limits: Limits = LIMITS
) -> list[Source]:
    """`outer` itself if it is an export or holds none, else the exports in the ZIPs inside it. Takes over `outer`.

    `is_export` says whether a source is one, by what it holds (a reader knows it); without it, one with a JSON file
    is. `hold` gives the bytes of a compressed inner ZIP, seekable; without it they go through the sealed spool.

    Raises NotRecognised or Refused for a ZIP inside that belongs to an export and is not whole or is dangerous.
    """
    known = is_export or _holds_json
    with _closed_on_error([outer]):
        zips = sorted((entry for entry in outer.entries if _is_zip(entry)), key=_in_order)
        if not zips or known(outer):
            return [outer]
        parts, faults = _opened(outer, zips, known, hold or _in_spool(len(zips), limits), limits)
        with _closed_on_error(parts):
            return _grouped(outer, parts, faults, limits)


def reopen(locator: Locator, *, limits: Limits = LIMITS) -> Source:
    """The source that gave this locator, opened again, in this process or in another."""
    outer = open_source(locator.path, limits=limits)
    if not locator.within:
        return outer
    with _closed_on_error([outer]):
        by_path = {entry.path: entry for entry in outer.entries}
        parts: list[Part] = []
        for path in locator.within:
            inner = _in_place(outer, by_path[path]) if path in by_path else None
            if inner is None:
                raise UsageError(
                    _("{path} changed while it was being read.").format(path=outer.name),
                    _("Run the same command again."),
                )
            parts.append(Part(by_path[path], inner, in_place=True))
        beside = None
        if locator.apart is not None:
            gone = {*locator.within, *locator.apart}
            beside = [entry for entry in outer.entries if entry.path not in gone]
        return Joined(Outer(outer), parts, beside, locator.apart or (), limits)


def _grouped(
    outer: Source, parts: list[Part], faults: list[tuple[Entry, MigratorError]], limits: Limits
) -> list[Source]:
    groups: dict[tuple[str, str], list[Part]] = {}
    for part in parts:
        if part.is_export:
            groups.setdefault(_series(part.entry), []).append(part)
    for entry, fault in faults:
        if _matters(entry, fault, groups):
            raise _inside(fault)
    for part in parts:
        if not part.is_export and groups:
            groups.get(_series(part.entry), next(iter(groups.values()))).append(part)
    if not groups:
        for part in parts:
            part.close()
        return [outer]
    inside = {part.entry.path for group in groups.values() for part in group}
    beside: list[Entry] | None = [entry for entry in outer.entries if entry.path not in inside]
    shared = Outer(outer)
    joined: list[Source] = []
    for group in groups.values():  # what else the container holds is listed with the first
        apart = sorted(inside - {part.entry.path for part in group})
        joined.append(Joined(shared, group, beside, apart, limits))
        beside = None
    return joined


def _matters(entry: Entry, fault: MigratorError, groups: Collection[tuple[str, str]]) -> bool:
    """Whether a ZIP inside that cannot be opened may be a part of the exports that were found."""
    if not groups:
        return True
    if isinstance(
        fault, HoldsNothing
    ):  # a category in which there is nothing, if it is not of the same series
        return _series(entry) in groups and not entry.size
    return _series(entry) in groups or _is_numbered(entry)


def _opened(
    outer: Source, zips: list[Entry], known: IsExport, hold: Hold, limits: Limits
) -> tuple[list[Part], list[tuple[Entry, MigratorError]]]:
    """The ZIPs inside that are exports or numbered, and why some cannot be opened."""
    parts: list[Part] = []
    faults: list[tuple[Entry, MigratorError]] = []
    with _closed_on_error(parts):
        for entry in zips:
            try:
                part = _part(outer, entry, hold, limits)
            except (NotRecognised, Refused) as fault:
                faults.append((entry, fault))
                continue
            parts.append(part)
            if known(part.source):
                parts[-1] = msgspec.structs.replace(part, is_export=True)
            elif not _is_numbered(entry):
                parts.pop().close()
    return parts, faults


def _part(outer: Source, entry: Entry, hold: Hold, limits: Limits) -> Part:
    if (inner := _in_place(outer, entry)) is not None:
        return Part(entry, inner, in_place=True)
    stream = hold(outer, entry)
    with _closed_on_error([stream]):
        source = ZipSource(stream, entry.name, container=outer.name, limits=limits)
    return Part(entry, source, in_place=False)


def _in_place(outer: Source, entry: Entry) -> ZipSource | None:
    return outer.inner(entry) if isinstance(outer, (ZipSource, FolderSource)) else None


def _in_spool(count: int, limits: Limits) -> Hold:
    """Spools that take no more memory together than one may."""

    def hold(outer: Source, entry: Entry) -> BinaryIO:
        with outer.open(entry) as stream:
            return spooled(stream, limits, in_memory=IN_MEMORY // count)

    return hold


def _holds_json(source: Source) -> bool:
    return any(entry.name.lower().endswith(".json") for entry in source.entries)


def _is_zip(entry: Entry) -> bool:
    return entry.name.lower().endswith(".zip")


def _series(entry: Entry) -> tuple[str, str]:
    """The folder and the name without its numbers: the same for all ZIPs of one series."""
    folder, _slash, name = entry.path.rpartition("/")
    found = _NUMBERED.fullmatch(name[: -len(".zip")])
    return folder, (found["series"] if found else name).casefold()


def _is_numbered(entry: Entry) -> bool:
    return len(_series(entry)[1]) < len(entry.name) - len(".zip")


def _in_order(entry: Entry) -> list[tuple[int, str]]:
    """By path, with numbers in it by value."""
    return [
        (int(piece), "") if piece.isdecimal() else (-1, piece)
        for piece in re.split(r"(\d{1,15})", entry.path)
    ]


def _inside(fault: MigratorError) -> MigratorError:
    kind = Refused if isinstance(fault, Refused) else NotRecognised
    return kind(_("A ZIP inside it cannot be used. {why}").format(why=fault.message), fault.hint)


class _Closable(Protocol):
    def close(self) -> None: ...


@contextmanager
def _closed_on_error(held: Sequence[_Closable]) -> Iterator[None]:
    """What `held` holds by then is closed if anything goes wrong."""
    try:
        yield
    except BaseException:
        for one in held:
            one.close()
        raise
