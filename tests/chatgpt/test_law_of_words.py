"""Nothing is lost: every text of three words or more in a record is in what was read of it, whatever was done to the record."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from migrator.events import quiet
from migrator.model import Origin, Text, ToolResult
from migrator_chatgpt import content, conversation, traces
from migrator_chatgpt.assets import AssetIndex
from migrator_chatgpt.content.here import Here
from tests.chatgpt.making import chain, held, message
from tests.chatgpt.rich import rich
from tests.chatgpt.test_laws import mutilated, places
from tests.chatgpt.words import missing

ORIGIN = Origin("conversations.json", "/0")
NO_FILES = AssetIndex(held({}), quiet)
_DEEP: Any = "words at the bottom of it"
for _ in range(40):
    _DEEP = [_DEEP]

MUTATIONS: dict[str, Callable[[Any], Any]] = {
    "null": lambda _: None,
    "false": lambda _: False,
    "zero": lambda _: 0,
    "number": lambda _: 1.5e300,
    "empty text": lambda _: "",
    "text": lambda _: "some words put there",
    "blanks": lambda _: "   ",
    "json list as text": lambda _: '["words in a written list"]',
    "json object as text": lambda _: '{"text": "words in a written object", "content_type": "text"}',
    "json contents as text": lambda _: '[{"content_type": "text", "parts": ["words in a written content"]}]',
    "empty list": lambda _: [],
    "list": lambda _: ["words in a list"],
    "list of lists": lambda _: [["words in two lists"]],
    "empty object": lambda _: {},
    "object": lambda _: {"key": "words in an object"},
    "text object": lambda _: {"text": "words under text here"},
    "content": lambda _: {"content_type": "text", "parts": ["words in a content"]},
    "unknown content": lambda _: {"content_type": "novel", "story": "words of a novel"},
    "key of words": lambda _: {"words in the key": 1},
    "deep": lambda _: copy.deepcopy(_DEEP),
    "wrapped": lambda value: [value],
    "wrapped twice": lambda value: {"value": [value]},
    "as text": lambda value: msgspec.json.encode(value).decode(),
}
GONE = "gone"


def lost(record: dict[str, Any]) -> list[str]:
    """The phrases that reading `record` loses."""
    if not conversation.is_conversation(record):
        return []
    whole = copy.deepcopy(record)
    read = conversation.read(record, ORIGIN, NO_FILES, {}, quiet)
    assert all(item.id for item in traces.found_in(read))  # what else is read of it raises nothing either
    return missing(whole, read)


def records() -> Iterator[dict[str, Any]]:
    """Each message of the rich conversation as a record of its own, its node holding links both ways; and the whole."""
    whole = rich()
    for key, node in whole["mapping"].items():
        if node["message"] is not None:
            one = chain([])
            one["mapping"] = {"root": {"id": "root", "message": None, "children": [key]}, key: node}
            node["parent"], node["children"] = "root", []
            one["current_node"] = key
            yield one


def test_a_rich_conversation_is_read_without_a_loss():
    assert lost(rich()) == []


def test_every_known_content_type_is_in_the_rich_conversation():
    seen: set[str] = set()
    waiting: list[Any] = [rich()]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            seen.add(str(value.get("content_type")))
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    assert set(content.READERS) - seen == set()


@pytest.mark.parametrize("name", [*MUTATIONS, GONE])
def test_no_text_is_lost_whatever_one_field_is_replaced_by(name):
    for record in records():
        for i in range(len(places(record, children=True))):
            changed = copy.deepcopy(record)
            container, key = places(changed, children=True)[i]
            if name == GONE:
                del container[key]
            else:
                container[key] = MUTATIONS[name](container[key])
            assert lost(changed) == [], (key, name)


@given(mutilated())
@settings(max_examples=100, deadline=None)
def test_no_text_is_lost_whatever_several_fields_are_replaced_by(case):
    record, _ = case
    assert lost(record) == []


# ------------------------------------------------------------------------------------------ faulty readers


def takes_and_gives_up(here: Here) -> list[Any]:
    """A reader that takes a key and then finds nothing to show."""
    here.text("story")
    return []


def takes_and_forgets(here: Here) -> list[Any]:
    """A reader that shows one of the two texts that it took."""
    here.text("ending")
    return [Text(text=here.text("story"))]


def destroys(here: Here) -> list[Any]:
    """A reader that passes over the record of what was taken."""
    del here.content["ending"]
    return [ToolResult(output=here.text("story"))]


NOVEL = {"content_type": "novel", "story": "a story told in words", "ending": "they all went home again"}


@pytest.mark.parametrize("reader", [takes_and_gives_up, takes_and_forgets])
def test_what_a_careless_reader_took_is_put_back(monkeypatch, reader):
    monkeypatch.setitem(content.READERS, "novel", reader)
    assert lost(chain([message("assistant", content=dict(NOVEL))])) == []


def test_the_law_finds_a_reader_that_destroys_what_it_reads(monkeypatch):
    monkeypatch.setitem(content.READERS, "novel", destroys)
    assert lost(chain([message("assistant", content=dict(NOVEL))])) == ["they all went home again"]


def test_the_law_finds_known_readers_that_begin_to_lose(monkeypatch):
    monkeypatch.setitem(
        content.READERS, "system_error", lambda here: [Text(text=here.content.pop("name", "x") and "x")]
    )
    chat = chain(
        [message("tool", content={"content_type": "system_error", "name": "the name of it", "text": "t"})]
    )
    assert lost(chat) == ["the name of it"]
