"""What pushes without a vault brought to servers: remembered on this computer, readable to nobody who does not know it.

A line holds the hash of server and item, and the id that the server gave: no address, no id of a chat, no text. A vault has
its journal for that.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from migrator.errors import MigratorError
from migrator.i18n import _


class _Line(msgspec.Struct, frozen=True):
    key: str
    remote: str


class Delivered:
    """`adapter.Arrivals` in a file that only ever grows, for the person alone to read."""

    def __init__(self, path: Path, server: str, in_doubt: bool) -> None:
        self.in_doubt = in_doubt
        self._path = path
        self._server = server
        self._known = _read(path)

    def remote(self, source: str) -> str | None:
        """See `adapter.Arrivals`."""
        return self._known.get(self._key(source))

    def note(self, arrived: Mapping[str, str]) -> None:
        """See `adapter.Arrivals`. On the disk when this returns."""
        new = {self._key(source): remote for source, remote in arrived.items()}
        new = {key: remote for key, remote in new.items() if self._known.get(key) != remote}
        if not new:
            return
        data = b"".join(msgspec.json.encode(_Line(key, remote)) + b"\n" for key, remote in new.items())
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
            file = os.open(self._path, flags, 0o600)
            try:
                os.write(file, b"\n" + data)  # a stop may have left half a line
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as fault:
            raise MigratorError(
                _("What arrived cannot be noted ({why}).").format(why=os.strerror(fault.errno or 0)),
                _("It is noted in {file}.").format(file=self._path),
            ) from None
        self._known.update(new)

    def _key(self, source: str) -> str:
        return hashlib.sha256(f"{self._server}\0{source}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _read(path: Path) -> dict[str, str]:
    """What the file holds; a line that is none, as a stop may leave it, is passed over."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return {}
    found: dict[str, str] = {}
    for line in lines:
        try:
            told = msgspec.json.decode(line, type=_Line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        found[told.key] = told.remote
    return found
