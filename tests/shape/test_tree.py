import time

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import conversations

from migrator.model import Conversation, Message
from migrator.shape import tree


def ids(messages):
    return [m.id for m in messages]


def forest(head, **parents):
    messages = tuple(Message(id=k, role="user", parent=v) for k, v in parents.items())
    return Conversation(id="c", messages=messages, head=head)


def ancestors(conversation, message):
    by_id = {m.id: m for m in conversation.messages}
    found = []
    while message.parent is not None:
        message = by_id[message.parent]
        found.append(message.id)
    return found


@settings(max_examples=60, deadline=None)
@given(conversations())
def test_the_lines_hold_every_message_once_and_the_first_ends_in_the_head(chat):
    lines = tree.lines(chat)
    assert sorted(m.id for line in lines for m in line.messages) == sorted(ids(chat.messages))
    assert len(lines) == (tree.branches(chat) + 1 if chat.messages else 0)
    if lines:
        assert lines[0].messages == tree.path(chat)
        assert lines[0].messages[-1].id == chat.head


@settings(max_examples=60, deadline=None)
@given(conversations())
def test_a_line_goes_from_parent_to_child_and_leaves_a_line_before_it(chat):
    seen = {None}
    for n, line in enumerate(tree.lines(chat)):
        assert line.messages[0].parent == line.leaves
        assert n == 0 or line.leaves in seen
        for above, below in zip(line.messages, line.messages[1:], strict=False):
            assert below.parent == above.id
        seen.update(ids(line.messages))


@settings(max_examples=60, deadline=None)
@given(conversations(), st.data())
def test_splicing_keeps_the_order_of_ancestors_and_invents_nothing(chat, data):
    wanted = {m.id for m in chat.messages if data.draw(st.booleans())}
    after = tree.splice(chat, lambda m: m.id in wanted)
    assert ids(after.messages) == [i for i in ids(chat.messages) if i in wanted]
    before = {m.id: m for m in chat.messages}
    for message in after.messages:
        assert ancestors(after, message) == [i for i in ancestors(chat, before[message.id]) if i in wanted]
    assert tree.dropped(chat, after) == tuple(i for i in ids(chat.messages) if i not in wanted)


@settings(max_examples=60, deadline=None)
@given(conversations(), st.data())
def test_the_head_after_splicing_is_a_leaf(chat, data):
    wanted = {m.id for m in chat.messages if data.draw(st.booleans())}
    after = tree.splice(chat, lambda m: m.id in wanted)
    assert (after.head in ids(tree.leaves(after))) if wanted else after.head is None
    if chat.head in wanted:
        assert after.head == chat.head


def test_splicing_away_a_head_moves_it_to_what_a_person_would_have_seen():
    chat = forest("b", a=None, b="a")
    assert tree.splice(chat, lambda m: m.id != "b").head == "a"
    fork = forest("h", a=None, b="a", c="a", h="a")
    assert tree.splice(fork, lambda m: m.id != "h").head == "c"


def test_splicing_nothing_gives_the_same_value():
    chat = forest("b", a=None, b="a")
    assert tree.splice(chat, lambda _: True) is chat


def test_a_branch_follows_the_newest_version():
    chat = forest("a2", q=None, a1="q", a2="q", r1="a1", r2="a1", r3="r2")
    assert [(line.leaves, ids(line.messages)) for line in tree.lines(chat)] == [
        (None, ["q", "a2"]),
        ("q", ["a1", "r2", "r3"]),
        ("a1", ["r1"]),
    ]


def test_several_roots_are_versions_of_each_other():
    chat = forest("b", a=None, b=None, c="a")
    assert [(line.leaves, ids(line.messages)) for line in tree.lines(chat)] == [
        (None, ["b"]),
        (None, ["a", "c"]),
    ]


def test_head_only_keeps_one_line():
    chat = forest("a2", q=None, a1="q", a2="q")
    assert ids(tree.head_only(chat).messages) == ["q", "a2"]
    assert tree.head_only(chat).head == "a2"
    line = forest("b", a=None, b="a")
    assert tree.head_only(line) is line


def test_a_conversation_without_a_head_shows_its_last_leaf():
    chat = forest(None, q=None, a1="q", a2="q")
    assert ids(tree.path(chat)) == ["q", "a2"]
    assert tree.head(forest(None)) is None
    assert tree.path(forest(None)) == ()
    assert tree.lines(forest(None)) == ()


def test_forty_thousand_messages_in_a_row_take_less_than_a_second_each():
    messages = tuple(Message(id=str(n), role="user", parent=str(n - 1) if n else None) for n in range(40_000))
    chat = Conversation(id="c", messages=messages, head="39999")
    forked = Conversation(
        id="c",
        messages=(*messages, *(Message(id=f"x{n}", role="user", parent=str(n)) for n in range(20_000))),
        head="39999",
    )
    for work in (
        tree.lines,
        tree.path,
        tree.leaves,
        tree.branches,
        tree.head_only,
        lambda c: tree.splice(c, lambda m: len(m.id) % 2),
    ):
        for one in (chat, forked):
            start = time.process_time()
            work(one)
            assert time.process_time() - start < 1
