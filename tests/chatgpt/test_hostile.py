"""The hostile corpus: nothing in it makes the reader raise, and it finds what is there to find."""

from __future__ import annotations

import pytest

from migrator.errors import NotRecognised, Refused
from migrator.events import Event, Problem
from migrator.sample.hostile import cases
from migrator.source import open_source
from migrator_chatgpt import READER

_CONTAINERS = "portal-"  # opened by the source, tested there


@pytest.mark.parametrize(
    "case", [c for c in cases(long=False) if not c.name.startswith(_CONTAINERS)], ids=str
)
def test_a_hostile_export(case, tmp_path):
    events: list[Event] = []
    try:
        source = open_source(str(case.write(tmp_path)))
    except (NotRecognised, Refused):
        pytest.skip("the source is refused before any reader sees it")
    with source:
        answer = READER.recognise(source)
        if answer.score == 0:
            assert 4 in case.exits or 5 in case.exits
            return
        export = READER.open(source, events.append)
        read = [export.conversation(record) for record in export.records()]
        list(export.others())
        chats = {chat.id: chat for chat in read if chat is not None}
    problems = [event for event in events if isinstance(event, Problem)]
    assert not [problem for problem in problems if problem.kind == "reader-fault"]
    if case.conversations is not None:
        assert len(chats) == case.conversations
    assert len(chats) >= case.least
    if case.messages is not None and len(chats) == len(read):
        assert sum(len(chat.messages) for chat in chats.values()) == case.messages
    told = any(problem.incomplete for problem in problems)
    if told:
        assert 3 in case.exits or 4 in case.exits
    assert not any(text in repr(problems) for text in case.hostile if len(text) > 10)
