"""What a source is to the rest of the program: a list of files that can be opened, and nothing else.

Every file is accounted for: it is an entry, or it is listed in `ignored` with the reason.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import BinaryIO, Literal, Protocol, Self

import msgspec

Kind = Literal["zip", "folder", "file", "stream"]
Why = Literal["folder", "system", "link"]


class Entry(msgspec.Struct, frozen=True):
    """One file in a source: `path` as the source names it, `size` in bytes (as declared, checked on reading)."""

    path: str
    size: int

    @property
    def name(self) -> str:
        """The last piece of the path."""
        return self.path.rsplit("/", 1)[-1]


class Ignored(msgspec.Struct, frozen=True):
    """What is in a source and is not an entry.

    `why`: a "folder" as such, a file that an operating "system" left there (`.DS_Store`, `__MACOSX/`), or a "link",
    which is never followed.
    """

    path: str
    size: int
    why: Why


class Locator(msgspec.Struct, frozen=True):
    """Where a source is, small and picklable, so that another process can open it again.

    `path` is absolute. `within` names the ZIPs inside it that the source is made of, none for the file or folder
    itself; `apart` those that belong to other sources, None if one of these lists the container's other files.
    """

    path: str
    within: tuple[str, ...] = ()
    apart: tuple[str, ...] | None = None


class Source(Protocol):
    """Files to read, whatever holds them. A context manager; several readers may read from one at a time."""

    name: str
    kind: Kind
    container: str | None
    entries: Sequence[Entry]
    ignored: Sequence[Ignored] = ()

    def open(self, entry: Entry) -> BinaryIO:
        """The bytes of an entry from the first on, not seekable, counted and checked while they are read.

        Raises `Damaged` when they are not as the source declares them, after everything readable was given out.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the files. Closing twice is harmless."""
        return

    def locator(self) -> Locator | None:
        """How another process opens the same source, or None if it cannot."""
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def find(source: Source, name: str) -> Entry | None:
    """The entry whose last piece is `name` in any case and at any depth: the shallowest, then the first by path."""
    wanted = _folded(name)
    return next(iter(find_all(source, lambda entry: _folded(entry.name) == wanted)), None)


def find_all(source: Source, predicate: Callable[[Entry], bool]) -> list[Entry]:
    """All entries that `predicate` holds for, the shallowest first, then by path."""
    return sorted(filter(predicate, source.entries), key=lambda entry: (entry.path.count("/"), entry.path))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


_SYSTEM_FILES = {".ds_store", "thumbs.db", "desktop.ini"}


def left_by_system(path: str) -> bool:
    """True for files that an operating system adds on its own and that hold nothing of the person's."""
    *folders, name = path.lower().split("/")
    return name in _SYSTEM_FILES or name.startswith("._") or "__macosx" in folders
