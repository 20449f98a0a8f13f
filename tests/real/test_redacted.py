"""Real importers and readers take what was redacted as they take anything else.

MIGRATOR_LLM=…/llm MIGRATOR_OPEN_WEBUI_PYTHON=…/python MIGRATOR_DATASETS_PYTHON=…/python pytest tests/real/test_redacted.py
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from migrator.app import convert as job
from migrator.app.context import Context
from tests.app.test_redaction import VALUES, export, names  # noqa: F401 - fixtures

pytestmark = pytest.mark.real


@pytest.fixture
def bundle(tmp_path, export, names):  # noqa: F811
    """A redacted bundle of a target."""

    def made(target: str) -> Path:
        out = tmp_path / target
        settings = (f"redact-words={names}",)
        job.convert(
            job.Request(target=target, sources=(str(export),), out=out, redact=("all",), settings=settings),
            Context(),
        )
        return out

    return made


def program(variable: str) -> str:
    found = os.environ.get(variable)
    if not found:
        pytest.skip(f"{variable} is not set")
    return found


def ran(*words: object, **environment: str) -> str:
    done = subprocess.run(
        [*map(str, words)], env=os.environ | environment, capture_output=True, check=False, timeout=500
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_llm_lists_and_finds_redacted_chats(tmp_path, bundle):
    llm, out = program("MIGRATOR_LLM"), bundle("llm")
    (base,) = out.rglob("*.db")
    listed = json.loads(
        ran(
            llm,
            "logs",
            "list",
            "-d",
            base,
            "-n",
            "0",
            "--json",
            LLM_USER_PATH=str(tmp_path / "h"),
            LLM_LOAD_PLUGINS="",
        )
    )
    text = json.dumps(listed)
    assert "[EMAIL-1]" in text
    assert VALUES["email"] not in text


def test_open_webui_takes_redacted_chats(tmp_path, bundle):
    python, out = program("MIGRATOR_OPEN_WEBUI_PYTHON"), bundle("open-webui")
    (tmp_path / "data").mkdir()
    script = Path(__file__).with_name("open_webui_server.py")
    (answer,) = (
        json.loads(line)
        for line in ran(python, script, tmp_path / "data", out).splitlines()
        if line.startswith("{")
    )
    text = json.dumps(answer)
    assert "[EMAIL-1]" in text
    assert VALUES["email"] not in text
    assert not answer.get("refused")


@pytest.mark.parametrize("target", ["jsonl", "parquet", "huggingface"])
def test_datasets_loads_redacted_rows(tmp_path, bundle, target):
    python, out = program("MIGRATOR_DATASETS_PYTHON"), bundle(target)
    script = (
        "import sys, glob, datasets\n"
        "out = sys.argv[1]\n"
        "files = glob.glob(out + '/**/*.parquet', recursive=True) or [f for f in glob.glob(out + '/**/*.jsonl', recursive=True) if 'about' not in f]\n"
        "form = 'parquet' if files[0].endswith('parquet') else 'json'\n"
        "print(datasets.load_dataset(form, data_files=files, split='train').to_list())\n"
    )
    text = ran(python, "-c", script, out, HF_HOME=str(tmp_path / "hf"), HF_HUB_OFFLINE="1")
    assert "[EMAIL-1]" in text
    assert VALUES["email"] not in text


def test_links_are_links_and_code_is_code_in_redacted_markdown(bundle):
    (page,) = [p for p in bundle("markdown").rglob("*.md") if p.parent.name == "chats"]
    tokens = MarkdownIt("commonmark").enable("table").parse(page.read_text("utf-8"))
    links = [
        child.attrGet("href")
        for token in tokens
        for child in token.children or ()
        if child.type == "link_open"
    ]
    assert any(re.search(r"mailto:.*EMAIL-1", str(link)) for link in links)
    blocks = [token for token in tokens if token.type == "fence" and token.info == "python"]
    assert blocks
    for block in blocks:
        ast.parse(block.content.strip().removeprefix("```python\n").removesuffix("```"))
