"""Other projects' published test exports are all read, and their totals add up. Skips where they are not at hand."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from migrator.events import Event, Problem
from migrator.model import Conversation
from migrator.source import open_source
from migrator_chatgpt import READER

SAMPLES = Path(os.environ.get("MIGRATOR_SAMPLES") or Path(__file__).parents[2] / ".." / "shared" / "samples")
PATHS = (
    sorted(
        [
            *SAMPLES.glob("*/*.json"),
            *SAMPLES.glob("*/*.zip"),
            *filter(Path.is_dir, SAMPLES.glob("*/export-*")),
        ]
    )
    if SAMPLES.is_dir()
    else []
)
pytestmark = pytest.mark.skipif(not PATHS, reason="the sample exports are not at hand")


def raw_conversations(path: Path) -> list[Any]:
    """The same files by other means."""
    if path.is_dir():
        texts = [p.read_bytes() for p in sorted(path.glob("conversations*.json"))]
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as file:
            texts = [
                file.read(n) for n in sorted(file.namelist()) if Path(n).name.startswith("conversations")
            ]
    else:
        texts = [path.read_bytes()]
    return [record for text in texts for record in json.loads(text.decode("utf-8-sig"))]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_is_read_whole(path):
    events: list[Event] = []
    with open_source(str(path)) as source:
        assert READER.recognise(source).score >= 0.9
        export = READER.open(source, events.append)
        read = [export.conversation(record) for record in export.records()]
        list(export.others())
        for asset in export.assets.values():
            with export.open(asset) as stream:
                assert len(stream.read()) == asset.size
    raw = raw_conversations(path)
    assert len(read) == len(raw)
    unread = [p for p in events if isinstance(p, Problem) and p.kind == "not-a-conversation"]
    assert len(unread) == sum(conversation is None for conversation in read)
    nodes = sum(
        isinstance(node, dict) and node.get("message") is not None
        for record in raw
        if isinstance(record, dict)
        for node in (record.get("mapping") or {}).values()
    )
    assert sum(len(c.messages) for c in read if isinstance(c, Conversation)) == nodes
    assert {file.name for file in export.files} == {entry.path for entry in source.entries}
