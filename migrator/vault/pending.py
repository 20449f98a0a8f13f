"""A recovery code that is being written into a file for a person, while no slot has it yet.

Its SHA-256 lies in `keys/recovery.pending` before the file is written and goes when the slot is there: the same command,
run again after a stop, knows the file for its own. The code has 130 random bits, so that its hash tells nobody anything.
"""

from __future__ import annotations

import contextlib
import hashlib

from migrator.vault import disk
from migrator.vault.layout import Layout

_FILE = "recovery.pending"


def announce(at: Layout, code: str) -> None:
    """`code` is about to be written into a file. The vault's folders are made if need be."""
    at.make()
    disk.write_whole(at.keys / _FILE, _hash(code), "pending")


def announced(at: Layout, code: str | None = None) -> bool:
    """Whether `code` was announced and its slot was not written yet; without one, whether any was."""
    try:
        there = (at.keys / _FILE).read_bytes()
    except OSError:
        return False
    return code is None or there == _hash(code)


def done(at: Layout) -> None:
    """The slot has the code."""
    with contextlib.suppress(OSError):
        (at.keys / _FILE).unlink(missing_ok=True)


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode("ascii")).hexdigest().encode("ascii") + b"\n"
