"""What holds for every conversation, however mutilated: no error, no lost message, a valid forest, no lost word."""

from __future__ import annotations

import copy
import json
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.events import Event, Problem, quiet
from migrator.model import Conversation, Item, Opaque, Origin
from migrator_chatgpt import READER, conversation
from migrator_chatgpt.assets import AssetIndex
from tests.chatgpt.making import chain, held, message, read
from tests.chatgpt.rich import rich

ORIGIN = Origin("conversations.json", "/0")
RICH = rich()
_RICH = orjson.dumps(RICH)
NO_FILES = AssetIndex(held({}), quiet)

WORD = "⁂"  # words that occur nowhere else: ⁂1, ⁂2, …


@st.composite
def json_values(draw: st.DrawFn, words: list[str]) -> Any:
    """Some JSON; its texts are words of their own, which `words` collects."""

    def word() -> str:
        words.append(f"{WORD}{len(words)};")
        return words[-1]

    kind = draw(st.sampled_from(["null", "word", "number", "list", "object", "truth", "empty"]))
    match kind:
        case "word":
            return word()
        case "number":
            return draw(st.sampled_from([0, 1, -1, 1.5, 1e300, 2**70, 1700000000, 1700000000000]))
        case "truth":
            return draw(st.booleans())
        case "list":
            return [word(), None, {word(): word()}][: draw(st.integers(0, 3))]
        case "object":
            key = draw(
                st.sampled_from(
                    ["text", "parts", "content_type", "metadata", "asset_pointer", "id", "role", ""]
                )
            )
            return {key or word(): draw(st.sampled_from([None, 7, []])) if draw(st.booleans()) else word()}
        case "empty":
            return draw(st.sampled_from(["", [], {}]))
    return None


def fresh() -> Any:
    """A copy of the rich conversation."""
    return orjson.loads(_RICH)


def places(value: Any, *, children: bool = False) -> list[tuple[Any, Any]]:
    """Every (container, key) in a JSON value; `children` lists, whose links the reader does not take over, on request."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        held_ = waiting.pop()
        pairs = list(
            held_.items() if isinstance(held_, dict) else enumerate(held_) if isinstance(held_, list) else ()
        )
        for key, inner in pairs:
            if children or key != "children":
                found.append((held_, key))
                waiting.append(inner)
    return found


@st.composite
def mutilated(draw: st.DrawFn) -> tuple[dict[str, Any], list[str]]:
    """A rich conversation with up to eight things replaced, removed or added."""
    chat = fresh()
    words: list[str] = []
    for _ in range(draw(st.integers(1, 8))):
        spots = places(chat)
        container, key = spots[draw(st.integers(0, len(spots) - 1))]
        change = draw(st.sampled_from(["replace", "replace", "remove", "add", "link"]))
        if change == "replace":
            container[key] = draw(json_values(words))
        elif change == "remove":
            del container[key]
        elif change == "link" and isinstance(chat.get("mapping"), dict) and chat["mapping"]:
            keys = sorted(chat["mapping"])
            node = chat["mapping"][keys[draw(st.integers(0, len(keys) - 1))]]
            if isinstance(node, dict):
                node["parent"] = keys[draw(st.integers(0, len(keys) - 1))]
        elif isinstance(container, dict):
            container[f"new{len(words)}"] = draw(json_values(words))
    return chat, words


def with_message(chat: dict[str, Any]) -> set[str]:
    """The nodes that hold a message, or something that should be one."""
    mapping = chat.get("mapping")
    return {
        key
        for key, node in (mapping.items() if isinstance(mapping, dict) else ())
        if not (node is None or (isinstance(node, dict) and node.get("message") is None))
    }


def texts(value: Any) -> str:
    """All keys and texts of a JSON value."""
    return json.dumps(value, ensure_ascii=False)


def check(chat: dict[str, Any], read_: Conversation) -> None:
    ids: set[str] = set()
    for m in read_.messages:
        assert m.parent is None or m.parent in ids
        assert m.id not in ids
        ids.add(m.id)
    assert ids == with_message(chat)
    parents = {m.parent for m in read_.messages}
    assert (read_.head in ids and read_.head not in parents) if ids else read_.head is None


@given(mutilated())
@settings(max_examples=100, deadline=None)
def test_no_mutilation_raises_or_loses_a_message_or_a_word(case):
    unscathed(case)


def unscathed(case: tuple[dict[str, Any], list[str]]) -> None:
    chat, words = case
    whole = texts(chat)
    alive = [word for word in words if word in whole]
    if not conversation.is_conversation(chat):
        return
    nodes = copy.deepcopy(chat)
    read_ = conversation.read(chat, ORIGIN, NO_FILES, {}, quiet)
    check(nodes, read_)
    model = texts(msgspec.to_builtins(read_))
    assert [word for word in alive if word not in model] == []


@given(mutilated())
@settings(max_examples=50, deadline=None)
def test_reading_again_gives_the_same_and_survives_json(case):
    chat, _ = case
    first, second = read([chat]), read([chat])
    assert first.items == second.items
    for item in first.items:
        back = json.dumps(msgspec.to_builtins(item))
        assert json.dumps(msgspec.to_builtins(msgspec.convert(json.loads(back), Item))) == back


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(
                st.sampled_from(["id", "mapping", "title", "m", "message", "parent", "content", "author"]),
                x,
                max_size=4,
            )
        ),
        max_leaves=25,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_json_is_a_record_or_a_reported_problem(value):
    problems: list[Event] = []
    source = held({"conversations.json": [value, RICH]})
    export = READER.open(source, problems.append)
    read_ = [export.conversation(record) for record in export.records()]
    assert len(read_) == 2
    assert read_[1] is not None
    told = [p for p in problems if isinstance(p, Problem) and p.incomplete]
    assert told or read_[0] is not None


@given(st.integers(0, 4000), st.binary(max_size=4))
@settings(max_examples=40, deadline=None)
def test_a_file_cut_or_damaged_anywhere_never_raises(at, noise):
    data = json.dumps([RICH, RICH]).encode()
    for broken in (data[: at * 3], data[: at * 3] + noise + data[at * 3 + len(noise) :]):
        found = read({"conversations.json": broken})
        assert len(found.conversations) <= 2
        if len(broken) < len(data):
            assert found.problems


def test_no_problem_quotes_the_export():
    chat = fresh()
    secret = "SECRETWORD"
    chat["title"] = secret
    chat["mapping"]["m3"]["message"] = secret
    chat["mapping"]["m4"]["parent"] = secret
    chat["mapping"]["m5"]["parent"] = "m6"
    found = read([chat, secret, {secret: secret}, [secret]])
    assert len(found.problems) >= 5
    assert secret not in repr(found.problems)


@pytest.mark.parametrize(
    "put",
    [WORD, [WORD], {"x": WORD}, {WORD: 1}, {"text": WORD}, [{"text": WORD}], {"content_type": WORD}],
    ids=str,
)
def test_no_word_is_lost_whatever_stands_in_any_one_place(put):
    for i in range(len(places(RICH))):
        chat = fresh()
        container, key = places(chat)[i]
        container[key] = copy.deepcopy(put)
        nodes = orjson.loads(orjson.dumps(chat))
        read_ = conversation.read(chat, ORIGIN, NO_FILES, {}, quiet)
        check(nodes, read_)
        assert WORD in texts(msgspec.to_builtins(read_)), key


def test_content_nested_as_deeply_as_the_parser_allows_is_kept():
    deep: Any = "bottom"
    for _ in range(150):
        deep = [deep]
    chat = chain([message("user", content={"content_type": "novel", "x": deep})])
    (only,) = read([chat]).one.messages
    assert isinstance(only.parts[0], Opaque)


def test_a_fault_of_the_reader_costs_one_conversation_and_quotes_nothing(monkeypatch):
    real = conversation.finished

    def faulty(raw, *more):
        if raw.get("title") == "SECRETWORD":
            raise KeyError(raw["title"])
        return real(raw, *more)

    monkeypatch.setattr(conversation, "finished", faulty)
    found = read([{**chain([message("user", "x")]), "title": "SECRETWORD"}, chain([message("user", "y")])])
    assert len(found.conversations) == 1
    assert [(p.kind, p.incomplete) for p in found.problems] == [("reader-fault", True)]
    assert "SECRETWORD" not in repr(found.problems)


@pytest.mark.long
@given(mutilated())
@settings(max_examples=20_000, deadline=None)
def test_no_mutilation_raises_or_loses_a_message_or_a_word_at_length(case):
    unscathed(case)
