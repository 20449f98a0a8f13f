"""Whole exports beside what is read from them: one JSON line for each item, then the problems.

`tests/chatgpt/goldens/NAME.export.json` holds the files of an export by path (text stands for bytes). After a change
that is meant, `MIGRATOR_WRITE_GOLDENS=1 pytest tests/chatgpt/test_goldens.py` writes the expected files anew; read
them before you commit them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import msgspec
import pytest

from migrator.model import Item
from tests.chatgpt.making import read

GOLDENS = Path(__file__).parent / "goldens"
NAMES = sorted(path.name.removesuffix(".export.json") for path in GOLDENS.glob("*.export.json"))


@pytest.mark.parametrize("name", NAMES)
def test_golden(name):
    files = json.loads((GOLDENS / f"{name}.export.json").read_text(encoding="utf-8"))
    found = read(
        {path: held.encode("latin-1") if isinstance(held, str) else held for path, held in files.items()}
    )
    lines = [
        {"generation": found.export.generation, "files": {f.name: f.role for f in found.export.files}},
        *(msgspec.to_builtins(item) for item in found.items),
        *({"problem": msgspec.to_builtins(problem)} for problem in found.problems),
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    expected = GOLDENS / f"{name}.expected.jsonl"
    if os.environ.get("MIGRATOR_WRITE_GOLDENS"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
    for item in found.items:
        assert msgspec.json.decode(msgspec.json.encode(item), type=Item) == item
