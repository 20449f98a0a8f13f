import io
import json
import sys

import pytest
from pyarrow.parquet import ParquetFile, read_table

from migrator.adapter import Choices
from migrator.cli import main
from migrator.shape import times
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import line, moment
from migrator.text import storable
from migrator_datasets import JSONL, PARQUET, parquet


def table(archive, **options):
    data = run(PARQUET, archive, Choices(options=options)).files["conversations.parquet"]
    return read_table(io.BytesIO(data))


@pytest.mark.parametrize("case", CASES)
def test_the_rows_are_those_of_jsonl_and_its_sidecar(case):
    files = run(JSONL, CASES[case]()).files
    found = table(CASES[case]()).to_pylist()
    assert [row["messages"] for row in found] == [
        json.loads(line)["messages"] for line in files["conversations.jsonl"].splitlines()
    ]

    def known(values):
        return {k: times.iso(v) if k in {"created", "updated"} and v else v for k, v in values.items()}

    written = [json.loads(line) for line in files["about.jsonl"].splitlines()]
    expected = json.loads(storable(json.dumps(written, ensure_ascii=False)))
    for row, about in zip(found, expected, strict=True):
        assert [known(each) for each in row.pop("message_details")] == about["messages"]
        assert known(row | {"messages": about["messages"]}) == about


def test_times_are_times():
    (row,) = table(MemoryArchive([line("c", "a", "b")])).to_pylist()
    assert row["created"] == moment(0)
    assert [each["created"] for each in row["message_details"]] == [moment(0), moment(1)]


def test_without_metadata_there_are_only_messages():
    assert table(CASES["plain"](), metadata="no").column_names == ["messages"]


def test_no_chats_make_a_file_with_columns_and_no_rows():
    empty = table(MemoryArchive([]))
    assert empty.num_rows == 0
    assert "messages" in empty.column_names


def test_memory_stays_flat_as_rows_are_written_in_groups(monkeypatch):
    monkeypatch.setattr(parquet, "GROUP_ROWS", 2)
    archive = MemoryArchive([line(f"c{n}", "a", "b") for n in range(5)])
    data = run(PARQUET, archive).files["conversations.parquet"]
    groups = ParquetFile(io.BytesIO(data)).metadata
    assert [groups.row_group(n).num_rows for n in range(groups.num_row_groups)] == [2, 2, 1]


def test_an_unpaired_surrogate_in_a_title_or_a_model_is_replaced_and_named():
    archive = MemoryArchive([line("c", "a", "b", title="x\ud800", model="\udfff")])
    (row,) = table(archive).to_pylist()
    assert (row["title"], row["model"]) == ("x\ufffd", "\ufffd")
    (receipt,) = run(PARQUET, archive).receipts
    assert {loss.kind for loss in receipt.losses} == {"title-changed", "details-left-out"}
    assert receipt.outcome == "changed"


def test_without_pyarrow_it_says_how_to_install_it_and_writes_nothing(monkeypatch, tmp_path, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "conversations.json").write_text("[]", "utf-8")
    assert main(["--from", "conversations.json", "--to", "parquet"]) == 2
    assert "pip install pyarrow" in capfd.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["conversations.json"]
    assert main(["targets", "parquet"]) == 0
