"""The quick way into slim conversations makes of them what the long way would, and leaves the odd ones to it."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.events import quiet
from migrator.model import Origin
from migrator.sample.export import make
from migrator.source import Damaged, open_source, parse
from migrator_chatgpt import READER, conversation, slim
from migrator_chatgpt.sandbox import Made

ORIGIN = Origin("conversations-000.json", "/0")


class NoFiles:
    def __init__(self):
        self.assets = {}

    def find(self, *_, **__):
        return None

    def made_by(self, *_, **__):
        return Made("none")


def quick(record):
    told = []
    return slim.read(record, ORIGIN, NoFiles(), {}, told.append), told


def long(record):
    told = []
    return conversation.read(parse(record), ORIGIN, NoFiles(), {}, told.append), told


def node(key, above, text="words", **beside):
    said = {
        "id": key,
        "author": {"role": "user", "name": None},
        "content": {"content_type": "text", "parts": [text]},
        "create_time": 1.7e9,
    }
    return {"id": key, "message": said | beside, "parent": above}


def chat(*nodes, **beside):
    return {
        "conversation_id": "c",
        "id": "c",
        "create_time": 1.7e9,
        "current_node": nodes[-1]["id"] if nodes else None,
        "mapping": {n["id"]: n for n in nodes},
        "title": "T",
        "voice": None,
    } | beside


ROOT = {"id": "r", "message": None, "parent": None}


def test_made_up_exports_come_out_the_same_both_ways(tmp_path, monkeypatch):
    path = tmp_path / "export.zip"
    make("slim", "D", 40).write_zip(path)
    with open_source(str(path)) as source:
        export = READER.open(source, quiet)
        ways = []
        read = slim.read
        monkeypatch.setattr(slim, "read", lambda *given: ways.append(read(*given)) or ways[-1])
        both = [export.conversation(record) for record in export.records()]
        monkeypatch.setattr(slim, "read", lambda *_: None)
        assert [export.conversation(record) for record in export.records()] == both
    assert sum(way is not None for way in ways) >= len(both) - 1  # all but the group chat


ODD = [
    chat(),
    chat(ROOT),
    chat(ROOT, current_node="r"),
    chat(ROOT, node("a", "r"), node("b", "a")),
    chat(ROOT, node("a", "r"), node("b", "a"), current_node="a"),
    chat(ROOT, node("a", "r"), node("b", "a"), current_node="gone"),
    chat(ROOT, node("a", "r"), node("b", "r"), node("c", "b", create_time=1.6e9)),
    chat(ROOT, node("a", "r"), node("b", "r", create_time=None), current_node=["b"]),
    chat(node("b", "a"), node("a", "gone")),
    chat(node("a", "gone"), node("b", "elsewhere")),
    chat(node("a", "b"), node("b", "a")),
    chat(node("a", "a")),
    chat(node("a", None, id="other")),
    chat({**node("a", None), "id": "other"}),
    chat({"id": "a", "message": "words", "parent": None}),
    chat({"id": "a", "message": 5, "parent": 3}),
    chat({**node("a", None), "children": []}),
    chat(node("a", None, "")),
    chat(node("a", None, "sandbox:/mnt/data/a.txt")),
    chat(node("a", None, r"a \(x\) b", author={"role": "assistant"})),
    chat(node("a", None, "\ue200cite\ue202turn0search1\ue201")),
    chat(node("a", None, metadata={"model_slug": "m"})),
    chat(node("a", None, metadata={"model_slug": 5, "thinking_effort": "max"})),
    chat(node("a", None, metadata={"is_visually_hidden_from_conversation": True})),
    chat(node("a", None, metadata={"citations": []})),
    chat(node("a", None, metadata={"attachments": [{"id": "file-1", "name": "n"}]})),
    chat(node("a", None, metadata=None)),
    chat(node("a", None, create_time=17)),
    chat(node("a", None, create_time="soon")),
    chat(node("a", None, recipient="bio")),
    chat(node("a", None, weight=0)),
    chat(node("a", None, author={"role": "tool", "name": "x"})),
    chat(node("a", None, content={"content_type": "text", "parts": ["a", "b"]})),
    chat(node("a", None, content={"content_type": "text", "parts": [None]})),
    chat(node("a", None), mapping=None),
    chat(node("a", None), conversation_id=None, id=""),
    chat(node("a", None), conversation_id=7),
    chat(node("a", None), conversation_id="other"),
    chat(node("a", None), surprise=1),
    chat(node("a", None), title=None, pinned_time=1.7e9, is_archived=True, is_starred="yes"),
    chat(node("a", None), voice={"name": "ember"}),
    chat(node("a/b~c", None)),
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_conversations_come_out_the_same_both_ways_or_go_the_long_way(odd):
    record = json.dumps(odd).encode()
    read, told = quick(record)
    if read is None:
        assert told == []
    else:
        assert (read, told) == long(record)


def test_the_quick_way_is_taken_for_what_the_form_allows():
    taken = [quick(json.dumps(odd).encode())[0] is not None for odd in ODD]
    assert sum(taken) >= 30


@pytest.mark.parametrize(
    "text",
    [b'"\\ud800"', b'"\xff"', b'"\xed\xa0\x80"', b'"a\nb"', b"1e999", b"NaN"],
    ids=["lone surrogate", "no UTF-8", "CESU", "bare newline", "huge", "NaN"],
)
def test_what_only_a_tolerant_parser_reads_goes_the_long_way(text):
    record = json.dumps(chat(ROOT, node("a", "r", "WORDS"))).encode().replace(b'"WORDS"', text)
    assert quick(record) == (None, [])


def test_nesting_is_bounded_as_on_the_long_way():
    def deep(levels):
        inner = "[" * levels + "]" * levels
        whole = json.dumps(chat(ROOT, node("a", "r", metadata={"deep": "HERE"})))
        return whole.replace('"HERE"', inner).encode()

    assert quick(deep(195))[0] == long(deep(195))[0]
    assert quick(deep(196)) == (None, [])
    with pytest.raises(Damaged):
        parse(deep(196))


VALUES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
JSON = st.recursive(VALUES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_whatever_is_put_into_a_conversation_both_ways_agree(data):
    made = chat(ROOT, node("a", "r"), node("b", "a"), node("c", "a", author={"role": "assistant"}))
    value = copy.deepcopy(made)  # what is put in below must not stay in what other tests share
    place = value
    while True:
        key = data.draw(st.sampled_from(sorted(place)))
        if isinstance(place[key], dict) and place[key] and data.draw(st.booleans()):
            place = place[key]
            continue
        action = data.draw(st.sampled_from(["replace", "remove", "add"]))
        if action == "remove":
            del place[key]
        else:
            place[key if action == "replace" else "new"] = copy.deepcopy(data.draw(JSON))
        break
    record = json.dumps(value).encode()
    read, told = quick(record)
    if read is None:
        assert told == []
    else:
        assert (read, told) == long(record)
