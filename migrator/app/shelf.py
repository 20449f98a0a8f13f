"""The files of opened exports, by asset id: what a target sees of them, and a note in the report if one is damaged."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, BinaryIO, cast

from migrator.adapter import Export
from migrator.events import Report
from migrator.model import Asset
from migrator.source import Damaged


class Files:
    """`adapter.Shelf` over exports."""

    def __init__(self, exports: Sequence[Export], report: Report) -> None:
        self._exports = exports
        self._report = report

    def asset(self, asset_id: str) -> Asset | None:
        """The attachment of that id, or None if no export holds it."""
        for export in self._exports:
            if (asset := export.assets.get(asset_id)) is not None:
                return asset
        return None

    def open(self, asset: Asset) -> BinaryIO:
        """Its bytes, from the first export that holds it. Damage is reported before it is raised."""
        for export in self._exports:
            if (known := export.assets.get(asset.id)) is not None:
                return cast("BinaryIO", _Reporting(export.open(known), known.path, self._report))
        raise KeyError(asset.id)


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
