"""The code of Jan's own page draws every message that we write, thinking apart from text.

Needs node and a folder that MIGRATOR_JAN names, with one file of janhq/jan (web-app/src/lib/messages.ts) and one package of npm:

    messages.ts   at 041e8174
    npm i esbuild

Last run on 2026-11-21 with that file unchanged. Jan's list of chats, which reads thread.json, was read and not run.
"""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import line
from migrator_desktop import JAN

FOLDER = os.environ.get("MIGRATOR_JAN")
PAGE = Path(__file__).with_name("jan_messages.cjs")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FOLDER, reason="no code of Jan: MIGRATOR_JAN is not set"),
]


def seen(text):
    """A text as the page draws it: without blanks around it, as JavaScript trims."""
    return re.sub(r"^[\s\ufeff]+|[\s\ufeff]+$", "", text)


THINKING = ("<think>", "a <think>b</think> c", "</think> <THINK>", "<|channel|>analysis<|message|>x")


def texts_that_pass_for_thinking():
    return MemoryArchive([line(f"c{n}", text, text) for n, text in enumerate(THINKING)])


MAKE = CASES | {"thinking": texts_that_pass_for_thinking}


@pytest.mark.parametrize("case", MAKE)
def test_jans_own_page_draws_every_message_that_was_written(tmp_path, case):
    files = {}
    for path, data in run(JAN, MAKE[case]()).files.items():
        if path.endswith("messages.jsonl"):
            place = tmp_path / f"{len(files)}.jsonl"
            place.write_bytes(data)
            files[place] = [json.loads(one) for one in data.split(b"\n") if one]
    ran = subprocess.run(["node", PAGE, FOLDER, *files], capture_output=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr.decode()
    # One answer a line: a line end within JSON is always escaped, U+2028 is none.
    answers = [json.loads(one) for one in ran.stdout.split(b"\n") if one]
    for drawn, written in zip(answers, files.values(), strict=True):
        assert [(m["id"], m["role"]) for m in drawn] == [(m["id"], m["role"]) for m in written]
        for page, message in zip(drawn, written, strict=True):
            parts = [(part["type"], seen(part["text"]["value"])) for part in message["content"]]
            assert [(part["type"], seen(part["text"])) for part in page["parts"]] == parts
            assert page["createdAt"] is not None
