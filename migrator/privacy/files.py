"""Attachments: which of them can be looked into, and their bytes without what should not be handed over.

Texts are redacted like any other. Pictures lose their metadata, the place where they were taken included, and keep every
pixel: no picture is decoded. Office documents lose author and program. What is in a picture, a sound, a film, a document
or an archive is not looked at, and whoever asks is told so.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO, Literal, cast

from migrator.privacy import metadata
from migrator.privacy.redactor import Redactor

Sort = Literal["text", "picture", "opaque"]
HEAD = 4096  # bytes that tell what a file is
_PIECE = 1 << 20
LARGEST = 256 << 20
"""Bytes. A larger picture or document keeps its metadata, and counts as not looked into."""
_TEXTUAL = (
    "text/",
    "application/json",
    "application/xml",
    "application/x-yaml",
    "application/sql",
    "image/svg",
    "application/javascript",
)
_BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"OggS",
    b"ID3",
    b"fLaC",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"SQLite format 3",
)


def sort_of(head: bytes, media_type: str | None) -> Sort:
    """What can be done with a file that begins with `head`: text is looked into, of a picture only what is written round it."""
    if metadata.is_picture(head):
        return "picture"
    if head.startswith(_BINARY) or b"\0" in head:
        return "opaque"
    try:
        head[: len(head) - 4 if len(head) > 8 else len(head)].decode("utf-8")
    except UnicodeDecodeError as fault:
        if fault.start < len(head) - 8 or not (media_type or "").startswith(_TEXTUAL):
            return "opaque"
    return "text"


def looked_into(sort: Sort) -> bool:
    """Whether everything in a file of this sort was looked at."""
    return sort == "text"


def cleaned(data: bytes, name: str | None, media_type: str | None, redactor: Redactor) -> bytes:
    """The bytes of a small file without what should not be handed over."""
    made = io.BytesIO()
    for block in blocks(io.BytesIO(data), name, media_type, redactor):
        made.write(block)
    return made.getvalue()


def blocks(stream: BinaryIO, name: str | None, media_type: str | None, redactor: Redactor) -> Iterator[bytes]:
    """The bytes of a file as they may go out. A text is read a piece at a time, cut at line ends."""
    head = _read(stream, HEAD)
    sort = sort_of(head, media_type)
    if sort == "text":
        yield from _text(head, stream, redactor, code=_is_code(name))
        return
    wanted = redactor.finder.kinds & {"position", "metadata"}
    if wanted and metadata.is_known(head):
        whole = head + _read(stream, LARGEST - len(head))
        rest = stream.read(1)
        yield whole if rest else metadata.without(whole)
        while rest:
            yield rest
            rest = stream.read(_PIECE)
        return
    yield head
    while block := stream.read(_PIECE):
        yield block


def _text(head: bytes, stream: BinaryIO, redactor: Redactor, *, code: bool) -> Iterator[bytes]:
    pending = head
    ended = False
    while not ended:
        block = stream.read(_PIECE)
        ended = not block
        pending += block
        cut = len(pending) if ended else pending.rfind(b"\n\n", 0) + 1 or pending.rfind(b"\n") + 1
        if not cut and len(pending) < 8 * _PIECE:
            continue
        cut = cut or len(pending)
        piece, pending = pending[:cut], pending[cut:]
        text = piece.decode("utf-8", "surrogateescape")
        yield redactor.text(text, code=code).encode("utf-8", "surrogateescape")


_PROSE = frozenset(
    {
        "txt",
        "md",
        "markdown",
        "csv",
        "tsv",
        "json",
        "jsonl",
        "html",
        "htm",
        "xml",
        "log",
        "rst",
        "tex",
        "srt",
        "vtt",
        "ics",
        "vcf",
        "svg",
        "eml",
        "",
    }
)


def _is_code(name: str | None) -> bool:
    end = (name or "").rpartition(".")[2].lower() if "." in (name or "") else ""
    return end not in _PROSE


def _read(stream: BinaryIO, size: int) -> bytes:
    """Exactly so many bytes, fewer only at the end."""
    got = bytearray()
    while len(got) < size and (block := stream.read(min(size - len(got), _PIECE))):
        got += block
    return bytes(got)


class Cleaned(io.RawIOBase):
    """A file as it may go out, as a stream."""

    def __init__(
        self, open_it: Callable[[], BinaryIO], name: str | None, media_type: str | None, redactor: Redactor
    ) -> None:
        super().__init__()
        self._stream = open_it()
        self._blocks = blocks(self._stream, name, media_type, redactor)
        self._left = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """At most `size` bytes, all that are left if it is negative."""
        if size is None or size < 0:
            return self._left + b"".join(self._blocks)
        while not self._left:
            block = next(self._blocks, None)
            if block is None:
                return b""
            self._left = block
        given, self._left = self._left[:size], self._left[size:]
        return given

    def readall(self) -> bytes:
        """All that is left."""
        return self.read()

    def close(self) -> None:
        """The file behind it, too."""
        self._stream.close()
        super().close()

    @classmethod
    def of(
        cls, open_it: Callable[[], BinaryIO], name: str | None, media_type: str | None, redactor: Redactor
    ) -> BinaryIO:
        """As a binary stream for those who ask for one."""
        return cast("BinaryIO", cls(open_it, name, media_type, redactor))
