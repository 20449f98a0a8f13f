"""What went over the network, request by request: written before a request is sent, completed when it is answered.

The file is for the person: JSON lines with times, hosts, counts and sizes; no address beyond the host and a fixed path,
no title, no text, no token. A request is two lines of one `id`, the second with the answer. One line alone is a request
that was never answered, because one side ended before.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from migrator.errors import MigratorError
from migrator.i18n import _


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request. `status` is None while there is no answer, and stays so if none comes (`error` then says why).

    `sent` and `received` are bytes of content; `count` is how many things of the kind that `purpose` names were sent.
    `id` is `<run>-<number>`, "" where nobody gave one.
    """

    at: dt.datetime
    host: str
    method: str
    path: str
    purpose: str
    sent: int
    status: int | None = None
    received: int = 0
    error: str = ""
    id: str = ""
    count: int = 0

    @property
    def run(self) -> str:
        """What the requests of one run share."""
        return self.id.partition("-")[0]

    @property
    def in_doubt(self) -> bool:
        """Whether it may have reached the other side without an answer coming back."""
        return self.status is None and self.error != UNREACHED


Ledger = Callable[[Request], None]
"""Keeps a request. Called twice for each: before it is sent, and with what came of it."""

UNREACHED = "unreached"
"""The `error` of a request of which not one byte reached the other side."""


class LedgerFile:
    """A `Ledger` in a file that only ever grows, for the person alone to read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, request: Request) -> None:
        """Add a line. `MigratorError` if that fails: then nothing may be sent."""
        line = msgspec.json.encode(request) + b"\n"
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
            file = os.open(self._path, flags, 0o600)
            try:
                os.write(file, line)
                if request.method != "GET" and request.status is None and not request.error:
                    os.fsync(file)
            finally:
                os.close(file)
        except OSError as fault:
            raise MigratorError(
                _("The list of network requests cannot be written ({why}), so nothing is sent.").format(
                    why=os.strerror(fault.errno or 0)
                ),
                _("It is kept in {file}.").format(file=self._path),
            ) from None


def read(path: Path) -> tuple[list[Request], int]:
    """The requests in the file, the oldest first, each once with its answer; and how many lines cannot be read."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return [], 0
    found: dict[str, Request] = {}
    damaged = 0
    decoder = msgspec.json.Decoder(Request)
    for number, line in enumerate(lines):
        try:
            request = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            damaged += 1
            continue
        found[request.id or str(number)] = request
    return list(found.values()), damaged
