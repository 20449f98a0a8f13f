"""What went over the network, request by request: written before a request is sent, completed when it is answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import msgspec


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request. `status` is None while there is no answer, and stays so if none comes (`error` then says why)."""

    at: dt.datetime
    host: str
    method: str
    path: str
    purpose: str
    sent: int
    status: int | None = None
    received: int = 0
    error: str = ""


Ledger = Callable[[Request], None]
"""Keeps a request. Called twice for each: before it is sent, and with what came of it."""
