"""The floor: what any reader of an export has to do. `python benchmarks/floor.py EXPORT.zip`

Streams each file of conversations through `zipfile`, splits it per conversation, parses each with `orjson`, and throws
it away. No model, no output.
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterator
from typing import IO

import orjson

_STEP = 1 << 20
_FILE = re.compile(r"(?:^|/)conversations(?:-\d+)?\.json$")
_KEYS = re.compile(rb'\s*\[\s*\{\s*("(?:[^"\\]|\\.)*"\s*:)')


def main(path: str) -> None:
    """Print how many conversations there are and how many messages."""
    conversations = nodes = 0
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if _FILE.search(name):
                with archive.open(name) as stream:
                    for conversation in split(stream):
                        conversations += 1
                        nodes += len(conversation["mapping"])
    sys.stdout.write(f"{conversations} conversations, {nodes} messages\n")


def split(stream: IO[bytes]) -> Iterator[dict[str, object] | dict[str, dict[str, object]]]:
    """Each element of a JSON array of objects that begin with the same key; a parse proves that a cut is right."""
    data = stream.read(_STEP)
    first = _KEYS.match(data)
    if first is None:
        return
    border = re.compile(rb"\}\s*,\s*(?=\{\s*" + re.escape(first[1]) + rb")")
    start = data.index(b"{")
    at = start
    while True:
        found = border.search(data, at)
        if found is None:
            more = stream.read(_STEP)
            if not more:
                break
            at = max(start, len(data) - 100) - start
            data = data[start:] + more
            start = 0
            continue
        at = found.end()
        try:
            value = orjson.loads(memoryview(data)[start : found.start() + 1])
        except orjson.JSONDecodeError:
            continue
        yield value
        start = at
    yield orjson.loads(data[start : data.rindex(b"]")])


if __name__ == "__main__":
    main(sys.argv[1])
