"""What finds no place where a chat goes."""

from __future__ import annotations

import datetime as dt

import pytest

from migrator.losses import KINDS
from migrator.model import Conversation, Message
from migrator.shape.tally import Tally
from migrator.shape.unsaid import labels, stamps

BARE = Conversation(id="c")
FULL = Conversation(
    id="c", title="T", archived=True, starred=True, pinned=True, project="g-p-1", persona="g-1"
)


def _kinds(conversation, *held):
    tally = Tally()
    labels(conversation, tally, *held)
    losses = tally.losses()
    assert all(loss.where == ("c",) and loss.kind in KINDS for loss in losses)
    return [loss.kind for loss in losses]


@pytest.mark.parametrize(
    ("held", "lost"),
    [
        ((), ["title-left-out", "flags-left-out", "project-left-out", "persona-left-out"]),
        (("title", "project"), ["flags-left-out", "persona-left-out"]),
        (("title", "project", "persona", "archived", "starred"), ["flags-left-out"]),
        (("title", "project", "persona", "archived", "starred", "pinned"), []),
    ],
)
def test_each_label_that_is_not_held_is_named_once(held, lost):
    assert _kinds(FULL, *held) == [*lost, "details-left-out"]


def test_a_label_that_is_not_there_is_not_lost():
    assert _kinds(BARE) == ["details-left-out"]


def test_times_and_models_are_counted():
    when = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    tally = Tally()
    stamps(
        [Message(id=str(n), role="assistant", created=when, model=None if n else "m") for n in range(9)],
        tally,
    )
    assert {loss.kind: loss.total for loss in tally.losses()} == {"time-left-out": 9, "model-left-out": 1}
