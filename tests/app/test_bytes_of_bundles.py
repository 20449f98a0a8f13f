"""Whole runs, held against the bytes of the bundle: what is in no file of it is named in a loss, for every target.

Each carrier of words that an export is known to have stands in a conversation of its own, with words that occur nowhere
else. Nothing here asks a target what it wrote.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from migrator import registry
from migrator.app import archive as archives
from migrator.app import receipts, taking
from migrator.app.context import Context
from migrator.app.convert import Manifest, Request, convert
from migrator.losses import KINDS
from migrator.testing.contract import readable
from tests.chatgpt.making import chain, message

MANY = 10_000
PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 40).decode()


def words(name: str) -> str:
    """Three words of which the last occurs nowhere else."""
    return f"words about {name.replace('_', '')}zq"


def carriers() -> dict[str, list[dict[str, Any]]]:
    """Messages by what carries the words in one of them."""
    asked = message("user", "a question")
    answered = message("assistant", "an answer")

    def content(role: str, **fields: Any) -> dict[str, Any]:
        return message(role, content=fields)

    w = {name: words(name) for name in _NAMES}
    report = {"content": {"content_type": "text", "parts": [w["report"]]}}
    return {
        "user": [message("user", w["user"]), answered],
        "assistant": [asked, message("assistant", w["assistant"])],
        "system": [message("system", w["system"]), asked, answered],
        "tool": [asked, message("tool", w["tool"]), answered],
        "call": [asked, message("assistant", w["call"], recipient="python"), answered],
        "code": [asked, content("assistant", content_type="code", language="python", text=w["code"])],
        "nested_code": [
            asked,
            message(
                "assistant", "so:", {"content_type": "code", "language": "rust", "text": w["nested_code"]}
            ),
        ],
        "thoughts": [
            asked,
            content("assistant", content_type="thoughts", thoughts=[{"content": w["thoughts"]}]),
            answered,
        ],
        "thoughts_json": [
            asked,
            content(
                "assistant", content_type="thoughts", thoughts=json.dumps([{"content": w["thoughts_json"]}])
            ),
            answered,
        ],
        "recap": [asked, content("assistant", content_type="reasoning_recap", parts=[w["recap"]]), answered],
        "output": [asked, content("tool", content_type="execution_output", text=w["output"]), answered],
        "page": [asked, content("tool", content_type="tether_browsing_display", result=w["page"]), answered],
        "unknown": [content("user", content_type="novel", story=w["unknown"]), answered],
        "unknown_piece": [
            message("user", "so:", {"content_type": "novel", "story": w["unknown_piece"]}),
            answered,
        ],
        "quoted": [message("user", "and this?", metadata={"targeted_reply": w["quoted"]}), answered],
        "result_group": [
            asked,
            message(
                "assistant",
                "found",
                metadata={
                    "search_result_groups": [
                        {"entries": [{"url": "https://e.org/a", "title": w["result_group"], "snippet": "s"}]}
                    ]
                },
            ),
        ],
        "memory_line": [
            asked,
            message(
                "assistant",
                "as you like it",
                metadata={
                    "conversation_context_citation_metadata": [
                        {"citation": {"type": "memory", "attribution": w["memory_line"]}}
                    ]
                },
            ),
        ],
        "report": [asked, message("tool", "", metadata={"venus_widget_state": {"report_message": report}})],
        "plan": [
            asked,
            message(
                "tool",
                "",
                metadata={
                    "venus_widget_state": {
                        "plan": {"steps": [w["plan"]]},
                        "report_message": "A report of research.",
                    }
                },
            ),
        ],
        "metadata": [asked, message("assistant", "yes", metadata={"novelty": {"deep": [w["metadata"]]}})],
        "node": [{**message("user", "a question"), "_node": {"remark": w["node"]}}, answered],
        "children": [
            {
                **message("user", "a question"),
                "_node": {"children": [{"id": "kid", "message": message("assistant", w["children"])}]},
            }
        ],
        "parent": [asked, {**message("assistant", "an answer"), "_node": {"parent": {"text": w["parent"]}}}],
        "picture_prompt": [
            asked,
            message(
                "assistant",
                {
                    "content_type": "image_asset_pointer",
                    "asset_pointer": None,
                    "metadata": {"dalle": {"prompt": w["picture_prompt"]}},
                },
                kind="multimodal_text",
            ),
        ],
        "picture_inside": [
            message(
                "user",
                w["picture_inside"],
                {"content_type": "image_asset_pointer", "asset_pointer": f"data:image/png;base64,{PICTURE}"},
                kind="multimodal_text",
            ),
            answered,
        ],
        "hidden": [
            asked,
            message("assistant", w["hidden"], metadata={"is_visually_hidden_from_conversation": True}),
            answered,
        ],
        "group_chat": [
            {**message("user", w["group_chat"]), "author": {"role": "user", "name": "Ana"}},
            {**message("user", "not again"), "author": {"role": "user", "name": "Ben"}},
            answered,
        ],
        "title": [asked, answered],
        "beside": [asked, answered],
        "odd_mapping": [],
        "key_twice": [asked, answered],
        "broken": [asked, answered],
    }


_NAMES = [
    "user",
    "assistant",
    "system",
    "tool",
    "call",
    "code",
    "nested_code",
    "thoughts",
    "thoughts_json",
    "recap",
    "output",
    "page",
    "unknown",
    "unknown_piece",
    "quoted",
    "result_group",
    "memory_line",
    "report",
    "plan",
    "metadata",
    "node",
    "children",
    "parent",
    "picture_prompt",
    "picture_inside",
    "hidden",
    "group_chat",
    "title",
    "beside",
    "odd_mapping",
    "key_twice",
    "broken",
]
FILES = {"group_chats.json": [{"room": words("room")}], "sora.json": {"generations": [words("sora")]}}


def record(name: str, said: list[dict[str, Any]]) -> str:
    """The conversation of a carrier as JSON; of some only the bytes are odd."""
    chat = chain(said, conversation_id=f"chat-{name}", title=f"{words('title')}" if name == "title" else "T")
    for node in chat["mapping"].values():
        if isinstance(node["message"], dict):
            node.update(node["message"].pop("_node", {}))
    if name == "beside":
        chat["remark"] = words(name)
    if name == "odd_mapping":
        chat["mapping"] = [{"role": "user", "content": words(name)}]
    text = json.dumps(chat)
    if name == "key_twice":
        return text.replace('"an answer"', f'"{words(name)}"], "parts": ["an answer"')
    if name == "broken":
        return text.replace('"a question"', f'"{words(name)}", ]')
    return text


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    made = carriers()
    assert set(made) == set(_NAMES)
    listed = ",".join(record(name, said) for name, said in made.items())
    (folder / "conversations.json").write_text(f"[{listed}]", "utf-8")
    for name, value in FILES.items():
        (folder / name).write_text(json.dumps(value), "utf-8")
    return folder


def named(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """The losses that leave something out, each with a thing that it names."""
    for line in manifest.losses:
        if KINDS[line.kind].effect == "left-out" and line.kind != "details-left-out":
            yield from ((line.kind, example) for example in line.examples)


@pytest.mark.parametrize("target", registry.target_names())
def test_what_is_not_in_the_bundle_is_named_in_a_loss(target, export, tmp_path, monkeypatch):
    for module, name in ((receipts, "EXAMPLES"), (archives, "_EXAMPLES"), (taking, "_EXAMPLES")):
        monkeypatch.setattr(module, name, MANY)
    out = tmp_path / "out"
    made = convert(Request(target=target, sources=(str(export),), out=out), Context())
    texts = {
        p.as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file() and p.name != "manifest.json"
    }
    there = readable(texts)
    losses = list(named(made.manifest))
    order = {f"conversations.json#/{i}": f"chat-{name}" for i, name in enumerate(carriers())}
    gone = [order.get(example, example) for _, example in losses]
    if any(kind == "memory-left-out" for kind, _ in losses):
        gone.append("chat-memory_line")
    for name in _NAMES:
        assert words(name) in there or any(
            place == f"chat-{name}" or place.startswith(f"chat-{name}/") for place in gone
        ), f"{target}: the words of “{name}” are neither in the bundle nor named in a loss"
    for name, value in FILES.items():
        text = json.dumps(value)
        assert text in there or name in gone, f"{target}: {name} is neither in the bundle nor named in a loss"


def test_nothing_but_what_cannot_be_read_is_lost_in_the_native_archive(export, tmp_path):
    made = convert(Request(target="native", sources=(str(export),), out=tmp_path / "out"), Context())
    assert {line.kind for line in made.manifest.losses} == {"record-unread"}
    assert msgspec.json.decode((tmp_path / "out/manifest.json").read_bytes())["losses"]
