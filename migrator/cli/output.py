"""The only writer of standard output: the result of a command, as text for a person or as one JSON document.

Nothing is written before a command has succeeded, so that a failure leaves standard output empty. Text goes through
`text.safe`, because most of it comes from an export; JSON is exact.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from typing import Any

from migrator.app.document import encoded
from migrator.cli import streams
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


failure: str | None = None
"""Why the result could not be shown, None if it could. Telling is the last thing that a command does: its code stands."""


def _emit(data: bytes) -> None:
    global failure  # noqa: PLW0603 - one standard output a process
    if streams.is_missing("stdout"):
        failure = os.strerror(errno.EBADF)
        return
    try:
        stream = getattr(sys.stdout, "buffer", None)
        if stream is None:
            sys.stdout.write(data.decode("utf-8", "replace"))
        else:
            stream.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        nobody_reads()
    except (OSError, ValueError) as why:
        cannot_show(why)


def cannot_show(why: Exception) -> None:
    """Take note that the result could not be written to standard output."""
    global failure  # noqa: PLW0603 - one standard output a process
    failure = os.strerror(getattr(why, "errno", None) or errno.EBADF)
    streams.silence(sys.stdout)


def nobody_reads() -> None:
    """Whoever read has seen enough (`| head`): keep the interpreter from complaining about that when it ends."""
    streams.silence(sys.stdout)
