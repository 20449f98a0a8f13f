"""The forms of the data set, loaded by Hugging Face's datasets. (`jsonl` has a file of its own.)

What the steps and the card print is run as it is printed.
"""

import json
import os
import re

import msgspec
import pytest

from migrator.adapter import Choices
from migrator.model import Text
from migrator.testing import CASES, MemoryArchive, every_choice, run
from migrator.testing.cases import line
from migrator.testing.printed import commands
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


def placed(target, archive, folder, **options):
    files = run(target, archive, Choices(options=options)).files
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return files


def only_dates(key, *texts):
    """A chat of which every text looks like a date."""
    whole = line(key, *texts)
    messages = [
        msgspec.structs.replace(message, parts=(Text(text=text),))
        for message, text in zip(whole.messages, texts, strict=True)
    ]
    return msgspec.structs.replace(whole, messages=tuple(messages))


DATES = [
    only_dates("c", "2024-05-01", "2024-05-02T10:00:00+03:00"),
    only_dates("d", "2024-05-03", "2024-05-04"),
]


@pytest.mark.parametrize("target", [JSONL, SHAREGPT, HUGGINGFACE, PARQUET], ids=lambda target: target.name)
def test_the_printed_steps_give_each_text_as_it_is_and_leave_no_copy(target, tmp_path, monkeypatch, datasets):
    printed = sorted(commands(target), key=lambda command: not command.startswith("import"))
    if target is PARQUET:
        pytest.importorskip("pyarrow")
        printed = [command for command in printed if not command.startswith("pip")]
    for archive in (everything(), MemoryArchive(DATES)):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        placed(target, archive, folder, metadata="yes")
        wanted = rows_of(run(JSONL, archive).files["conversations.jsonl"], "messages")
        monkeypatch.chdir(folder)
        names = {}
        for command in printed:
            if "pandas" in command:
                pytest.importorskip("pandas")
            exec(command, names)
            if command.startswith("rows = "):
                rows = names["rows"]
                found = list(rows["conversations" if target is SHAREGPT else "messages"])
                assert [[tuple(m.values()) for m in row] for row in found] == [
                    [(_SHAREGPT[m["role"]] if target is SHAREGPT else m["role"], m["content"]) for m in row]
                    for row in wanted
                ]
        if "about" in names:
            assert len(names["about"]) == len(wanted)
    assert not list((tmp_path / "home").rglob("*.arrow")) if (tmp_path / "home").exists() else True


_SHAREGPT = {"system": "system", "user": "human", "assistant": "gpt"}


def test_what_the_card_prints_gives_the_rows(tmp_path, monkeypatch, datasets):
    files = placed(HUGGINGFACE, everything(), tmp_path)
    (printed,) = re.findall(r"```python\n(.*?)\n```", files["README.md"].decode(), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(printed, names)
    assert list(names["rows"]["messages"]) == rows_of(files["data/train.jsonl"], "messages")


def test_a_chat_that_was_taken_out_does_not_come_back_from_the_cache(tmp_path, datasets):
    folder = tmp_path / "hf"
    folder.mkdir()

    def loaded():
        return list(datasets.load_dataset(str(folder), split="train")["messages"])

    both = [line("c", "public", "yes"), line("d", "private", "yes")]
    placed(HUGGINGFACE, MemoryArchive(both), folder)
    assert len(loaded()) == 2
    files = placed(HUGGINGFACE, MemoryArchive(both[:1]), folder)
    assert loaded() == rows_of(files["data/train.jsonl"], "messages")
    other = tmp_path / "elsewhere" / "hf"
    other.mkdir(parents=True)
    files = placed(HUGGINGFACE, MemoryArchive([line("e", "another", "yes")]), other)
    assert list(datasets.load_dataset(str(other), split="train")["messages"]) == rows_of(
        files["data/train.jsonl"], "messages"
    )
