"""A single file as a source with one entry, for people who kept only the file that matters."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from migrator.errors import Refused
from migrator.i18n import _
from migrator.source.folder import open_regular
from migrator.source.limits import LIMITS, Limits
from migrator.source.view import Entry, Kind, Locator, Source


class FileSource(Source):
    """One regular file. Its entry is named as the file is."""

    kind: Kind = "file"
    container = None

    def __init__(self, path: Path, limits: Limits = LIMITS) -> None:
        self._path = path.resolve()
        self.name = path.name
        size = self._path.stat().st_size
        if size > limits.total:
            raise Refused(
                _("This file was not read: it holds {size} GiB. Nothing was changed.").format(
                    size=size >> 30
                ),
                _("Use the file that you downloaded, or the folder that you unpacked it to."),
            )
        self.entries = [Entry(path.name, size)]

    def open(self, entry: Entry) -> BinaryIO:
        """See `Source.open`."""
        return open_regular(self._path, entry.size)

    def locator(self) -> Locator | None:
        """See `Source.locator`."""
        return Locator(str(self._path))
