"""The reader of Codex on made-up rollouts of both forms."""

import json
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.adapter import read
from migrator.events import Problem
from migrator.model import Conversation, Image, KeptFile, Text, ToolCall, ToolResult
from migrator.source.opening import open_source
from migrator_codex import READER
from tests.codex.making import NAME, PNG, Rollout, thread, write


def opened(home):
    events = []
    with open_source(home) as source:
        items = list(read(READER, source, events.append))
    chats = {i.id: i for i in items if isinstance(i, Conversation)}
    return chats, [e for e in events if isinstance(e, Problem)], items


def seen(chat, role):
    return [
        p.text
        for m in chat.messages
        if m.role == role and m.hidden is None
        for p in m.parts
        if isinstance(p, Text)
    ]


@pytest.mark.parametrize("mode", ["paginated", "legacy"])
def test_each_turn_stands_once_in_both_forms(tmp_path, mode):
    chat = Rollout(thread(1), mode).context().ask("one", picture=PNG).run("ls", "files", code=2).answer("two")
    (read_,) = opened(write(tmp_path, chat.ask("three").answer("four")))[0].values()
    assert seen(read_, "user") == ["one", "three"]
    assert seen(read_, "assistant") == ["two", "four"]
    parts = [p for m in read_.messages for p in m.parts]
    assert [p.data for p in parts if isinstance(p, Image)] == [PNG]
    assert [p.input for p in parts if isinstance(p, ToolCall)] == ['{"cmd": "ls"}']
    assert [p.error for p in parts if isinstance(p, ToolResult)] == [True]
    assert read_.title == "one"


@pytest.mark.parametrize("mode", ["paginated", "legacy"])
def test_a_summary_is_kept_hidden_and_is_no_answer(tmp_path, mode):
    chat = (
        Rollout(thread(1), mode).ask("one").answer("two").compact("summary-words").ask("three").answer("four")
    )
    (read_,) = opened(write(tmp_path, chat))[0].values()
    assert seen(read_, "assistant") == ["two", "four"]
    said = [m for m in read_.messages for p in m.parts if isinstance(p, Text) and p.text == "summary-words"]
    assert [m.hidden for m in said] == ["context"]


def family():
    parent = Rollout(thread(1)).ask("one").answer("two")
    cut = parent.ordinal
    parent.ask("only in the parent").answer("later")
    base = {"thread_id": thread(1), "end_ordinal_exclusive": cut}
    child = (
        Rollout(thread(2), start=cut, forked_from_id=thread(1), history_base=base).ask("three").answer("four")
    )
    base = {"thread_id": thread(2), "end_ordinal_exclusive": child.ordinal}
    return parent, child, Rollout(thread(3), start=child.ordinal, history_base=base).ask("five").answer("six")


@pytest.mark.parametrize("archived", [(), (thread(1),), (thread(1), thread(2))])
def test_a_fork_of_a_fork_holds_the_turns_up_to_each_cut(tmp_path, archived):
    chats, problems, _ = opened(write(tmp_path, *family(), archived=archived))
    assert seen(chats[thread(3)], "user") == ["one", "three", "five"]
    assert seen(chats[thread(1)], "user") == ["one", "only in the parent"]
    assert {i for i, c in chats.items() if c.archived} == set(archived)
    assert problems == []


def test_a_missing_parent_is_a_loss_that_is_said(tmp_path):
    chats, problems, _ = opened(write(tmp_path, *family()[1:]))
    assert seen(chats[thread(3)], "user") == ["three", "five"]
    assert {p.kind for p in problems} == {"parent-missing"}
    assert all(p.incomplete for p in problems)


def test_forks_in_a_circle_come_to_an_end(tmp_path):
    one = Rollout(thread(1), history_base={"thread_id": thread(2), "end_ordinal_exclusive": 9}).ask("a")
    two = Rollout(thread(2), history_base={"thread_id": thread(1), "end_ordinal_exclusive": 9}).ask("b")
    chats, problems, _ = opened(write(tmp_path, one, two))
    assert len(chats) == 2
    assert {p.kind for p in problems} == {"parent-missing"}


def test_a_fork_of_an_older_file_goes_by_its_own_first_line(tmp_path):
    chat = Rollout(thread(2), "legacy", cwd="/own")
    chat.add("session_meta", {"id": thread(1), "cwd": "/parent"})
    (read_,) = opened(write(tmp_path, chat.ask("one").answer("two")))[0].values()
    assert read_.id == thread(2)
    assert read_.extra["codex"]["about"]["cwd"] == "/own"


def test_titles_come_from_the_database_and_its_log(tmp_path):
    write(tmp_path, Rollout(thread(1)).ask("question"), Rollout(thread(2)).ask("question"))
    base = sqlite3.connect(tmp_path / "state_5.sqlite")
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("CREATE TABLE threads (id TEXT, title TEXT)")
    base.execute("INSERT INTO threads VALUES (?, 'In the file')", (thread(1),))
    base.commit()
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    base.execute("INSERT INTO threads VALUES (?, 'In the log')", (thread(2),))
    base.commit()
    assert (tmp_path / "state_5.sqlite-wal").stat().st_size
    chats, _, _ = opened(tmp_path)
    base.close()
    assert [chats[thread(n)].title for n in (1, 2)] == ["In the file", "In the log"]


def test_a_sign_in_file_is_named_and_handed_to_no_target(tmp_path):
    write(tmp_path, Rollout(thread(1)).ask("q"))
    (tmp_path / "auth.json").write_text('{"token": "x"}')
    (tmp_path / "config.toml").write_text("")
    (tmp_path / "thread_history_1.sqlite-wal").write_text("words of a chat")
    _, problems, items = opened(tmp_path)
    assert [i.id for i in items if isinstance(i, KeptFile)] == ["config.toml"]
    assert [p.kind for p in problems] == ["sign-in-file"]


def test_a_damaged_line_costs_that_line_and_is_said(tmp_path):
    chat = Rollout(thread(1)).ask("one").answer("two")
    path = write(tmp_path, chat) / NAME.format(chat.id)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:3], '{"type": "event_', *lines[3:]]) + "\n" + '{"cut')
    chats, problems, _ = opened(tmp_path)
    (read_,) = chats.values()
    assert seen(read_, "assistant") == ["two"]
    assert [p.kind for p in problems] == ["record-broken"]


def test_a_compressed_chat_is_named_as_unread(tmp_path):
    write(tmp_path, Rollout(thread(1)).ask("q"))
    (tmp_path / "sessions" / "rollout-x.jsonl.zst").write_bytes(b"(\xb5/\xfd")
    assert [p.kind for p in opened(tmp_path)[1]] == ["packed-chat"]


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["user", "message", "text"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "role", "content", "item", "text", "id", "call_id"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(values, max_size=6), st.sampled_from(["event_msg", "response_item", "compacted", "turn_context"])
)
def test_any_payload_is_read_without_a_fault_of_ours(tmp_path_factory, payloads, kind):
    home = tmp_path_factory.mktemp("odd")
    chat = Rollout(thread(1)).ask("kept")
    for payload in payloads:
        chat.add(kind, payload)
    chats, problems, _ = opened(write(home, chat))
    assert "kept" in seen(chats[thread(1)], "user")
    assert not [p for p in problems if p.kind == "reader-fault"]
    assert json.dumps([m.id for m in chats[thread(1)].messages]).count('"') == 2 * len(
        {m.id for m in chats[thread(1)].messages}
    )
