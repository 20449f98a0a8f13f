import itertools

from hypothesis import given
from hypothesis import strategies as st

from migrator.model import Message
from migrator.shape.turns import paired, turns

ROLES = st.lists(st.sampled_from(["user", "assistant", "system", "tool"]), max_size=20)


def messages(roles):
    return tuple(Message(id=str(n), role=role) for n, role in enumerate(roles))


@given(ROLES)
def test_turns_hold_every_message_in_order_and_change_sides(roles):
    found = turns(messages(roles))
    assert tuple(m for turn in found for m in turn.messages) == messages(roles)
    assert all(a.side != b.side for a, b in itertools.pairwise(found))


@given(ROLES)
def test_pairs_begin_with_a_question_end_with_an_answer_and_lose_nothing(roles):
    kept, outside = paired(turns(messages(roles)))
    written = tuple(m for turn in kept for m in turn.messages)
    assert sorted(m.id for m in written + outside) == sorted(m.id for m in messages(roles))
    assert all(a.side != b.side for a, b in itertools.pairwise(kept))
    if kept:
        sides = [turn.side for turn in kept]
        assert sides[-1] == "assistant"
        assert next(s for s in sides if s != "system") == "user"


def test_a_tool_speaks_on_the_assistants_side():
    found = turns(messages(["user", "assistant", "tool", "assistant", "user"]))
    assert [(t.side, len(t.messages)) for t in found] == [("user", 1), ("assistant", 3), ("user", 1)]
