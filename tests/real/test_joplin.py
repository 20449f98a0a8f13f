"""The real Joplin takes in a bundle of Markdown by the printed step, and every picture in it lives.

Whether it makes links between notes live in a small folder is a matter of chance (3.5.1), so that is not asked here.

Needs Joplin's command line, whose command MIGRATOR_JOPLIN names:

    npm install joplin@3.5.1
    MIGRATOR_JOPLIN=node_modules/.bin/joplin pytest tests/real/test_joplin.py
"""

import os
import re
import sqlite3
import subprocess
from contextlib import closing

import pytest

from migrator.model import Asset, Image
from migrator.testing import MemoryArchive, run
from migrator.testing.cases import chat, says
from migrator.testing.printed import commands
from migrator_notes import MARKDOWN

JOPLIN = os.environ.get("MIGRATOR_JOPLIN")
NAMES = ["plain name.png", "ekran görüntüsü 1.png", "صورة جديدة.png", "截图 2024.png", "😀 (1).png"]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not JOPLIN, reason="no Joplin: MIGRATOR_JOPLIN is not set"),
]


def test_joplin_takes_in_every_chat_with_its_pictures(tmp_path):
    (command,) = commands(MARKDOWN)
    assets = [
        Asset(id=f"file-{n}", path=name, name=name, media_type="image/png", size=len(PIXEL))
        for n, name in enumerate(NAMES)
    ]
    chats = [
        chat(
            f"c{n}",
            says("user", f"q{n}", parts=(Image(asset=f"file-{n}", name=name, at="/i"),)),
            says("assistant", f"a{n}", f"q{n}"),
            title=name,
        )
        for n, name in enumerate(NAMES)
    ]
    archive = MemoryArchive([*chats, *assets], {asset.id: PIXEL for asset in assets})
    bundle = tmp_path / "bundle"
    for path, data in run(MARKDOWN, archive).files.items():
        (bundle / path).parent.mkdir(parents=True, exist_ok=True)
        (bundle / path).write_bytes(data)
    profile = tmp_path / "profile"
    words = command.split()
    subprocess.run(
        [JOPLIN, "--profile", str(profile), *words[1:]],
        cwd=bundle,
        check=True,
        capture_output=True,
        timeout=300,
    )
    with closing(sqlite3.connect(profile / "database.sqlite")) as base:
        notes = dict(base.execute("SELECT title, body FROM notes"))
        (resources,) = base.execute("SELECT count(*) FROM resources").fetchone()
    assert set(NAMES) <= set(notes)
    assert resources == len(NAMES)
    for name in NAMES:
        assert re.search(r"!\[[^\]]*\]\(:/[0-9a-f]{32}\)", notes[name]), notes[name]
