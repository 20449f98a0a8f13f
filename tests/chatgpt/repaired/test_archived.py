"""The ZIP of repaired chats is an export: our own reader finds nothing missing in it, and the files are where they were."""

import io
import json
import zipfile

import pytest

from migrator.adapter import Choices
from migrator.app.context import Context
from migrator.app.gathering import archive_of, exports_of
from migrator.app.inspect import inspect
from migrator.model import Asset, Conversation, Image
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import PNG, chat, line, says
from migrator_chatgpt.repaired import CLEAN
from migrator_chatgpt.repaired.archived import NAME


def zipped(archive, **options):
    outcome = run(CLEAN, archive, Choices(options={"form": "zip", **options}))
    return outcome.files[NAME], outcome


@pytest.mark.parametrize("case", CASES)
def test_our_own_reader_finds_it_complete(case, tmp_path):
    data, outcome = zipped(CASES[case]())
    (tmp_path / NAME).write_bytes(data)
    document = inspect([str(tmp_path / NAME)], Context()).document()
    assert document["complete"]
    assert not document["problems"]
    written = [r for r in outcome.receipts if r.item == "conversation" and r.outcome != "left-out"]
    assert document["conversations"] == len(written)
    there = document["assets"]["present"] + document["assets"]["unreferenced"]
    assert there == sum(r.outcome == "written" for r in outcome.receipts if r.item == "asset")


def test_pictures_are_found_and_shown_where_they_were(tmp_path):
    messages = [
        says("user", "q"),
        says("assistant", "a", "q"),
        says("user", "p", "a", parts=(Image(asset="file-1", name="dot.png"),)),
    ]
    picture = Asset(id="file-1", path="x/dot.png", name="dot.png", media_type="image/png", size=len(PNG))
    odd = Asset(id="../up", path="up", name="../../up.png", size=len(PNG))
    data, _ = zipped(MemoryArchive([chat("c", *messages), picture, odd], {"file-1": PNG, "../up": PNG}))
    (tmp_path / NAME).write_bytes(data)
    with exports_of([str(tmp_path / NAME)], None, Context()) as exports:
        archive = archive_of(exports, Context(), None, only=(), head_only=False)
        (back,) = archive.items(Conversation)
        (shown,) = [part for part in back.messages[-1].parts if isinstance(part, Image)]
        with archive.open(archive.asset(shown.asset)) as stream:
            assert stream.read() == PNG
        assert shown.name == "dot.png"
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        names = json.loads(opened.read("conversation_asset_file_names.json"))
        assert set(names) == {name for name in opened.namelist() if name.endswith(".dat")}
        assert all(".." not in name and "/" not in name for name in [*names, *names.values()])


def test_a_hundred_chats_are_a_file_and_the_manifest_lists_each_with_its_size():
    data, _ = zipped(MemoryArchive([line(f"c{n}", "Hi", "Ho") for n in range(250)]))
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        shards = [json.loads(opened.read(f"conversations-{n:03d}.json")) for n in range(3)]
        assert [len(shard) for shard in shards] == [100, 100, 50]
        manifest = json.loads(opened.read("export_manifest.json"))
        sizes = {file["path"]: file["size_bytes"] for file in manifest["export_files"]}
        assert sizes == {
            i.filename: i.file_size for i in opened.infolist() if i.filename != "export_manifest.json"
        }


@pytest.mark.parametrize("form", ["json", "zip"])
def test_a_root_that_is_a_message_has_no_parent_and_nothing_above_it(form):
    outcome = run(CLEAN, CASES["branches"](), Choices(options={"form": form, "root": "message"}))
    if form == "zip":
        with zipfile.ZipFile(io.BytesIO(outcome.files[NAME])) as opened:
            chats = json.loads(opened.read("conversations-000.json"))
    else:
        chats = json.loads(outcome.files["conversations.json"])
    several, single = chats
    assert sum(node["parent"] is None for node in single["mapping"].values()) == 1
    assert all(node["message"] for node in single["mapping"].values())
    # A chat with several beginnings would fall apart: it keeps the empty entry above them.
    assert sum(node["message"] is None for node in several["mapping"].values()) == 1
    assert all(each["current_node"] in each["mapping"] for each in chats)
