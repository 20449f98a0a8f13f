"""A source whose files are held in memory, for tests of the ChatGPT reader."""

from __future__ import annotations

import io
import json
from typing import Any, BinaryIO, Literal

from migrator.source import Entry


class MemorySource:
    """Files by path: bytes as they are, anything else as JSON."""

    name = "memory"
    kind: Literal["zip", "folder", "file", "stream"] = "folder"
    container: str | None = None

    def __init__(self, files: dict[str, Any]) -> None:
        self.files = {
            path: content if isinstance(content, bytes) else json.dumps(content).encode()
            for path, content in files.items()
        }
        self.entries = [Entry(path, len(content)) for path, content in self.files.items()]
        self.ignored: tuple[Any, ...] = ()

    def open(self, entry: Entry) -> BinaryIO:
        return io.BytesIO(self.files[entry.path])

    def close(self) -> None:
        pass
