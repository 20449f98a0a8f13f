"""STREAM, the payload of an age file: chunks of 64 KiB, each authenticated with its place and whether it is last.

The reader is seekable and gives out no byte that was not authenticated. It checks the last chunk when it is opened,
so that a file that was cut short or grew is noticed before anything is read. The writer never goes back.
"""

from __future__ import annotations

import io
import threading
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from migrator.i18n import _
from migrator.seal.errors import SealBroken

CHUNK = 64 * 1024
TAG = 16
_SEALED = CHUNK + TAG
_AT_ONCE = 16  # chunks that one call reads or writes together


class Writable(Protocol):
    """What a writer writes into."""

    def write(self, data: bytes, /) -> object:
        """Take all of `data`."""


class StreamWriter:
    """Seals what is written to it under a key that is used for nothing else.

    `finish` writes the last chunk; without it the file cannot be opened, so that what was cut short never passes for whole.
    """

    def __init__(self, out: Writable, key: bytes) -> None:
        self._out = out
        self._cipher = ChaCha20Poly1305(key)
        self._held = bytearray()
        self._count = 0
        self.size = 0

    def write(self, data: bytes | bytearray | memoryview, /) -> int:
        """Take all of `data`; the length is returned, as files do."""
        view = memoryview(data).cast("B")
        self.size += len(view)
        at = 0
        if self._held:
            at = CHUNK - len(self._held)
            self._held += view[:at]
            if len(view) <= at:  # the chunk may be the last one: it is kept until more comes
                return len(view)
            self._put(memoryview(bytes(self._held)))
            self._held.clear()
        while len(view) - at > CHUNK:
            end = at + min((len(view) - at - 1) // CHUNK, _AT_ONCE) * CHUNK
            self._put(view[at:end])
            at = end
        self._held += view[at:]
        return len(view)

    def flush(self) -> None:
        """Nothing: a chunk is written when it is full."""

    def finish(self) -> None:
        """Write the last chunk."""
        nonce = self._nonce(last=True)
        self._out.write(self._cipher.encrypt(nonce, bytes(self._held), None))
        self._held.clear()

    def _put(self, whole: memoryview) -> None:
        sealed = [
            self._cipher.encrypt(self._nonce(last=False), whole[i : i + CHUNK], None)
            for i in range(0, len(whole), CHUNK)
        ]
        self._out.write(sealed[0] if len(sealed) == 1 else b"".join(sealed))

    def _nonce(self, *, last: bool) -> bytes:
        nonce = self._count.to_bytes(11, "big") + (b"\x01" if last else b"\x00")
        self._count += 1
        return nonce


class Window:
    """Reads of a file at a place, from several readers and threads at once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._lock = threading.Lock()

    def read(self, at: int, size: int) -> bytes:
        """Up to `size` bytes from `at`; fewer only at the end of the file."""
        with self._lock:
            self._file.seek(at)
            return self._file.read(size)

    def length(self) -> int:
        """The length of the file now."""
        with self._lock:
            return self._file.seek(0, io.SEEK_END)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class StreamReader(io.RawIOBase):
    """The plain bytes of a sealed payload that begins at `start` of `window`. Use `open_stream` for a buffered one."""

    def __init__(
        self, window: Window, key: bytes, start: int = 0, *, name: str = "", owns: bool = False
    ) -> None:
        super().__init__()
        self._window = window
        self._cipher = ChaCha20Poly1305(key)
        self._start = start
        self._name = name
        self._owns = owns
        self._at = 0
        self._cached: tuple[int, bytes] = (-1, b"")
        self._ahead: tuple[int, memoryview] = (
            0,
            memoryview(b""),
        )  # sealed chunks read together, and the first's number
        sealed = window.length() - start
        self._chunks = -(-sealed // _SEALED)
        last = sealed - (self._chunks - 1) * _SEALED
        if sealed < TAG or last < TAG:
            raise self._broken(_("it is cut short"))
        self._size = sealed - self._chunks * TAG
        if last == TAG and self._chunks > 1:
            raise self._broken(_("its last piece is empty"))
        self._chunk(self._chunks - 1)  # its place and its mark authenticate the length of the whole

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """The place in the plain bytes."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place in the plain bytes; beyond the end is allowed, as with files, and reads nothing."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("negative seek position")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Fill `buffer` as far as there is anything. SealBroken("payload") if a chunk is not as it was sealed."""
        view = memoryview(buffer).cast("B")
        done = 0
        while done < len(view) and self._at < self._size:
            index, within = divmod(self._at, CHUNK)
            try:
                chunk = self._chunk(index, -(-(within + len(view) - done) // CHUNK))
            except SealBroken:
                if done:  # what stands before the damage is right and is given out; the next read reports it
                    break
                raise
            piece = memoryview(chunk)[within : within + len(view) - done]
            view[done : done + len(piece)] = piece
            done += len(piece)
            self._at += len(piece)
        return done

    def close(self) -> None:
        """Let go of the file too, if this reader owns it."""
        if not self.closed and self._owns:
            self._window.close()
        super().close()

    def _chunk(self, index: int, wanted: int = 1) -> bytes:
        """One chunk, opened; `wanted` is how many in a row the caller is about to ask for."""
        if self._cached[0] == index:
            return self._cached[1]
        first, ahead = self._ahead
        if not first <= index < first - (-len(ahead) // _SEALED):
            count = min(wanted, _AT_ONCE, self._chunks - index)
            first, ahead = (
                index,
                memoryview(self._window.read(self._start + index * _SEALED, count * _SEALED)),
            )
            self._ahead = (first, ahead)
        place = (index - first) * _SEALED
        self._cached = (index, self._opened(index, ahead[place : place + _SEALED]))
        return self._cached[1]

    def _opened(self, index: int, sealed: bytes | memoryview) -> bytes:
        nonce = index.to_bytes(11, "big") + (b"\x01" if index == self._chunks - 1 else b"\x00")
        try:
            return self._cipher.decrypt(nonce, sealed, None)
        except (InvalidTag, ValueError):
            raise self._broken(_("piece {n} is not as it was written").format(n=index)) from None

    def _broken(self, reason: str) -> SealBroken:
        return SealBroken("payload", reason, self._name)


def open_stream(
    window: Window, key: bytes, start: int = 0, *, name: str = "", owns: bool = False
) -> BinaryIO:
    """A buffered, seekable view of the plain bytes, with the last chunk already authenticated."""
    return io.BufferedReader(StreamReader(window, key, start, name=name, owns=owns), buffer_size=CHUNK)
