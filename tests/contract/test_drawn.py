"""What a chat holds is harmless where it arrives: it calls nobody when it is opened, and it steers no model.

A new target falls under both rules until it is named here as one that draws, or feeds, nothing.
"""

import re

import pytest

from migrator import registry
from migrator.adapter import Choices
from migrator.model import Citation, Document, Image, Reasoning, Text, ToolCall, ToolResult
from migrator.testing import MemoryArchive, run
from migrator.testing.cases import chat, says
from migrator.testing.contract import readable

DATA = {"native", "dti", "pam"}  # the model itself, and forms for exchange: exact, drawn by no program
NOT_DRAWN = DATA | {"jsonl", "sharegpt", "parquet", "huggingface", "llm", "ollama"}
NO_MODEL = DATA | {"markdown", "obsidian", "html"}

SERVER = "calls.example"
LOADING = (
    f"![logo](https://{SERVER}/a.png)",
    f"![logo][1]\n\n[1]: https://{SERVER}/b.png",
    f'<img src="https://{SERVER}/c.png">',
    f'<video poster="https://{SERVER}/d.png"></video>',
    f'<iframe src="https://{SERVER}/e"></iframe>',
    f'```mermaid\nflowchart\n  A@{{ img: "https://{SERVER}/f.png" }}\n```',
    f'```vega-lite\n{{"data": {{"url": "https://{SERVER}/g.csv"}}}}\n```',
)
_LIVE = re.compile(
    r"(?<!\\)!\[[^\]]*\][(\[]"
    r"|(?<!\\)<(?:img|video|iframe)[^>]*" + re.escape(SERVER) + r"|(?:```|~~~)[ \t]*(?:mermaid|vega)"
)
TOKENS = (
    "<think>",
    "</think>",
    "<|im_end|>",
    "<tool_call>",
    "<unused7>",
    "<start_of_turn>",
    "[/INST]",
    "<turn|>",
)


def parts(texts):
    for n, text in enumerate(texts):
        at = f"/{n}"
        yield Text(text=text, at=f"{at}/text")
        yield Reasoning(text=text, title=text.split("\n")[0], at=f"{at}/reasoning")
        yield Document(text=f"A\n\n{text}", title="T", at=f"{at}/document")
        yield Citation(url="https://a.example", title="A", text=text, at=f"{at}/citation")
    yield Image(name=texts[0], at="/image")


def written(name, texts):
    target = registry.target(name)
    one = Text(text=texts[0], at="/t")
    archive = MemoryArchive(
        [
            chat(
                "c",
                says("user", "q", parts=(one,)),
                says("assistant", "a", "q", parts=tuple(parts(texts))),
                says("user", "r", "a", parts=(one,)),
                says("assistant", "b", "r", parts=(ToolCall(tool="t", input=texts[0], at="/c"), one)),
                says("tool", "d", "b", parts=(ToolResult(tool="t", output=texts[0], at="/r"),)),
                says("assistant", "e", "d", parts=(Text(text="end"),)),
            )
        ]
    )
    options = {o.key: "fold" for o in target.options if "fold" in o.choices}
    for files in (run(target, archive).files, run(target, archive, Choices(options=options)).files):
        for path, data in files.items():
            found = readable({path: data})
            yield path, found.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


@pytest.mark.parametrize("name", sorted(set(registry.target_names()) - NOT_DRAWN))
def test_nothing_in_a_chat_calls_anybody_when_it_is_opened(name):
    if name == "parquet":
        pytest.importorskip("pyarrow")
    for path, text in written(name, LOADING):
        found = _LIVE.search(_without_code(text))
        assert found is None, (path, text[found.start() - 60 : found.end() + 60])


def _without_code(text):
    """`text` without what no program draws: fences without a language, code spans, summaries, fields of tools."""
    text = re.sub(r'"(?:input|output)":"[^"]*"', "", text)
    text = re.sub(r"(?m)^[> ]*(`{3,}|~{3,})\n(?:.*\n)*?[> ]*\1(?=\"|$)", "", text)
    return re.sub(r"`[^`\n]+`|<summary>.*</summary>", "", text)


@pytest.mark.parametrize("name", sorted(set(registry.target_names()) - NO_MODEL))
def test_no_control_word_of_a_chat_template_reaches_a_model(name):
    if name == "parquet":
        pytest.importorskip("pyarrow")
    for path, text in written(name, TOKENS):
        for token in TOKENS:
            at = text.find(token)
            assert at < 0, (path, text[max(0, at - 60) : at + 60])
