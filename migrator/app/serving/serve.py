"""Serving one client until it goes. What an answer needs is loaded when the first one is asked for, not before.

A client may not wait for a slow server (one asks its model without the tools after half a second), so the handshake and
the lists are answered before the vault, the key or any library for them is touched.
"""

from __future__ import annotations

import importlib
import signal
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from migrator.app.serving.catalogue import CATALOGUE
from migrator.mcp import ending
from migrator.mcp.contract import Answer, Client
from migrator.mcp.server import Server
from migrator.mcp.wire import claim

if TYPE_CHECKING:
    from migrator.app.serving.backend import Backend

IDLE_MINUTES = 15
"""After so long without a question the key is dropped; the next one unlocks anew."""


class Later:
    """A backend that is made when it is first needed."""

    def __init__(self, make: Callable[[], Backend]) -> None:
        self._make = make
        self._made: Backend | None = None
        self._turn = threading.Lock()
        self._is_making = False

    def _backend(self) -> Backend:
        with self._turn:
            if self._made is None:
                self._is_making = True
                try:
                    self._made = self._make()
                finally:
                    self._is_making = False
            return self._made

    def call(self, tool: str, arguments: msgspec.Struct, client: Client) -> Answer:
        """See `mcp.contract.Backend`."""
        return self._backend().call(tool, arguments, client)

    def read(self, template: str, key: str, client: Client) -> Answer:
        """See `mcp.contract.Backend`."""
        return self._backend().read(template, key, client)

    def prompt(self, name: str, arguments: Mapping[str, str], client: Client) -> Answer:
        """See `mcp.contract.Backend`."""
        return self._backend().prompt(name, arguments, client)

    def interrupt(self) -> None:
        """See `mcp.contract.Backend`."""
        if self._made is not None:
            self._made.interrupt()

    def opening(self) -> bool:
        """See `mcp.contract.Backend`."""
        return self._is_making or (self._made is not None and self._made.opening())

    def rest(self) -> None:
        """See `mcp.contract.Backend`."""
        if self._made is not None:
            self._made.rest()


def serve(
    folder: Path | None,
    secret: Callable[[], str] | None,
    grant: str | None,
    *,
    idle_minutes: float = IDLE_MINUTES,
) -> None:
    """Serve the client on standard input and output. Does not return: the process ends when the client has gone.

    `secret`: reads what opens the vault in `folder`; None leaves that to this computer's keychain. `grant`: the name of
    the one that holds; None for the only one there is.
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)

    def make() -> Backend:
        made: Backend = importlib.import_module("migrator.app.serving.backend").Backend(folder, secret, grant)
        return made

    wire = claim()
    backend = Later(make)
    server = Server(wire, CATALOGUE, backend)
    ending.watch(wire, server, backend, 60 * idle_minutes)
    try:
        server.run()
    except OSError:
        pass  # nobody reads any more
    finally:
        ending.leave()
