"""What a person wishes of the screens, remembered from one sitting to the next: language, colours, direction, lock.

A small file in the system's place for settings, for this user alone. It holds choices out of short lists, a number,
and the folder in which an export was found last: no title, no secret. A file that is damaged costs nothing but the choices in it.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs

from migrator.vault import disk

Language = Literal["en", "ar", "tr"]
Theme = Literal["dark", "light", "contrast", "terminal"]
Bidi = Literal["auto", "on", "off"]
Minutes = Literal[0, 5, 15, 30]
_MOST = 10_000  # bytes; what is longer is no file of ours


class Preferences(msgspec.Struct, frozen=True):
    """`language` None: the environment's. `bidi`: who turns Arabic round, see `tui.direction`; "auto" has not been asked yet.

    `idle_minutes`: without a key for so long, the vault is locked; 0 is never. `export_folder`: where an export was when
    it was put into a lasting vault; after "just look", nothing is remembered.
    """

    language: Language | None = None
    theme: Theme = "dark"
    bidi: Bidi = "auto"
    idle_minutes: Minutes = 15
    export_folder: Annotated[str, msgspec.Meta(max_length=4096)] | None = None


def place() -> Path:
    """Where the file lies."""
    return Path(platformdirs.user_config_dir("migrator", appauthor=False)) / "preferences.json"


def load(path: Path | None = None) -> tuple[Preferences, bool]:
    """What is remembered, and whether the file was whole. Each choice that cannot be read is the usual one."""
    path = path or place()
    try:
        with path.open("rb") as file:
            found: Any = msgspec.json.decode(file.read(_MOST))
    except FileNotFoundError:
        return Preferences(), True
    except (OSError, ValueError, RecursionError):
        return Preferences(), False
    if not isinstance(found, dict):
        return Preferences(), False
    kept: dict[str, Any] = {}
    wanted = [field for field in msgspec.structs.fields(Preferences) if field.name in found]
    for field in wanted:
        with contextlib.suppress(msgspec.ValidationError):
            kept[field.name] = msgspec.convert(found[field.name], field.type)
    return Preferences(**kept), len(kept) == len(wanted)


def save(wishes: Preferences, path: Path | None = None) -> None:
    """Remember `wishes`. MigratorError if the system does not let us."""
    path = path or place()
    with disk.guarded(path.name):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    disk.write_whole(path, msgspec.json.format(msgspec.json.encode(wishes)) + b"\n", "preferences")
