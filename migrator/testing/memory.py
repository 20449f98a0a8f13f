"""An archive and a sink that live in memory."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO, TypeVar

from migrator.adapter import Shelf
from migrator.model import Asset, Conversation, Item, KeptFile, Persona, Project
from migrator.shape import attachments

T = TypeVar("T")
R = TypeVar("R")


class MemoryArchive:
    """An archive of values that are at hand. `files` holds the bytes of the assets, by their id.

    `convert` sends the function and each result through pickle, as an archive on several cores would.
    """

    def __init__(self, items: Iterable[Item], files: Mapping[str, bytes] | None = None) -> None:
        self.all = tuple(items)
        self.files = dict(files or {})
        self._assets = {item.id: item for item in self.all if isinstance(item, Asset)}
        for conversation in self.items(Conversation):
            for asset, data in attachments.inline(conversation):
                if asset.id not in self._assets:
                    self._assets[asset.id] = asset
                    self.files[asset.id] = data
                    self.all = (*self.all, asset)

    def asset(self, asset_id: str) -> Asset | None:
        """The asset, or None."""
        return self._assets.get(asset_id)

    def open(self, asset: Asset) -> BinaryIO:
        """Its bytes; `OSError` if they cannot be read."""
        if asset.id not in self.files:
            raise OSError(f"no bytes for {asset.id!r}")
        return io.BytesIO(self.files[asset.id])

    def open_kept(self, file: KeptFile) -> BinaryIO:
        """The bytes of a file that no reader understands; `OSError` if there are none."""
        if file.id not in self.files:
            raise OSError(f"no bytes for {file.id!r}")
        return io.BytesIO(self.files[file.id])

    def items(self, kind: type[T]) -> Iterator[T]:
        """All items of one kind."""
        return (item for item in self.all if isinstance(item, kind))

    def names(self) -> Mapping[str, str]:
        """The names of projects and personas."""
        return {item.id: item.name for item in self.all if isinstance(item, Project | Persona) and item.name}

    def convert(self, fn: Callable[[Conversation, Shelf], R]) -> Iterator[R]:
        """`fn` of every conversation."""
        sent: Callable[[Conversation, Shelf], R] = pickle.loads(pickle.dumps(fn))  # noqa: S301 - our own bytes
        for conversation in self.items(Conversation):
            back: R = pickle.loads(pickle.dumps(sent(conversation, self)))  # noqa: S301 - our own bytes
            yield back


class MemorySink:
    """Keeps what is written, by path. Refuses a path that is written twice."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def write(self, path: str, data: bytes) -> None:
        """One whole file."""
        if path in self.files:
            raise AssertionError(f"{path!r} is written twice")
        self.files[path] = bytes(data)

    @contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        """A file to stream into; dropped if the block fails."""
        stream = io.BytesIO()
        yield stream
        self.write(path, stream.getvalue())
