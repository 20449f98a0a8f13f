import hashlib

import pytest
import yaml

from migrator.adapter import Choices
from migrator.model import Asset
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import chat, line, says
from migrator_datasets import HUGGINGFACE, JSONL


def card(archive, **options):
    text = run(HUGGINGFACE, archive, Choices(options=options)).files["README.md"].decode()
    start, head, body = text.split("---\n", 2)
    assert start == ""
    return yaml.safe_load(head), body


@pytest.mark.parametrize("case", CASES)
def test_the_rows_are_those_of_jsonl(case):
    ours = run(HUGGINGFACE, CASES[case](), Choices(options={"metadata": "yes"})).files
    theirs = run(JSONL, CASES[case]()).files
    assert ours["data/train.jsonl"] == theirs["conversations.jsonl"]
    assert ours["about.jsonl"] == theirs["about.jsonl"]


def test_the_head_names_the_file_and_its_column():
    head, _ = card(CASES["plain"]())
    rows = run(HUGGINGFACE, CASES["plain"]()).files["data/train.jsonl"]
    assert head["configs"] == [
        {
            "config_name": "default",
            "description": f"Rows {hashlib.sha256(rows).hexdigest()}",
            "data_files": [{"split": "train", "path": "data/train.jsonl"}],
        }
    ]
    assert [feature["name"] for feature in head["dataset_info"]["features"]] == ["messages"]
    assert head["license"] == "other"
    assert head["size_categories"] == ["n<1K"]


def test_the_card_counts_rows_messages_and_what_was_left_out():
    archive = MemoryArchive(
        [line("one", "a", "b", "c", "d"), line("two", "a", "b"), chat("three", says("user", "q"))]
    )
    _, body = card(archive)
    counts = [
        row.rsplit("|", 2)[1].strip()
        for row in body.splitlines()
        if row.startswith(("| Rows", "| Mess", "| Chats"))
    ]
    assert counts == [
        "2",
        "6",
        "1",
        "1",
    ]  # the last: messages before the first question or after the last answer


def test_the_card_warns_and_gives_no_licence():
    _, body = card(CASES["plain"]())
    assert "other people's words" in body
    assert "compete with OpenAI" in body
    assert "No licence is given" in body
    assert "about.jsonl" not in body
    assert "about.jsonl" in card(CASES["plain"](), metadata="yes")[1]


@pytest.mark.parametrize("case", CASES)
def test_nothing_of_a_chat_is_in_the_card_and_no_title_in_the_folder(case):
    files = run(HUGGINGFACE, CASES[case]()).files
    assert set(files) == {"README.md", "data/train.jsonl"}
    assert b"sentinel" not in files["README.md"]


def test_what_is_no_part_of_a_row_is_not_counted_in_the_card():
    outcome = run(HUGGINGFACE, MemoryArchive([*CASES["plain"]().all, Asset(id="file-1", path="holiday.dat")]))
    assert "asset-left-out" in {loss.kind for receipt in outcome.receipts for loss in receipt.losses}
    assert b"Files of the export" not in outcome.files["README.md"]
