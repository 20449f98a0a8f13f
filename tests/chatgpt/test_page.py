"""`chat.html` holds the conversations where nothing else does."""

from __future__ import annotations

import json

import pytest

from migrator.events import Event, Problem
from migrator_chatgpt import READER
from tests.chatgpt.making import chain, held, message, read

CHATS = [
    {**chain([message("user", f"hi </script> ]; var jsonData = [1]; {n}")]), "conversation_id": f"c{n}"}
    for n in range(3)
]


def page(chats: list, *, before: str = "<style>p {}</style>") -> bytes:
    return (
        f"<html><head>{before}<script>\n// <![CDATA[\nvar jsonData = {json.dumps(chats)};\n"
        'var assetsJson = {"file-service://file-1": "a.png"};\nfunction f() { return [1, {"a": 2}]; }</script></html>'
    ).encode()


def test_a_page_alone_is_read():
    source = held({"chat.html": page(CHATS)}, "file")
    assert READER.recognise(source).score >= 0.9
    found = read({"old/chat.html": page(CHATS), "user.json": {"id": "u"}})
    assert [c.id for c in found.conversations] == ["c0", "c1", "c2"]
    assert found.problems == []
    assert {f.name: f.role for f in found.export.files} == {
        "old/chat.html": "conversations",
        "user.json": "data",
    }


def test_a_page_beside_the_conversations_is_not_read_again():
    found = read({"conversations.json": CHATS[:1], "chat.html": page(CHATS)})
    assert [c.id for c in found.conversations] == ["c0"]


def test_the_list_may_begin_far_into_the_page():
    far = page(CHATS, before="<style>" + "p {color: red} " * 20_000 + "</style>")
    assert len(read({"chat.html": far}).conversations) == 0  # beyond what is looked at, it is not even tried
    near = page(CHATS, before="<style>" + "p {color: red} " * 10_000 + "</style>")
    assert len(read({"chat.html": near}).conversations) == 3


@pytest.mark.parametrize("cut", [300, 700, 1000])
def test_a_page_that_breaks_off_gives_what_it_holds(cut):
    events: list[Event] = []
    export = READER.open(held({"chat.html": page(CHATS)[:cut]}), events.append)
    whole = [c for record in export.records() if (c := export.conversation(record))]
    assert [c.id for c in whole] == ["c0", "c1", "c2"][: len(whole)]
    if export.files[0].role == "conversations":
        assert any(isinstance(event, Problem) and event.incomplete for event in events)


def test_any_other_page_is_no_export():
    assert READER.recognise(held({"report.html": b"<html>jsonData</html>"}, "file")).score == 0
    assert READER.recognise(held({"chat.html": b"<html><script>var x = [1]</script></html>"})).score == 0


def test_utf_16_is_recognised():
    raw = json.dumps(CHATS).encode("utf-16")
    assert READER.recognise(held({"conversations.json": raw})).score == 1.0
    assert len(read({"conversations.json": raw}).conversations) == 3
