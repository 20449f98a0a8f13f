"""Several exports are one archive: each conversation once, whole, and only what was chosen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.app.archive import DuplicateSeen, OpenArchive
from migrator.app.context import Context
from migrator.errors import Interrupted
from migrator.model import (
    Asset,
    Conversation,
    Feedback,
    Image,
    Instruction,
    KeptFile,
    Memory,
    Message,
    Persona,
    Project,
    SharedLink,
)
from migrator.privacy.selection import selection
from migrator.testing.cases import moment
from tests.app.made_up import MadeUpExport, chat, opened


def archive(*exports, **how):
    made = OpenArchive(opened(*exports), Context(), head_only=how.pop("head_only", False))
    if "only" in how:
        made.choose = selection([how.pop("only")])
    return made


def ids(items):
    return [item.id for item in items]


def test_conversations_stream_in_the_order_of_the_export_and_may_be_asked_again():
    made = archive(MadeUpExport(chat("b", "x"), chat("a", "y")))
    assert ids(made.items(Conversation)) == ["b", "a"]
    assert ids(made.items(Conversation)) == ["b", "a"]
    assert list(made.convert(lambda c, _shelf: c.id)) == ["b", "a"]


def test_what_is_counted_is_the_merged_whole():
    fork = Message(id="other", role="assistant", parent="a-0")
    made = archive(MadeUpExport(chat("a", "x", "y", more=[fork]), chat("empty"), broken=2))
    seen = made.seen
    assert (seen.conversations, seen.messages, seen.branches, seen.unreadable) == (2, 3, 1, 2)


def test_one_export_is_read_once():
    export = MadeUpExport(chat("a", "x"), chat("b", "y"), carried=[("a", Memory(id="m", text="t"))])
    made = archive(export)
    list(made.items(Conversation))
    assert ids(made.items(Memory)) == ["m"]
    assert made.seen.conversations == 2
    assert export.passes == 1


def test_a_conversation_that_comes_twice_in_one_export_is_a_signal_to_start_over():
    made = archive(MadeUpExport(chat("a", "x"), chat("b", "y"), chat("a", "x", "z")))
    with pytest.raises(DuplicateSeen):
        list(made.items(Conversation))
    made.expect_duplicates()
    got = list(made.items(Conversation))
    assert ids(got) == ["b", "a"]
    assert len(got[1].messages) == 2
    assert made.seen.messages == 3


def test_counting_alone_starts_over_by_itself():
    made = archive(MadeUpExport(chat("a", "x"), chat("a", "x")))
    assert made.seen.conversations == 1


def test_several_exports_give_each_conversation_once_with_the_messages_of_all():
    older = MadeUpExport(chat("a", "1", "2"), chat("gone", "x"))
    newer = MadeUpExport(chat("new", "n"), chat("a", "1", "2", "3"))
    made = archive(older, newer)
    got = {c.id: c for c in made.items(Conversation)}
    assert ids(got["a"].messages) == ["a-0", "a-1", "a-2"]
    assert set(got) == {"a", "gone", "new"}


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 4)), max_size=4), min_size=1, max_size=4
    )
)
def test_merging_hands_on_every_message_of_every_export_exactly_once(shape):
    exports = [[chat(key, *["t"] * length) for key, length in one] for one in shape]
    made = archive(*[MadeUpExport(*one) for one in exports])
    made.expect_duplicates()
    got = [(c.id, m.id) for c in made.items(Conversation) for m in c.messages]
    assert len(got) == len(set(got))
    assert set(got) == {(c.id, m.id) for one in exports for c in one for m in c.messages}
    assert len({c.id for one in exports for c in one}) == made.seen.conversations


def test_head_only_leaves_the_line_last_shown_and_names_the_rest():
    fork = Message(id="other", role="assistant", parent="a-0")
    made = archive(MadeUpExport(chat("a", "x", "y", more=[fork], head="a-1")), head_only=True)
    (got,) = made.items(Conversation)
    assert ids(got.messages) == ["a-0", "a-1"]
    assert made.seen.other_branch == ["a/other"]
    assert made.seen.handed == {"a": 2}


def test_head_only_keeps_what_other_branches_remember():
    fork = Message(id="other", role="assistant", parent="a-0")

    class Remembering(MadeUpExport):
        def found_in(self, conversation):
            return (Memory(id=f"of-{m.id}", text="t") for m in conversation.messages if m.id == "other")

    made = archive(Remembering(chat("a", "x", "y", more=[fork], head="a-1")), head_only=True)
    assert ids(made.items(Memory)) == ["of-other"]


def test_files_of_one_name_in_two_exports_are_two_files():
    older = MadeUpExport(
        chat("a", "x"), others=[KeptFile(id="settings.json", size=1), KeptFile(id="same", size=1)]
    )
    newer = MadeUpExport(
        chat("a", "x"), others=[KeptFile(id="settings.json", size=2), KeptFile(id="same", size=1)]
    )
    assert ids(archive(older, newer).items(KeptFile)) == ["settings.json", "same", "settings.json"]


def test_only_what_chosen_conversations_show_and_carry_comes_along():
    picture = (Image(asset="file-1"),)
    export = MadeUpExport(
        chat("a", picture, title="cats"),
        chat("b", (Image(asset="file-2"),), title="dogs"),
        carried=[("a", Memory(id="m-a", text="t")), ("b", Instruction(id="i-b")), ("b", Project(id="p-b"))],
        others=[
            Asset(id="file-1", path="1"),
            Asset(id="file-2", path="2"),
            Asset(id="file-3", path="3"),
            Asset(id="file-4", path="4", conversation="a"),
            Feedback(id="f-a", conversation="a"),
            Feedback(id="f-b", conversation="b"),
            SharedLink(id="l-b", conversation="b"),
            Persona(id="g"),
        ],
    )
    made = archive(export, only="title:cats")
    assert ids(made.items(Asset)) == ["file-1", "file-4"]
    assert ids(made.items(Memory)) == ["m-a"]
    assert ids(made.items(Instruction)) == []
    assert ids(made.items(Project)) == []
    assert ids(made.items(Feedback)) == ["f-a"]
    assert ids(made.items(SharedLink)) == []
    assert ids(made.items(Persona)) == ["g"]
    assert made.seen.not_chosen == ["b"]
    assert made.asset_ids == {"file-1", "file-2", "file-3", "file-4"}


def test_what_conversations_carry_is_given_once_even_beyond_what_is_held(monkeypatch):
    carried = [("a", Memory(id=str(n), text="t")) for n in range(5)] + [("b", Memory(id="0", text="t"))]
    export = MadeUpExport(chat("a", "x"), chat("b", "y"), carried=carried)
    assert ids(archive(export).items(Memory)) == list("01234")
    monkeypatch.setattr("migrator.app.archive._BOUND", 2)
    assert ids(archive(export).items(Memory)) == list("01234")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_of_instructions_the_last_trace_is_kept_and_of_a_memory_the_first(order):
    times = {"a": moment(0), "b": moment(1), "c": moment(2)}
    carried = [(key, Instruction(id="i", conversation=key)) for key in times]
    carried += [(key, Memory(id="m", text="t", conversation=key)) for key in times]
    carried += [("b", Instruction(id="own", created=moment(9))), ("c", Instruction(id="own"))]
    chats = [chat(key, "x", created=created) for key, created in times.items()]
    made = archive(MadeUpExport(*[chats[n] for n in order], carried=carried))
    assert {item.id: item.conversation for item in made.items(Instruction)} == {"i": "c", "own": None}
    assert [item.created for item in made.items(Instruction) if item.id == "own"] == [moment(9)]
    assert [item.conversation for item in made.items(Memory)] == ["a"]


def test_bytes_come_from_the_export_that_holds_them():
    with_file = MadeUpExport(chat("a", "x"), others=[Asset(id="file-1", path="1")])
    made = archive(MadeUpExport(chat("b", "y")), with_file)
    asset = made.asset("file-1")
    assert made.open(asset).read() == b"file-1"
    assert made.asset("file-2") is None


def test_names_of_projects_are_known_without_reading_conversations():
    export = MadeUpExport(
        chat("a", "x"), others=[Project(id="p", name="Garden"), Persona(id="g"), Persona(id="h", name="H")]
    )
    assert archive(export).names() == {"p": "Garden", "h": "H"}
    assert export.passes == 0


def test_it_can_be_stopped_between_two_conversations():
    made = OpenArchive(opened(MadeUpExport(chat("a", "x"), chat("b", "y"))), Context(cancelled=lambda: True))
    with pytest.raises(Interrupted):
        list(made.items(Conversation))
