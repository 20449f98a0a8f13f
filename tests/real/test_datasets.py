"""The forms of the data set, loaded by Hugging Face's datasets. (`jsonl` has a file of its own.)"""

import json
import os

import pytest

from migrator.testing import CASES, MemoryArchive, every_choice, run
from migrator_datasets import HUGGINGFACE, JSONL, PARQUET, SHAREGPT

pytestmark = [pytest.mark.real, pytest.mark.filterwarnings("default")]


@pytest.fixture
def datasets(tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "HF_HOME", str(tmp_path / "home"))
    monkeypatch.setitem(os.environ, "HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets", reason="pip install datasets")
    datasets.disable_progress_bars()
    return datasets


def everything():
    """All cases as one archive."""
    items = {}
    for make in CASES.values():
        for item in make().all:
            items.setdefault((type(item), item.id), item)
    return MemoryArchive(items.values())


def columns(loaded, name):
    field = loaded.features[name]
    inner = field.feature if hasattr(field, "feature") else field[0]
    return {key: value.dtype for key, value in inner.items()}


def rows_of(data, name):
    return [json.loads(line)[name] for line in data.splitlines()]


def test_datasets_loads_the_rows_of_sharegpt(tmp_path, datasets):
    for number, choices in enumerate(every_choice(SHAREGPT)):
        data = run(SHAREGPT, everything(), choices).files["sharegpt.jsonl"]
        file = tmp_path / f"{number}.jsonl"
        file.write_bytes(data)
        loaded = datasets.load_dataset(
            "json", data_files=str(file), split="train", cache_dir=str(tmp_path / "cache")
        )
        assert loaded.column_names == ["conversations"]
        assert columns(loaded, "conversations") == {"from": "string", "value": "string"}
        assert [row["conversations"] for row in loaded] == rows_of(data, "conversations")
        assert len(loaded) > 5


def test_datasets_loads_the_folder_by_its_card(tmp_path, datasets):
    for number, choices in enumerate(every_choice(HUGGINGFACE)):
        folder = tmp_path / str(number)
        files = run(HUGGINGFACE, everything(), choices).files
        for path, data in {**files, "manifest.json": b'{"schema": 1}', "IMPORT.md": b"# Steps\n"}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
        assert list(loaded) == ["train"]
        train = loaded["train"]
        assert train.column_names == ["messages"]
        assert columns(train, "messages") == {"role": "string", "content": "string"}
        assert [row["messages"] for row in train] == rows_of(files["data/train.jsonl"], "messages")
        assert f"| {len(train)} |" in files["README.md"].decode()


def test_datasets_loads_the_parquet_file(tmp_path, datasets):
    for number, choices in enumerate(every_choice(PARQUET)):
        file = tmp_path / f"{number}.parquet"
        file.write_bytes(run(PARQUET, everything(), choices).files["conversations.parquet"])
        loaded = datasets.load_dataset(
            "parquet", data_files=str(file), split="train", cache_dir=str(tmp_path / "cache")
        )
        assert columns(loaded, "messages") == {"role": "string", "content": "string"}
        lines = run(JSONL, everything(), choices).files["conversations.jsonl"]
        assert [row["messages"] for row in loaded] == rows_of(lines, "messages")
        if choices.options.get("metadata") == "no":
            assert loaded.column_names == ["messages"]
        else:
            assert loaded.features["created"].dtype == "timestamp[us, tz=UTC]"
            assert all(loaded["id"])
