"""What was repaired is an export again: our own reader finds in it what went in."""

import pytest

from migrator.adapter import read
from migrator.events import quiet
from migrator.model import Conversation, Text
from migrator.sample import make
from migrator.shape import tree
from migrator.source.opening import open_source
from migrator.testing import CASES, MemoryArchive, run
from migrator_chatgpt import READER
from migrator_chatgpt.repaired import CLEAN


def read_back(files, folder):
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    problems = []
    items = list(read(READER, open_source(folder), problems.append))
    assert [event for event in problems if hasattr(event, "kind")] == []
    return [item for item in items if isinstance(item, Conversation)]


def told(conversation):
    """Everything that the shape can say."""
    return (
        conversation.id,
        conversation.head,
        conversation.project,
        conversation.archived,
        conversation.starred,
        [
            (m.id, m.parent, m.role, m.hidden, [p.text for p in m.parts if isinstance(p, Text)])
            for m in tree.splice(conversation, lambda m: m.hidden is None).messages
        ],
    )


@pytest.mark.parametrize("case", ["plain", "branches", "parts", "times", "repeated"])
def test_what_was_written_is_read_and_written_the_same(case, tmp_path):
    files = run(CLEAN, CASES[case]()).files
    back = read_back(files, tmp_path / "once")
    again = run(CLEAN, MemoryArchive(back)).files
    assert [told(c) for c in read_back(again, tmp_path / "twice")] == [told(c) for c in back]


def test_a_plain_chat_comes_back_whole(tmp_path):
    before = {c.id: c for c in CASES["plain"]().items(Conversation)}
    for conversation in read_back(run(CLEAN, CASES["plain"]()).files, tmp_path / "x"):
        was = before[conversation.id]
        assert told(conversation) == told(was)
        assert (conversation.title, conversation.created, conversation.updated) == (
            was.title,
            was.created,
            was.updated,
        )
        for one, other in zip(conversation.messages[-2:], was.messages[-2:], strict=True):
            assert (one.created, one.model) == (other.created, other.model)


def test_branches_come_back_with_the_line_last_shown(tmp_path):
    before = {c.id: c for c in CASES["branches"]().items(Conversation)}
    for conversation in read_back(run(CLEAN, CASES["branches"]()).files, tmp_path / "x"):
        was = before[conversation.id]
        assert [m.id for m in tree.path(conversation) if m.parts] == [m.id for m in tree.path(was)]
        assert len(tree.leaves(conversation)) == len(tree.leaves(was))


@pytest.mark.parametrize("generation", ["A", "C", "D"])
def test_a_made_up_export_comes_back_with_every_shown_question(generation, tmp_path):
    make("repaired", generation, 25).write_folder(tmp_path / "export")
    items = tuple(read(READER, open_source(tmp_path / "export"), quiet))
    before = {c.id: c for c in items if isinstance(c, Conversation)}
    back = read_back(run(CLEAN, MemoryArchive(items)).files, tmp_path / "back")
    assert back
    for conversation in back:
        asked = [
            m.id for m in before[conversation.id].messages if m.role == "user" and not m.hidden and m.parts
        ]
        again = {m.id for m in conversation.messages}
        assert [key for key in asked if key not in again] == []
