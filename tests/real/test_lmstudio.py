"""A reader of LM Studio's files that is not ours finds every word of what we write. It is not LM Studio: that is closed.

Needs zeveck/json_to_md (tested by its author with exports of LM Studio 0.3.22; read 2026-11-21 at ced7073) and Node:

    git clone https://github.com/zeveck/json_to_md
    MIGRATOR_LMSTUDIO_READER=json_to_md/convert-conversation.js pytest tests/real/test_lmstudio.py
"""

import json
import os
import re
import subprocess

import pytest

from migrator.testing import CASES, run
from migrator_desktop import LMSTUDIO

READER = os.environ.get("MIGRATOR_LMSTUDIO_READER")
WORD = re.compile(r"[^\W_]+")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not READER, reason="no reader: MIGRATOR_LMSTUDIO_READER is not set"),
]


def shown(document):
    """The texts of the versions that are selected."""
    for message in document["messages"]:
        version = message["versions"][message["currentlySelected"]]
        blocks = version["content"] if version["type"] == "singleStep" else version["steps"]
        for block in blocks:
            yield from (piece["text"] for piece in block.get("content", [block]))


@pytest.mark.parametrize("case", ["plain", "branches", "parts"])
def test_another_reader_of_its_files_finds_every_word(tmp_path, case):
    for path, data in run(LMSTUDIO, CASES[case]()).files.items():
        name = path.rsplit("/", 1)[1]
        (tmp_path / name).write_bytes(data)
        done = ["node", os.path.realpath(READER), name]
        subprocess.run(done, cwd=tmp_path, check=True, capture_output=True, timeout=60)
        (page,) = [file for file in tmp_path.iterdir() if file.suffix == ".md"]
        there = set(WORD.findall(page.read_text("utf-8")))
        page.unlink()
        found = list(shown(json.loads(data)))
        assert found
        assert [text for text in found if set(WORD.findall(text)) - there] == []
