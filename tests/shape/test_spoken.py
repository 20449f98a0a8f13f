"""What one side said in a row, and apart from it what the model thought."""

from __future__ import annotations

from migrator.model import Message, Reasoning, Text
from migrator.shape import flat, spoken
from migrator.shape.tally import Tally

WISH = flat.Wish(reasoning=True)


def _said(key, *parts, role="assistant"):
    return Message(id=key, role=role, parts=parts)


def test_messages_in_a_row_become_one_text_and_each_that_joins_is_counted():
    tally = Tally()
    row = [_said("a", Text(text="one")), _said("b", Text(text="two")), _said("c", Text(text="three"))]
    assert spoken.text(row, WISH, tally) == "one\n\ntwo\n\nthree"
    assert [(loss.kind, loss.total) for loss in tally.losses()] == [("turns-merged", 2)]


def test_a_text_that_does_not_fit_is_changed_and_named():
    tally = Tally()
    assert (
        spoken.text([_said("a", Text(text="x\0y"))], WISH, tally, fit=lambda t: t.replace("\0", "?")) == "x?y"
    )
    assert [(loss.kind, loss.where) for loss in tally.losses()] == [("text-changed", ("a",))]


def test_thinking_stands_apart_from_what_was_said():
    row = [_said("a", Reasoning(title="Plan", text="hm"), Text(text="yes")), _said("b", Text(text="!"))]
    thoughts, rest = spoken.apart(row, WISH)
    assert spoken.thought(thoughts, WISH, Tally(), "a") == "Plan\n\nhm"
    assert spoken.text(rest, WISH, Tally()) == "yes\n\n!"


def test_thinking_that_is_not_wanted_or_not_a_models_stays_where_it_is():
    row = [_said("a", Reasoning(text="hm"), Text(text="yes"))]
    assert spoken.apart(row, flat.Wish(reasoning=False)) == ([], row)
    mine = [_said("a", Reasoning(text="hm"), role="user")]
    assert spoken.apart(mine, WISH) == ([], mine)
