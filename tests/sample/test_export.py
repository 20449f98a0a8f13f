"""A made-up export is the same each time, is a sound file, and its ledger tells the truth."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import Counter

import pytest

from migrator.sample import MARK, demo, make
from migrator.sample.account import moment
from migrator.sample.chance import LONG, PLAIN


def _conversations(archive):
    for name in archive.namelist():
        base = name.rsplit("/", 1)[-1]
        if base == "conversations.json" or (base.startswith("conversations-") and base.endswith(".json")):
            yield from json.loads(archive.read(name))


def _marks(conversations):
    for conversation in conversations:
        for key, node in conversation["mapping"].items():
            if node["message"]:
                for token in set(MARK.findall(json.dumps(node["message"]))):
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


@pytest.mark.parametrize(("parts", "packed"), [(1, False), (2, False), (1, True)])
def test_the_container_holds_an_ordinary_export(tmp_path, parts, packed):
    export = make(3, "P", 130, truth=True, parts=parts, packed=packed)
    ledger = export.write_zip(tmp_path / "portal.zip")
    found, files = Counter(), set()
    with zipfile.ZipFile(tmp_path / "portal.zip") as outer:
        inner = [i for i in outer.infolist() if "Conversations__" in i.filename]
        assert len(inner) == parts
        assert {i.compress_type for i in inner} == {zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED}
        for entry in inner:
            with outer.open(entry) as stream, zipfile.ZipFile(stream) as archive:
                assert archive.testzip() is None
                files.update(archive.namelist())
                found.update(token for *_, token in _marks(_conversations(archive)))
    assert found == Counter(mark.token for mark in ledger.marks)
    assert files == set(ledger.files)


def test_a_folder_and_a_single_file_hold_the_same_conversations(tmp_path):
    export = make(3, "B", 20, prefix="tmp/")
    export.write_zip(tmp_path / "export.zip")
    export.write_folder(tmp_path / "folder")
    export.write_json(tmp_path / "conversations.json")
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        members = {i.filename: archive.read(i) for i in archive.infolist()}
    folder = tmp_path / "folder"
    assert members == {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }
    assert "__MACOSX/tmp/._user.json" in members
    assert all(name.startswith(("tmp/", "__MACOSX/tmp/")) for name in members)
    alone = json.loads((tmp_path / "conversations.json").read_bytes())
    full = json.loads(members["tmp/conversations.json"])
    assert [c["id"] for c in alone] == [c["id"] for c in full]


def test_two_exports_of_one_account_share_what_they_should(tmp_path):
    until = moment(2026, 9, 18)
    older = make(4, "C", 60, lived_until=until, taken=moment(2025, 1, 1), truth=True)
    newer = make(4, "D", 60, lived_until=until, lost=0.1, truth=True)
    first, second = older.write_zip(tmp_path / "older.zip"), newer.write_zip(tmp_path / "newer.zip")
    marks = [{(m.conversation, m.message, m.token) for m in ledger.marks} for ledger in (first, second)]
    assert marks[0] & marks[1]
    assert marks[0] - marks[1]
    assert marks[1] - marks[0]
    assert 0 < second.conversations < 60
    chats = {m[0] for m in marks[0]} & {m[0] for m in marks[1]}
    assert chats < {m[0] for m in marks[0]}


def test_a_small_account_has_one_file_and_a_manifest(tmp_path):
    make(2, "D", 5, single=True).write_zip(tmp_path / "export.zip")
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        manifest = json.loads(archive.read("export_manifest.json"))
        assert len(json.loads(archive.read("conversations.json"))) == 5
    assert "conversations.json" in {f["path"] for f in manifest["export_files"]}


def test_long_exports_hold_longer_talk_and_no_odd_parts(tmp_path):
    def parts(name, mix):
        make("long", "D", 150, mix=mix).write_json(tmp_path / name)
        chats = json.loads((tmp_path / name).read_bytes())
        said = [n["message"]["content"] for c in chats for n in c["mapping"].values() if n["message"]]
        return len(said), [part for content in said for part in content.get("parts", ()) if part is None]

    (few, odd), (many, none) = parts("plain.json", PLAIN), parts("long.json", LONG)
    assert many > few
    assert odd
    assert none == []
