"""What a chat holds is harmless where it arrives: it calls nobody when it is opened, and it steers no model.

A new target falls under both rules until it is named here as one that draws, or feeds, nothing.
"""

import json
import re

import pytest
from markdown_it import MarkdownIt

from migrator import registry
from migrator.adapter import Choices
from migrator.model import Citation, Document, Image, Reasoning, Text, ToolCall, ToolResult
from migrator.testing import MemoryArchive, run
from migrator.testing.cases import chat, says
from migrator.testing.contract import readable

DATA = {"native", "dti", "pam"}  # the model itself, and forms for exchange: exact, drawn by no program
# The reading copy holds chats as data; what its page draws of them is held in browsers (tests/real/test_html.py).
NOT_DRAWN = DATA | {"jsonl", "sharegpt", "parquet", "huggingface", "llm", "ollama", "html"}
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
_DRAW = MarkdownIt("commonmark", {"html": True}).enable("table")
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
            for text in _texts(path, data):
                yield path, text


def _texts(path, data):
    """Every text of a file that a program would draw on its own."""
    found = readable({path: data})
    if path.endswith((".json", ".jsonl")):
        for document in [found] if path.endswith(".json") else found.splitlines():
            yield from _strings(json.loads(document))
    elif path.endswith(".zip"):
        yield from _strings(json.loads(found))
    else:
        yield found


def _strings(value):
    match value:
        case str():
            yield value
        case dict():
            for key, each in value.items():
                if key not in {"input", "output"} or not _seems_raw(each):
                    yield from _strings(each)
        case list():
            for each in value:
                yield from _strings(each)


def _seems_raw(value):
    """Fields of a tool's call and answer of their own, which programs show as they are."""
    return isinstance(value, (str, dict)) and SERVER in str(value)


def _loads(markdown):
    """What in a text would be loaded when a program draws it; what stands in a folded block is drawn as well."""
    markdown = re.sub(r"<details[^>]*>\n<summary>.*</summary>|</details>", "", markdown)
    for block in _DRAW.parse(markdown):
        for token in (block, *(block.children or ())):
            if token.type == "image" or (token.type.startswith("html") and SERVER in token.content):
                yield token.content
            if (
                token.type == "fence"
                and token.info.split()[:1] in (["mermaid"], ["vega-lite"])
                and SERVER in token.content
            ):
                yield token.info


@pytest.mark.parametrize("name", sorted(set(registry.target_names()) - NOT_DRAWN))
def test_nothing_in_a_chat_calls_anybody_when_it_is_opened(name):
    seen = 0
    for path, text in written(name, LOADING):
        seen += text.count(SERVER)
        assert list(_loads(text)) == [], path
    assert seen > len(LOADING)


def test_the_rule_sees_what_loads():
    assert all(list(_loads(text)) for text in LOADING)


@pytest.mark.parametrize("name", sorted(set(registry.target_names()) - NO_MODEL))
def test_no_control_word_of_a_chat_template_reaches_a_model(name):
    if name == "parquet":
        pytest.importorskip("pyarrow")
    for path, text in written(name, TOKENS):
        for token in TOKENS:
            at = text.find(token)
            assert at < 0, (path, text[max(0, at - 60) : at + 60])
