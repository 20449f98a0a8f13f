"""The end of a client, and of waiting: looked after by one thread of its own, beside the one that reads.

A process that serves has to be gone soon after its client, with the key that it holds, whatever it is doing: blocked in
a write that nobody reads, or in the middle of a long search.
"""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time

from migrator.mcp.contract import Backend
from migrator.mcp.server import Server
from migrator.mcp.wire import Wire

LONGEST = 20.0
"""Seconds that one request may take."""

_LOOK = 0.2  # seconds between two looks
_GRACE = 1.5  # seconds without a line written, once the client has closed its end: of the processor, or while nobody reads
_STARVED = 6.0  # seconds on the clock, where other processes have the processor
_OPENING = 15.0  # the same while the vault is being opened for the first answer, which cannot be hurried


def watch(wire: Wire, server: Server, backend: Backend, idle: float) -> None:
    """Begin to watch. `idle`: seconds without a request after which the backend rests; 0 for never."""
    threading.Thread(target=_watching, args=(wire, server, backend, idle), name="end", daemon=True).start()


def _is_over(wire: Wire, backend: Backend, waited: float, worked: float) -> bool:
    """Whether a client that has closed its end has waited long enough for what it asked before."""
    if wire.is_writing:
        return waited > _GRACE
    if backend.opening():
        return waited > _OPENING
    return worked > _GRACE or waited > _STARVED


def leave() -> None:
    """End the process now, whatever its threads do. Everything that has to last is on the disk before it is acknowledged."""
    os._exit(0)


def _watching(wire: Wire, server: Server, backend: Backend, idle: float) -> None:
    poll = (
        select.poll() if hasattr(select, "poll") else None
    )  # Windows has none: there the reading thread alone ends it
    if poll is not None:
        poll.register(wire.incoming, 0)
        poll.register(wire.outgoing, 0)
    written, moved, used = wire.written, time.monotonic(), time.process_time()
    interrupted = None
    while True:
        time.sleep(_LOOK)
        now = time.monotonic()
        if wire.written != written:
            written, moved, used = wire.written, now, time.process_time()
        if poll is not None:
            gone = dict(poll.poll(0))
            if gone.get(wire.outgoing, 0) & (select.POLLERR | select.POLLHUP | select.POLLNVAL):
                leave()
            if not gone.get(wire.incoming, 0) & (select.POLLHUP | select.POLLNVAL):
                moved, used = now, time.process_time()
            elif _is_over(wire, backend, now - moved, time.process_time() - used):
                leave()
        job = server.now
        if job is not None and job is not interrupted and now - server.since > LONGEST:
            interrupted = job
            backend.interrupt()
        if idle and server.idle and now - server.asked > idle:
            with contextlib.suppress(Exception):
                backend.rest()
            server.asked = now
