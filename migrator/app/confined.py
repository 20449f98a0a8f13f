"""A sitting that can leave nothing behind: this process writes only below its private folder, connects to nothing, starts nothing.

Enforced by an audit hook of the interpreter, so that no screen has to remember it; what is refused is an ordinary
`PermissionError`. SQLCipher opens its files in C, out of the hook's sight: they lie in the session's folder, which the
proof looks at as a whole.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from migrator.app.unlocking import shielded
from migrator.seal.private import private_folder, private_name

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}
_PROGRAMS = {"subprocess.Popen", "os.posix_spawn", "os.exec", "os.system", "os.startfile"}
_BLOCK = 1 << 20


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What was found after the end. `clean`: nothing of the sitting is left."""

    written: int  # paths that were opened for writing
    left: tuple[
        str, ...
    ]  # of these, those that are still there, and whatever this process has in the private folder
    searched: int  # files below the temporary folder that changed during the sitting, searched for the sample's words
    unread: int  # of the changed files, those that belong to others and could not be read
    found: tuple[str, ...]  # files that hold a word of the sample
    words: int  # how many words were searched for
    refused: int  # attempts to write elsewhere, to connect or to start a program

    @property
    def clean(self) -> bool:
        """Whether nothing is left and the search could find something at all."""
        return not self.left and not self.found and self.words > 0


class Confinement:
    """One sitting: where nothing may be written but below `home`. Ask `proof` once everything is closed."""

    def __init__(self) -> None:
        self.home = private_folder()
        self.no_vault = private_name("none")  # a place for a vault where there is none and never will be
        self.active = False
        self._began = time.time()
        self._touched: set[str] = set()
        self._refused = 0
        self._lock = threading.Lock()

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The interpreter's audit hook; see `sys.addaudithook`. Raises PermissionError for what is not allowed."""
        if not self.active:
            return
        if event == "open":
            path, _mode, flags = arguments
            if isinstance(flags, int) and flags & _WRITES:
                self._writes(path)
        elif event in {"os.mkdir", "os.truncate"}:
            self._writes(arguments[0])
        elif event in {"os.rename", "os.link", "os.symlink"}:
            self._writes(arguments[1])
        elif event in _NETWORK or event in _PROGRAMS:
            if event == "socket.connect" and isinstance(arguments[1], str | bytes):
                return  # a socket of this machine's own, without a network
            self._refuse()

    def _writes(self, path: object) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            return  # a number: something that is open already
        where = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - `resolve` opens things, which comes back here
        if where.startswith("/dev/") or where.lower() in {r"\\.\nul", "nul"}:
            return
        if Path(where) == self.home:
            return
        if Path(where).is_relative_to(self.home):
            with self._lock:
                self._touched.add(where)
            return
        self._refuse()

    def _refuse(self) -> None:
        with self._lock:
            self._refused += 1
        raise PermissionError(
            errno.EACCES, "a workshop writes nothing, connects to nothing and starts nothing"
        )

    def proof(self, words: Sequence[bytes]) -> Proof:
        """Look at what was touched, and search what changed below the temporary folder for `words`."""
        mine = f"-{os.getpid()}-"
        left = {path for path in self._touched if os.path.lexists(path)}
        if self.home.is_dir():
            left |= {str(path) for path in self.home.iterdir() if mine in path.name}
            with contextlib.suppress(OSError):  # another process of this user is at work there
                self.home.rmdir()
        searched, unread, found = 0, 0, set()
        for path in self._changed():
            try:
                holds = _holds(path, words)
            except OSError:
                unread += 1
                continue
            searched += 1
            if holds:
                found.add(str(path))
        return Proof(
            written=len(self._touched),
            left=tuple(sorted(left)),
            searched=searched,
            unread=unread,
            found=tuple(sorted(found)),
            words=len(words),
            refused=self._refused,
        )

    def _changed(self) -> Iterator[Path]:
        """Regular files below the temporary folder that changed since the sitting began; links are not followed."""
        for folder, _folders, names in os.walk(tempfile.gettempdir()):
            for name in names:
                path = Path(folder, name)
                with contextlib.suppress(OSError):
                    seen = path.lstat()
                    if (
                        seen.st_ctime >= self._began - 2 and path.is_file() and not path.is_symlink()
                    ):  # clocks of file systems are coarse
                        yield path


@contextlib.contextmanager
def confined() -> Iterator[Confinement]:
    """While the block runs, this process can leave nothing outside its private folder and reach nobody."""
    shielded()
    sitting = Confinement()
    bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.addaudithook(sitting.hook)
    sitting.active = True
    try:
        yield sitting
    finally:
        sitting.active = False
        sys.dont_write_bytecode = bytecode


def _holds(path: Path, words: Sequence[bytes]) -> bool:
    longest = max(map(len, words), default=1)
    tail = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            seen = tail + block
            if any(word in seen for word in words):
                return True
            tail = seen[-longest:]
    return False
