"""A ZIP as a source. It is read where it lies: nothing is unpacked to disk."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, cast

from migrator.i18n import _
from migrator.source.blob import Blob
from migrator.source.damage import HoldsNothing
from migrator.source.limits import LIMITS, Limits
from migrator.source.view import Entry, Ignored, Kind, Locator, Source, left_by_system
from migrator.source.zip_directory import Member, read_directory
from migrator.source.zip_member import STORED, MemberStream, data_start


class ZipSource(Source):
    """The files of one ZIP, in the order of its table of contents."""

    kind: Kind = "zip"

    def __init__(
        self,
        stream: BinaryIO,
        name: str,
        *,
        container: str | None = None,
        path: Path | None = None,
        limits: Limits = LIMITS,
        inside: Blob | None = None,
    ) -> None:
        """Takes over `stream` and closes it, unless the ZIP lies `inside` a blob of it."""
        self.name = name
        self.container = container
        self._stream = stream
        self._owns = inside is None
        self._path = path
        self._limits = limits
        self._blob = inside or Blob(stream)
        if not self._blob.size:
            raise HoldsNothing(
                _("The file is empty. Nothing was changed."),
                _("Download the export again."),
            )
        self._members: dict[str, Member] = {}
        entries: list[Entry] = []
        ignored: list[Ignored] = []
        for member in read_directory(self._blob, limits):
            if member.folder:
                ignored.append(Ignored(member.path, member.size, "folder"))
            elif left_by_system(member.path):
                ignored.append(Ignored(member.path, member.size, "system"))
            else:
                entries.append(Entry(member.path, member.size))
                self._members[member.path] = member
        if not entries:
            raise HoldsNothing(
                _("There is no file in this ZIP. It was not changed."),
                _("Download the export again."),
            )
        self.entries = entries
        self.ignored = ignored

    def open(self, entry: Entry) -> BinaryIO:
        """See `Source.open`."""
        return cast("BinaryIO", MemberStream(self._blob, self._members[entry.path], self._limits))

    def stored(self, entry: Entry) -> Blob | None:
        """The bytes of an entry where they lie, if they lie there uncompressed."""
        member = self._members[entry.path]
        if member.method != STORED or member.packed != member.size:
            return None
        return self._blob.part(data_start(self._blob, member), member.size)

    def inner(self, entry: Entry) -> ZipSource | None:
        """The ZIP that is an entry of this one, read in place; None if it is compressed.

        It reads from this one's file and works as long as this one is open.
        """
        blob = self.stored(entry)
        if blob is None:
            return None
        return ZipSource(
            self._stream,
            entry.name,
            container=self.name,
            limits=self._limits,
            inside=blob,
        )

    def close(self) -> None:
        """See `Source.close`."""
        if self._owns:
            self._stream.close()

    def locator(self) -> Locator | None:
        """See `Source.locator`."""
        return None if self._path is None else Locator(str(self._path))


def open_zip(
    stream: BinaryIO, *, name: str, container: str | None = None, limits: Limits = LIMITS
) -> ZipSource:
    """A ZIP in any seekable stream, which the source takes over, and which is closed if it is none.

    It has no locator: only this process can read it.
    """
    try:
        return ZipSource(stream, name, container=container, limits=limits)
    except BaseException:
        stream.close()
        raise
