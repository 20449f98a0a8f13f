"""What this program sent over the network, for the person to read: the file, and the `net log` document."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import platformdirs

from migrator.app.context import Context
from migrator.net.ledger import Ledger, LedgerFile, Request, read

_STILL_AT_IT = dt.timedelta(minutes=15)
"""So long a server may still be working on a request whose answer nobody heard."""


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """Every request, the oldest first; `damaged` lines of the file cannot be read."""

    file: Path
    requests: tuple[Request, ...]
    damaged: int

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "file": str(self.file),
            "requests": [_told(request) for request in self.requests],
            "damaged": self.damaged,
        }


def default_file() -> Path:
    """Where the list of requests stands: under this system's folder for what programs note about themselves."""
    return Path(platformdirs.user_state_dir("migrator", appauthor=False)) / "net.jsonl"


def delivered_file() -> Path:
    """Where it is noted what pushes without a vault brought to servers."""
    return default_file().with_name("delivered.jsonl")


def ledger() -> Ledger:
    """The person's ledger, to write to."""
    return LedgerFile(default_file())


def ledger_beside(other: Ledger) -> Ledger:
    """The person's ledger without the paths, which may be addresses that nobody else knows, and `other` with them."""
    file = ledger()

    def keep(request: Request) -> None:
        file(msgspec.structs.replace(request, path=""))
        other(request)

    return keep


def log(context: Context) -> Log:
    """What the ledger holds."""
    del context
    requests, damaged = read(default_file())
    return Log(file=default_file(), requests=tuple(requests), damaged=damaged)


def in_doubt(host: str, purpose: str, now: dt.datetime) -> bool:
    """Whether something was sent to `host` lately for that purpose without an answer, so that it may still arrive."""
    requests, _damaged = read(default_file())
    return any(
        request.in_doubt
        and request.method != "GET"
        and request.host == host
        and request.purpose.startswith(purpose)
        and now - request.at < _STILL_AT_IT
        for request in requests
    )


def _told(request: Request) -> dict[str, Any]:
    return {
        "at": request.at,
        "host": request.host,
        "what": request.purpose,
        "method": request.method,
        "path": request.path,
        "count": request.count,
        "sent": request.sent,
        "received": request.received,
        "status": request.status,
        "error": request.error,
    }
