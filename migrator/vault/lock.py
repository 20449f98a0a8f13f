"""One writer at a time: a lock of the operating system on the file `lock`, held for one operation and never while idle.

The system frees it when a process ends, however it ends, so that a crash never leaves a vault locked.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from migrator.errors import VaultBusy
from migrator.i18n import _
from migrator.vault import disk

_PAUSE = 0.05  # seconds between two tries
_FAR = 1 << 30  # Windows locks bytes, and a locked byte cannot be read: one that is never used


@contextlib.contextmanager
def held(path: Path, wait: float = 1.0) -> Iterator[None]:
    """Hold the lock. VaultBusy, with the number of the process that has it, after `wait` seconds in vain."""
    with disk.guarded("lock"):
        file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        until = time.monotonic() + wait
        while not _take(file):
            if time.monotonic() >= until:
                raise VaultBusy(
                    _("Another process{owner} is working in this vault.").format(owner=_owner(file)),
                    _("Wait until it has finished, or close it, and run this again."),
                )
            time.sleep(_PAUSE)
        with contextlib.suppress(OSError):  # the number is a help to the person only
            os.ftruncate(file, 0)
            os.pwrite(file, str(os.getpid()).encode(), 0) if hasattr(os, "pwrite") else None
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                os.ftruncate(file, 0)
            _release(file)
    finally:
        os.close(file)


def _owner(file: int) -> str:
    with contextlib.suppress(OSError, ValueError):
        os.lseek(file, 0, os.SEEK_SET)
        return f" ({int(os.read(file, 20))})"
    return ""


if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> bool:
        os.lseek(file, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(file: int) -> None:
        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _release(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
