"""The rows, loaded by Hugging Face's datasets, which infers one schema for all of them."""

import json
import os

import pytest

from migrator.testing import CASES, every_choice, run
from migrator_datasets import JSONL

pytestmark = pytest.mark.real


@pytest.mark.filterwarnings("default")
def test_datasets_loads_the_rows_that_were_written(tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "HF_HOME", str(tmp_path / "home"))
    monkeypatch.setitem(os.environ, "HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets", reason="pip install datasets")
    datasets.disable_progress_bars()
    for number, choices in enumerate(every_choice(JSONL)):
        data = b"".join(run(JSONL, CASES[case](), choices).files["conversations.jsonl"] for case in CASES)
        file = tmp_path / f"{number}.jsonl"
        file.write_bytes(data)
        loaded = datasets.load_dataset(
            "json", data_files=str(file), split="train", cache_dir=str(tmp_path / "cache")
        )
        assert loaded.column_names == ["messages"]
        field = loaded.features["messages"]
        inner = field.feature if hasattr(field, "feature") else field[0]
        assert {key: value.dtype for key, value in inner.items()} == {"role": "string", "content": "string"}
        assert [row["messages"] for row in loaded] == [
            json.loads(line)["messages"] for line in data.splitlines()
        ]
