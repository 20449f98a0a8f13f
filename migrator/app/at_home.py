"""What lies on this computer: chats that programs keep in the person's home, and exports where downloads land. Only read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from migrator.app import finding
from migrator.app.context import Context
from migrator.app.opening import opened
from migrator.errors import MigratorError, NotRecognised
from migrator.events import Problem

_OTHERS = stat.S_IROTH | stat.S_IRGRP


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a reader knows. `chats` is how many files of chats it holds, `size` their bytes.

    `readable_by_others`: the rights of at least one of these files let other users of the computer read it.
    """

    path: str
    reader: str
    kind: str
    chats: int
    size: int
    readable_by_others: bool


class AtHome(msgspec.Struct, frozen=True, kw_only=True):
    """The `inspect --home` document."""

    places: tuple[Place, ...]
    looked_in: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        made: dict[str, Any] = msgspec.to_builtins(self)
        return made


def at_home(
    context: Context, *, home: Path | None = None, environment: Mapping[str, str] = os.environ
) -> AtHome:
    """Look into the folders of programs and where downloads land. Nothing is opened but folders, names and heads."""
    top = home or Path.home()
    kept = [folder for folder in _kept(top, environment) if folder.is_dir()]
    places = [place for folder in kept if (place := _place(folder, "local", context)) is not None]
    downloads = finding.folders(top)
    for found in finding.find(downloads, context):
        place = _place(found.path, "export", context)
        if place is not None:
            places.append(place)
    looked = tuple(dict.fromkeys(str(folder) for folder in (*kept, *downloads)))
    return AtHome(places=tuple(places), looked_in=looked)


def _kept(home: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    """Where Codex, and the desktop app with it, keeps chats: `CODEX_HOME`, else `~/.codex` (Codex 0.171.0)."""
    named = environment.get("CODEX_HOME")
    if named:
        yield Path(named)
    if not named or Path(named) != home / ".codex":
        yield home / ".codex"


def _place(path: Path, kind: str, context: Context) -> Place | None:
    context.check()
    try:
        with opened([str(path)], Context()) as exports:
            files = [
                (one, file) for one in exports for file in one.export.files if file.role == "conversations"
            ]
            names = [path / file.name for _, file in files] if path.is_dir() else [path]
            return Place(
                path=str(path),
                reader=exports[0].reader.title,
                kind=kind,
                chats=len(files),
                size=sum(file.size for _, file in files),
                readable_by_others=any(_open_to_others(name) for name in names),
            )
    except NotRecognised:
        return None
    except (MigratorError, OSError) as fault:
        what = fault.message if isinstance(fault, MigratorError) else type(fault).__name__
        context.report(Problem(kind="unread-place", where=str(path), what=what))
        return None


def _open_to_others(path: Path) -> bool:
    try:
        return os.name == "posix" and bool(path.stat().st_mode & _OTHERS)
    except OSError:
        return False
