"""SHA-256 on a thread of its own, while the caller seals, opens, reads or writes: none of these holds the interpreter up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

_WORTH_IT = 1 << 16  # bytes; handing over less takes longer than hashing it


class Hashing:
    """The hash of what is given to `update`, in that order."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        self._thread = thread
        self._digest = hashlib.sha256()
        self._last: Future[None] | None = None

    def update(self, data: bytes) -> None:
        """Take `data`, which must not change any more. Returns at once, unless what came before is not done yet."""
        self._settled()
        if len(data) < _WORTH_IT:
            self._digest.update(data)
        else:
            self._last = self._thread.submit(self._digest.update, data)

    def hexdigest(self) -> str:
        """The hash of all that was given so far."""
        self._settled()
        return self._digest.hexdigest()

    def _settled(self) -> None:
        if self._last is not None:
            self._last.result()
            self._last = None


@contextmanager
def hashing() -> Iterator[Hashing]:
    """A hash to fill; its thread ends with the block."""
    with ThreadPoolExecutor(1, "sha256") as thread:
        yield Hashing(thread)
