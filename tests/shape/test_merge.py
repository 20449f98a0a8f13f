"""Several exports of one conversation become one, and nothing of any of them is lost."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from migrator.model import Conversation, Message, Text
from migrator.shape.merge import merge

MORNING = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)


def message(key, parent=None, text="", hours=0, **fields):
    return Message(
        id=key,
        role=fields.pop("role", "user"),
        parent=parent,
        parts=(Text(text=text),) if text else (),
        created=MORNING + dt.timedelta(hours=hours),
        **fields,
    )


def chat(*messages, hours=0, **fields):
    return Conversation(
        id="c",
        messages=messages,
        updated=MORNING + dt.timedelta(hours=hours),
        head=messages[-1].id if messages else None,
        **fields,
    )


def test_tool_messages_that_the_newer_export_lacks_stay_in_their_place():
    old = chat(
        message("u", text="draw a cat"),
        message("t", "u", "[image]", 1, role="tool"),
        message("a", "t", "here it is", 2, role="assistant"),
    )
    new = chat(
        message("u", text="draw a cat"),
        message("a", "u", "here it is", 2, role="assistant"),
        message("u2", "a", "thanks", 3),
        hours=5,
        title="Cats",
    )
    both = merge([old, new])
    assert [(m.id, m.parent) for m in both.messages] == [("u", None), ("t", "u"), ("a", "t"), ("u2", "a")]
    assert (both.title, both.head, both.updated) == ("Cats", "u2", new.updated)


def test_the_richer_message_wins_even_if_it_is_older():
    old = chat(message("u", text="the whole question", extra={"metadata": {"attachments": []}}))
    new = chat(message("u", text="the"), hours=9)
    assert merge([new, old]).messages[0].parts == old.messages[0].parts


def test_a_title_that_the_newest_version_lacks_comes_from_the_one_before():
    assert merge([chat(title="Kept"), chat(title=None, hours=3)]).title == "Kept"


def test_contradicting_versions_never_make_a_circle():
    one = chat(message("x", text="1"), message("y", "x", "2", 1))
    two = chat(message("y", text="2", hours=1), message("x", "y", "1"))
    both = merge([one, two])
    assert {m.id for m in both.messages} == {"x", "y"}
    assert both.messages[0].parent is None


@st.composite
def versions(draw):
    """A few versions of one conversation over a small set of ids, each a valid forest."""
    made = []
    for _ in range(draw(st.integers(1, 4))):
        keys = draw(st.lists(st.sampled_from("abcdef"), unique=True, max_size=6))
        messages = [
            message(
                key,
                draw(st.sampled_from([None, *keys[:i]])),
                draw(st.sampled_from(["", "short", "a longer text"])),
                draw(st.integers(0, 3)),
                extra=draw(st.sampled_from([{}, {"weight": 1}])),
            )
            for i, key in enumerate(keys)
        ]
        made.append(
            chat(
                *messages,
                hours=draw(st.integers(0, 2)),
                title=draw(st.sampled_from([None, "A", "B"])),
                archived=draw(st.booleans()),
            )
        )
    return made


@given(versions(), st.randoms())
def test_order_and_repetition_change_nothing(made, random):
    shuffled = [*made, random.choice(made)]
    random.shuffle(shuffled)
    assert merge(shuffled) == merge(made)


@given(versions())
def test_merging_keeps_every_message_in_a_valid_forest(made):
    both = merge(made)
    seen = set()
    for m in both.messages:
        assert m.parent is None or m.parent in seen
        assert m.id not in seen
        seen.add(m.id)
    assert seen == {m.id for version in made for m in version.messages}


@given(versions())
def test_merging_the_result_again_changes_nothing(made):
    both = merge(made)
    assert merge([both, both]) == both
