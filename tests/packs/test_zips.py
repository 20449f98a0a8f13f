"""The ZIP for an assistant that takes in ChatGPT's own export."""

import io
import json
import zipfile

import msgspec
import pytest

from migrator.adapter import Choices, Target, read
from migrator.app.sink import HashingSink
from migrator.model import Account, Conversation
from migrator.shape import tree
from migrator.shape.facts.pack import Limits
from migrator.source.opening import open_source
from migrator.testing import CASES, MemoryArchive, check_target, run
from migrator.testing.cases import line
from migrator_chatgpt import READER
from migrator_chatgpt.repaired import CLEAN
from migrator_packs import CLAUDE, GEMINI
from migrator_packs.writer import OPTIONS, ZIP, Room, writing

NAME = "chatgpt-export.zip"


def zips(archive, target=GEMINI, **options):
    files = run(target, archive, Choices(options=options)).files
    return {path: data for path, data in files.items() if path.endswith(".zip")}


def member(data):
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == ["conversations.json"]
        return opened.read("conversations.json")


@pytest.mark.parametrize("case", ["plain", "branches", "hidden", "times", "repeated", "nothing"])
def test_the_zip_holds_what_the_repaired_export_holds(case):
    told = {"reasoning": "drop", "tools": "drop"}
    clean = run(CLEAN, CASES[case](), Choices(options=told)).files
    found = zips(CASES[case]())
    assert [member(data) for data in found.values()] == list(clean.values())


def test_our_own_reader_takes_the_zip_for_an_export(tmp_path):
    (tmp_path / NAME).write_bytes(zips(CASES["branches"]())[NAME])
    problems = []
    with open_source(tmp_path / NAME) as source:
        items = list(read(READER, source, problems.append))
    back = {item.id: item for item in items if isinstance(item, Conversation)}
    assert [event for event in problems if hasattr(event, "kind")] == []
    for was in CASES["branches"]().items(Conversation):
        assert [m.id for m in tree.path(back[was.id]) if m.parts] == [m.id for m in tree.path(was)]
        assert len(tree.leaves(back[was.id])) == len(tree.leaves(was))


def test_nothing_but_chats_is_in_it():
    archive = MemoryArchive([line("a", "Hi", "Ho"), Account(id="me", email="someone@example.org")])
    assert b"someone@example.org" not in member(zips(archive)[NAME])


def test_many_chats_go_into_several_zips_that_are_each_a_whole():
    target = Target(
        name="small",
        capabilities=GEMINI.capabilities,
        write=writing(Limits(), Room(part=5000, zip=5000)),
        options=(*OPTIONS, ZIP),
    )
    archive = MemoryArchive([line(f"c{n}", "Hi", "Ho") for n in range(9)])
    check_target(target, archive)
    found = zips(archive, target)
    assert list(found) == [NAME, *(f"chatgpt-export-{n:03}.zip" for n in range(2, len(found) + 1))]
    assert len(found) > 2
    assert [c["id"] for data in found.values() for c in json.loads(member(data))] == [
        f"c{n}" for n in range(9)
    ]
    assert all(len(member(data)) <= 5000 for data in found.values())


def test_only_the_pack_that_says_so_holds_a_zip():
    archive = MemoryArchive([line("a", "Hi", "Ho")])
    assert zips(archive, CLAUDE) == {}
    assert zips(archive, zip="no") == {}
    assert list(zips(archive, knowledge="no")) == [NAME]


def test_without_documents_the_chat_is_where_its_receipt_says():
    outcome = run(GEMINI, MemoryArchive([line("a", "Hi", "Ho")]), Choices(options={"knowledge": "no"}))
    (receipt,) = [r for r in outcome.receipts if r.item == "conversation"]
    assert (receipt.target, receipt.messages) == (NAME, 2)


def test_a_stream_that_cannot_go_back_gets_the_same_chats(tmp_path):
    sink = HashingSink(lambda path: (tmp_path / path.replace("/", "-")).open("wb"))
    options = {option.key: option.default for option in GEMINI.options}
    archive = CASES["plain"]()
    list(GEMINI.write(archive, msgspec.structs.replace(Choices(), options=options), sink, lambda event: None))
    assert member((tmp_path / NAME).read_bytes()) == member(zips(archive)[NAME])
