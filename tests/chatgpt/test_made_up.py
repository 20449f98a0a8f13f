"""Made-up exports of every generation are read as their maker says they are."""

from __future__ import annotations

import json

import msgspec
import pytest

from migrator.events import Event, Problem
from migrator.model import Audio, File, Image, Instruction, Video
from migrator.sample import MARK, make
from migrator.source import open_sources
from migrator_chatgpt import READER


@pytest.mark.parametrize("generation", ["A", "B", "C", "D", "P"])
def test_a_made_up_export_is_read_whole(generation, tmp_path):
    path = tmp_path / "export.zip"
    truth = make(11, generation, 60, truth=True).write_zip(path)
    events: list[Event] = []
    (source,) = open_sources([path], is_export=lambda opened: READER.recognise(opened).score > 0)
    with source:
        assert READER.recognise(source).score == 1.0
        export = READER.open(source, events.append)
        read = [export.conversation(record) for record in export.records()]
        chats = [chat for chat in read if not chat.extra.get("codex")]
        carried = [item for chat in chats for item in export.found_in(chat)]
    assert export.generation == ("D" if generation == "P" else generation)
    assert [event for event in events if isinstance(event, Problem)] == []
    assert len(chats) == truth.conversations
    messages = [message for chat in chats for message in chat.messages]
    assert len(messages) == truth.messages
    assert sum(not chat.messages for chat in chats) == truth.empty
    answered = {(chat.id, m.parent) for chat in chats for m in chat.messages}
    assert sum((chat.id, m.id) not in answered for chat in chats for m in chat.messages) == truth.leaves
    named = {
        part.asset
        for m in messages
        for part in m.parts
        if isinstance(part, (Image, Audio, Video, File)) and part.asset
    }
    put_back = {asset.id for asset in export.assets.values() if asset.message} - truth.referenced
    assert truth.referenced <= named <= truth.referenced | put_back
    assert set(export.assets) == truth.present
    assert sum(isinstance(item, Instruction) for item in carried) == truth.instructions
    text = json.dumps([msgspec.to_builtins(chat) for chat in chats])
    assert set(MARK.findall(text)) >= {mark.token for mark in truth.marks}
    for mark in truth.marks:
        if mark.head:
            chat = next(chat for chat in chats if chat.id == mark.conversation)
            assert mark.message in line(chat)


def line(chat) -> set[str]:
    """The ids from the head to its root."""
    by_id = {message.id: message for message in chat.messages}
    at, ids = by_id.get(chat.head), set()
    while at is not None:
        ids.add(at.id)
        at = by_id.get(at.parent)
    return ids
