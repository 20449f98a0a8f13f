"""Where the parts of a copy go: a folder with scripts beside the page, or pieces inside the page, encrypted or not.

Every part is one gzip member (a browser refuses two) of at most half a megabyte of text, in base64.
"""

from __future__ import annotations

import base64
import contextlib
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, Protocol

import orjson

from migrator.adapter import Receipt, Shelf, Sink, copied
from migrator.losses import Loss
from migrator.model import Asset
from migrator.seal.pieces import PieceSealer
from migrator.shape import attachments
from migrator_html import page_files, texts
from migrator_html.files import FOLDER, file_name, media_type

PIECE = 500_000
"""Bytes of a part before it is packed."""
PAGE = "index.html"
ALONE = "reading-copy.html"
_LEVEL = 1  # of gzip: a tenth larger than the best, in a sixth of the time


def packed(data: bytes) -> bytes:
    """One gzip member, the same bytes for the same data."""
    made = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
    return made.compress(data) + made.flush()


class Layout(Protocol):
    """Takes the parts of one copy, in any order; `finish` comes last."""

    page: str

    def part(self, number: int, data: bytes) -> None:
        """A part of the chats."""

    def shard(self, number: int, data: bytes) -> None:
        """A shard of the word index."""

    def about(self, data: bytes) -> None:
        """What stands beside the chats."""

    def file(self, shelf: Shelf, asset: Asset) -> Receipt:
        """A file of the export."""

    def finish(self, listed: dict[str, Any]) -> None:
        """The list of all chats."""


class Folder:
    """A folder that opens from disk: the page, and beside it scripts that name themselves."""

    page = PAGE

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def part(self, number: int, data: bytes) -> None:
        """`chats/000.js`."""
        self._script(f"chats/{number:03}.js", f"Copy.part({number},", data)

    def shard(self, number: int, data: bytes) -> None:
        """`words/00.js`."""
        self._script(f"words/{number:02}.js", f"Copy.shard({number},", data)

    def about(self, data: bytes) -> None:
        """`about.js`."""
        self._script("about.js", "Copy.about(", data)

    def file(self, shelf: Shelf, asset: Asset) -> Receipt:
        """Under `files/`, as it is."""
        return copied(shelf, asset, FOLDER, self._sink, name=file_name(asset))

    def finish(self, listed: dict[str, Any]) -> None:
        """The page, its scripts, and `list.js`."""
        self._sink.write("list.js", page_files.call("Copy.start", texts.settings(), listed))
        for name, text in {
            PAGE: page_files.folder(),
            "main.js": page_files.script(),
            "style.css": page_files.styles(),
            "fold.js": page_files.fold_script(),
            "lib/LICENSES.txt": page_files.licenses(),
            **{f"lib/{name}.js": page_files.library(name) for name in page_files.LIBRARIES},
        }.items():
            self._sink.write(name, text.encode("utf-8"))

    def _script(self, path: str, call: str, data: bytes) -> None:
        self._sink.write(path, b'%s"%s");\n' % (call.encode("ascii"), base64.b64encode(packed(data))))


class Alone:
    """One file that holds everything. With `sealer` each piece is encrypted; only their number and sizes can be seen."""

    page = ALONE

    def __init__(self, out: BinaryIO, sealer: PieceSealer | None) -> None:
        self._out = out
        self._sealer = sealer
        self._count = 0
        self._inside: dict[str, int] = {}
        self._files: dict[str, tuple[int, int, str]] = {}
        head, self._tail = page_files.alone()
        out.write(head.encode("utf-8"))

    def part(self, number: int, data: bytes) -> None:
        """A piece called `chats/000`."""
        self._inside[f"chats/{number:03}"] = self._piece(data)

    def shard(self, number: int, data: bytes) -> None:
        """A piece called `words/00`."""
        self._inside[f"words/{number:02}"] = self._piece(data)

    def about(self, data: bytes) -> None:
        """A piece called `about`."""
        self._inside["about"] = self._piece(data)

    def file(self, shelf: Shelf, asset: Asset) -> Receipt:
        """As pieces. What was written of a file that turns out to be damaged stays, and nothing points to it."""
        name, first = file_name(asset), self._count
        try:
            for block in attachments.blocks(asset, shelf.open):
                for at in range(0, len(block), PIECE):
                    self._piece(block[at : at + PIECE])
        except attachments.Unreadable:
            lost = Loss("asset-damaged", (asset.id,))
            return Receipt(item="asset", source=asset.id, outcome="left-out", losses=(lost,))
        self._files[name] = (first, self._count - first, media_type(name))
        return Receipt(item="asset", source=asset.id, target=self.page)

    def finish(self, listed: dict[str, Any]) -> None:
        """The directory, which is the last piece; then what a passphrase is tried with."""
        directory = {"set": texts.settings(), "list": listed, "inside": self._inside, "files": self._files}
        self._piece(orjson.dumps(directory, option=orjson.OPT_NON_STR_KEYS))
        if self._sealer is not None:
            self._out.write(page_files.lock(self._sealer.parameters(self._count)))
        self._out.write(self._tail.encode("utf-8"))

    def _piece(self, data: bytes) -> int:
        number = self._count
        self._count += 1
        made = packed(data)
        if self._sealer is not None:
            made = self._sealer.sealed(number, made)
        self._out.write(page_files.piece(number, made))
        return number


@contextlib.contextmanager
def layout(sink: Sink, *, single: bool, passphrase: str | None) -> Iterator[Layout]:
    """The layout that the options ask for; a passphrase asks for one encrypted file."""
    if passphrase is not None:
        with sink.open(ALONE) as out:
            yield Alone(out, PieceSealer(passphrase))
    elif single:
        with sink.open(ALONE) as out:
            yield Alone(out, None)
    else:
        yield Folder(sink)
