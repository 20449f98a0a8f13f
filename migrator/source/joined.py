"""Several ZIPs out of one container as one source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

import msgspec

from migrator.errors import Refused
from migrator.i18n import _
from migrator.source.limits import Limits
from migrator.source.view import Entry, Ignored, Kind, Locator, Source
from migrator.source.zip_source import ZipSource


class Part(msgspec.Struct, frozen=True):
    """A ZIP inside a container: the entry that it is there, and opened.

    `in_place`: it is read where it lies. `is_export`: it is an export by itself.
    """

    entry: Entry
    source: ZipSource
    in_place: bool
    is_export: bool = False

    def close(self) -> None:
        """Close what was opened."""
        self.source.close()


class Outer:
    """A container that several sources read from; it is closed with the last of them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._users = 0

    def join(self) -> None:
        """One more reads from it."""
        self._users += 1

    def leave(self) -> None:
        """One fewer."""
        self._users -= 1
        if self._users <= 0:
            self.source.close()


class Joined(Source):
    """The files of some ZIPs. The path of an entry is the path of its ZIP in the container, then its own.

    It is named after the first of its ZIPs. `beside` are the other files of the container that it lists, under their
    own paths; None if another source lists them.
    """

    kind: Kind = "zip"

    def __init__(
        self,
        outer: Outer,
        parts: Sequence[Part],
        beside: Sequence[Entry] | None,
        apart: Sequence[str],
        limits: Limits,
    ) -> None:
        """Takes over the `parts`, and `outer` together with others. `apart`: the ZIPs that others took over."""
        self.name = parts[0].entry.name
        self.container = outer.source.name
        self._outer = outer
        self._parts = parts
        self._apart = None if beside is None else tuple(apart)
        self._closed = False
        listed: list[tuple[str, Source, Entry]] = [
            (f"{part.entry.path}/{entry.path}", part.source, entry)
            for part in parts
            for entry in part.source.entries
        ]
        listed += [(entry.path, outer.source, entry) for entry in beside or ()]
        self._places: dict[str, tuple[Source, Entry]] = {
            path: (source, entry) for path, source, entry in listed
        }
        self.entries = [Entry(path, entry.size) for path, _source, entry in listed]
        self.ignored = [
            Ignored(f"{part.entry.path}/{left.path}", left.size, left.why)
            for part in parts
            for left in part.source.ignored
        ]
        if beside is not None:
            self.ignored += outer.source.ignored
        self._check(limits)
        outer.join()

    def _check(self, limits: Limits) -> None:
        total = sum(entry.size for entry in self.entries)
        if (
            len(self.entries) > limits.members
            or total > limits.total
            or len(self._places) < len(self.entries)
        ):
            raise Refused(
                _(
                    "The ZIPs inside it hold {n} files with {size} GiB, or several under one name. "
                    "They were not read; nothing was changed."
                ).format(n=len(self.entries), size=total >> 30),
                _("Unpack them yourself, if you trust them, and use the folders one by one."),
            )

    def open(self, entry: Entry) -> BinaryIO:
        """See `Source.open`."""
        source, inside = self._places[entry.path]
        return source.open(inside)

    def close(self) -> None:
        """See `Source.close`."""
        if self._closed:
            return
        self._closed = True
        for part in self._parts:
            part.close()
        self._outer.leave()

    def locator(self) -> Locator | None:
        """See `Source.locator`: None if a part went through the spool, whose key only this process has."""
        outer = self._outer.source.locator()
        if outer is None or not all(part.in_place for part in self._parts):
            return None
        return Locator(outer.path, tuple(part.entry.path for part in self._parts), self._apart)
