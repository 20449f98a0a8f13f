"""Standard streams that are closed, full or missing: what was done is done, and only telling it failed.

A stream that was closed is given back as the null device before anything else is opened, since the next file to be opened
would get its number, and what is printed would go into that file.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TextIO

_NUMBERS = {"stdin": 0, "stdout": 1, "stderr": 2}
_missing: set[str] = set()


def prepare() -> None:
    """Put the null device where a standard stream is missing."""
    _missing.clear()
    for name, number in _NUMBERS.items():
        if getattr(sys, name) is not None:
            continue
        _missing.add(name)
        with contextlib.suppress(OSError):
            _nothing_at(number, only_if_closed=True)
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - for good


def is_missing(name: str) -> bool:
    """Whether the stream called `name` was closed when the program started."""
    return name in _missing


def silence(stream: TextIO) -> None:
    """Nothing more can be written there: keep the interpreter from stumbling over what is left when it ends."""
    with contextlib.suppress(OSError, ValueError):
        _nothing_at(stream.fileno())
    with contextlib.suppress(OSError, ValueError):
        stream.flush()


def finish() -> None:
    """Write what is left; where that cannot be done, the exit code is still the program's own and not the interpreter's."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            continue
        try:
            stream.flush()
        except (OSError, ValueError):
            silence(stream)


def _nothing_at(number: int, *, only_if_closed: bool = False) -> None:
    if only_if_closed:
        try:
            os.fstat(number)
        except OSError:
            pass
        else:
            return
    null = os.open(os.devnull, os.O_RDWR)
    if null != number:
        os.dup2(null, number)
        os.close(null)
