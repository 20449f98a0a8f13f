"""The only writer of standard output: the result of a command, as text for a person or as one JSON document.

Nothing is written before a command has succeeded, so that a failure leaves standard output empty. Text goes through
`text.safe`, because most of it comes from an export; JSON is exact.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any

from migrator.app.document import encoded
from migrator.text import safe

SCHEMA = 1


def write_text(lines: Iterable[str]) -> None:
    """Print `lines`, made safe for a terminal, piped or not."""
    text = "\n".join(safe(line) for line in lines)
    _emit((text + "\n").encode(sys.stdout.encoding or "utf-8", "backslashreplace"))


def write_json(document: dict[str, Any]) -> None:
    """Print `document` as one JSON object, UTF-8, with the number of its schema first."""
    _emit(encoded({"schema": SCHEMA, **document}))


def write_exact(text: str) -> None:
    """Print `text` of our own as it is (a completion script): never anything that came from an export."""
    _emit(text.encode("utf-8"))


def _emit(data: bytes) -> None:
    try:
        stream = getattr(sys.stdout, "buffer", None)
        if stream is None:
            sys.stdout.write(data.decode("utf-8", "replace"))
        else:
            stream.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        nobody_reads()


def nobody_reads() -> None:
    """Whoever read has seen enough (`| head`): keep the interpreter from complaining about that when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
