"""A made-up export is the same each time, is a sound file, and its ledger tells the truth."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import Counter

import pytest

from migrator.sample import MARK, demo, make


def _conversations(archive):
    for name in archive.namelist():
        base = name.rsplit("/", 1)[-1]
        if base == "conversations.json" or (base.startswith("conversations-") and base.endswith(".json")):
            yield from json.loads(archive.read(name))


def _marks(conversations):
    for conversation in conversations:
        for key, node in conversation["mapping"].items():
            if node["message"]:
                for token in set(MARK.findall(json.dumps(node["message"]["content"]))):
                    yield conversation["conversation_id"], key, token


@pytest.mark.parametrize("generation", ["A", "B", "C", "D"])
def test_the_same_seed_gives_the_same_bytes(tmp_path, generation):
    digests = set()
    for name in ("one.zip", "two.zip"):
        make("seed", generation, 20).write_zip(tmp_path / name)
        digests.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert len(digests) == 1
    make("other seed", generation, 20).write_zip(tmp_path / "three.zip")
    assert hashlib.sha256((tmp_path / "three.zip").read_bytes()).hexdigest() not in digests


@pytest.mark.parametrize("generation", ["A", "B", "C", "D"])
def test_the_ledger_agrees_with_a_plain_recount(tmp_path, generation):
    ledger = make(7, generation, 120, truth=True).write_zip(tmp_path / "export.zip")
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        assert archive.testzip() is None
        conversations = list(_conversations(archive))
        assert ledger.files == {i.filename: i.file_size for i in archive.infolist()}
    assert ledger.conversations == len(conversations) == 120
    kinds, leaves = Counter(), 0
    for conversation in conversations:
        messages = {k: n for k, n in conversation["mapping"].items() if n["message"]}
        kinds.update(n["message"]["content"]["content_type"] for n in messages.values())
        leaves += len(messages.keys() - {n["parent"] for n in messages.values()})
    assert ledger.content_types == kinds
    assert ledger.messages == kinds.total()
    assert ledger.leaves == leaves
    found = Counter(_marks(conversations))
    assert found == Counter((m.conversation, m.message, m.token) for m in ledger.marks)
    assert len({m.token for m in ledger.marks}) == len(ledger.marks) > 500


def test_the_demo_shows_two_exports_of_one_account(tmp_path):
    older, newer = demo.pair()
    older.write_zip(tmp_path / "older.zip")
    newer.write_zip(tmp_path / "newer.zip")
    ids = []
    for name in ("older.zip", "newer.zip"):
        with zipfile.ZipFile(tmp_path / name) as archive:
            ids.append({c["conversation_id"] for c in _conversations(archive)})
    assert len(ids[0] - ids[1]) == 3
    assert ids[0] & ids[1]
