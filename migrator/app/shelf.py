"""The files of opened exports, by asset id: what a target sees of them, and a note in the report if one is damaged."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO, cast

from migrator.adapter import Export, Shelf
from migrator.events import Report
from migrator.model import Asset
from migrator.seal.spool import Spool
from migrator.source import Damaged


class Files:
    """`adapter.Shelf` over exports."""

    def __init__(self, exports: Sequence[Export], report: Report) -> None:
        self._exports = exports
        self._report = report
        self.inline = Inline()

    def asset(self, asset_id: str) -> Asset | None:
        """The attachment of that id, or None if no export holds it."""
        for export in self._exports:
            if (asset := export.assets.get(asset_id)) is not None:
                return asset
        return self.inline.asset(asset_id)

    def open(self, asset: Asset) -> BinaryIO:
        """Its bytes, from the first export that holds it. Damage is reported before it is raised."""
        for export in self._exports:
            if (known := export.assets.get(asset.id)) is not None:
                return self.reporting(export.open(known), known.path)
        return self.inline.open(asset)

    def reporting(self, stream: BinaryIO, path: str) -> BinaryIO:
        """`stream`, the bytes of the file at `path`, with a note in the report if they are damaged."""
        return cast("BinaryIO", _Reporting(stream, path, self._report))


class WithInline:
    """`adapter.Shelf` with the files that stand in one conversation's messages."""

    def __init__(self, shelf: Shelf, inline: Iterable[tuple[Asset, bytes]]) -> None:
        self._shelf = shelf
        self._inline = {asset.id: (asset, data) for asset, data in inline}

    def asset(self, asset_id: str) -> Asset | None:
        """The attachment of that id, or None if neither the conversation nor an export holds it."""
        found = self._inline.get(asset_id)
        return self._shelf.asset(asset_id) if found is None else found[0]

    def open(self, asset: Asset) -> BinaryIO:
        """Its bytes."""
        found = self._inline.get(asset.id)
        return self._shelf.open(asset) if found is None else io.BytesIO(found[1])


class Inline:
    """The files that stand in messages, gathered while conversations are read. In memory, and sealed beyond 64 MiB."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[Asset, Spool, int]] = {}
        self._spool: Spool | None = None

    @property
    def assets(self) -> Sequence[Asset]:
        """All that were found so far."""
        return tuple(asset for asset, _, _ in self._places.values())

    def keep(self, asset: Asset, data: bytes) -> None:
        """Take note of a file; one of equal bytes that is known already stays."""
        if asset.id in self._places:
            return
        if self._spool is None:
            self._spool = Spool()
        self._places[asset.id] = (asset, self._spool, self._spool.size)
        self._spool.write(data)

    def asset(self, asset_id: str) -> Asset | None:
        """The file of that id, or None."""
        found = self._places.get(asset_id)
        return found[0] if found else None

    def open(self, asset: Asset) -> BinaryIO:
        """Its bytes. KeyError if there is no such file."""
        known, spool, at = self._places[asset.id]
        if spool is self._spool:
            self._spool = None  # what comes later goes elsewhere: a spool that is read takes nothing more
        stream = spool.reader()
        stream.seek(at)
        return io.BytesIO(stream.read(known.size))


class _Reporting(io.RawIOBase):
    """The bytes of an attachment. That they are damaged is a problem of the input, whatever a target makes of it."""

    def __init__(self, stream: BinaryIO, path: str, report: Report) -> None:
        super().__init__()
        self._stream, self._path, self._report = stream, path, report

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        try:
            return self._stream.read(-1 if size is None else size)
        except Damaged as damage:
            self._report(damage.problem(self._path))
            raise

    def readall(self) -> bytes:
        return self.read()

    def readinto(self, buffer: Any, /) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()
