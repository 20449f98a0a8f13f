"""Made-up chats for trying the screens, put into a vault for this sitting."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator

from migrator.app.context import Context
from migrator.app.keeping.adding import add
from migrator.sample.demo import pair
from migrator.tui.desk import Desk
from migrator.vault.handle import Vault

_SHORTEST = 24  # letters; what is shorter could stand in any file


def bring_in(desk: Desk, vault: Vault, context: Context) -> None:
    """Make up two exports of one account, add both, open the library. They are in memory until they are sealed."""
    for made in pair():
        add(vault, ["-"], context, stdin=made.in_memory())
    desk.open_library(context)


def words() -> list[bytes]:
    """Beginnings of messages that are in the made-up chats and hardly anywhere else, to search a disk for."""
    found: set[str] = set()
    for made in pair():
        with zipfile.ZipFile(made.in_memory()) as export:
            for name in export.namelist():
                if name.rpartition("/")[2].startswith("conversations") and name.endswith(".json"):
                    found.update(_texts(json.loads(export.read(name))))
    return [text.encode("utf-8") for text in sorted(found)]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        parts = value.get("parts")
        if isinstance(parts, list):
            for part in parts:
                line = part.partition("\n")[0] if isinstance(part, str) else ""
                if len(line) >= _SHORTEST and line.isprintable() and '"' not in line and "\\" not in line:
                    yield line[:80]
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
