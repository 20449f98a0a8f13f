"""The head is the leaf that was shown last."""

from __future__ import annotations

import pytest

from tests.chatgpt.making import message, read, tree

BRANCHES = {
    "u": (None, 1700000000),
    "a1": ("u", 1700000010),
    "u1": ("a1", 1700000020),
    "a2": ("u", 1700000030),
    "u2": ("a2", 1700000040),
}


def test_the_current_node_decides_even_against_time():
    assert read([tree(BRANCHES, current_node="u1")]).one.head == "u1"


@pytest.mark.parametrize("current", [None, "gone", 7, [], "root"])
def test_without_a_usable_current_node_it_is_the_newest_visible_leaf(current):
    chat = tree(BRANCHES, current_node=current)
    chat["mapping"]["root"] = {"parent": None, "message": None}
    chat["mapping"]["u"]["parent"] = "root"
    assert read([chat]).one.head == "u2"


def test_a_current_node_that_is_missing_gives_the_newest_visible_leaf():
    assert read([tree(BRANCHES)]).one.head == "u2"


def test_the_newest_leaf_passes_over_hidden_ones():
    chat = tree(BRANCHES)
    chat["mapping"]["u2"]["message"]["metadata"] = {"is_visually_hidden_from_conversation": True}
    chat["mapping"]["a2"]["message"]["metadata"] = {"is_visually_hidden_from_conversation": True}
    assert read([chat]).one.head == "u1"


def test_a_visible_message_with_hidden_ones_below_counts_as_a_leaf_and_the_head_is_the_true_leaf():
    chat = tree({**BRANCHES, "a9": ("u2", 1700000050)})
    chat["mapping"]["a9"]["message"]["metadata"] = {"is_visually_hidden_from_conversation": True}
    assert read([chat]).one.head == "a9"


def test_a_message_with_a_shown_one_below_a_hidden_one_is_no_leaf():
    chat = tree(
        {"u": (None, 1700000900), "a": ("u", 1700000001), "u2": ("a", 1700000002), "a8": ("u", 1700000003)}
    )
    chat["mapping"]["a"]["message"]["metadata"] = {"is_visually_hidden_from_conversation": True}
    assert read([chat]).one.head == "a8"


def test_a_current_node_in_the_middle_means_the_newest_leaf_below_it():
    assert read([tree(BRANCHES, current_node="a1")]).one.head == "u1"
    assert read([tree(BRANCHES, current_node="u")]).one.head == "u2"


def test_a_current_node_without_a_message_means_the_message_above_it():
    chat = tree({**BRANCHES, "gap": "u1"}, current_node="gap")
    chat["mapping"]["gap"]["message"] = None
    assert read([chat]).one.head == "u1"


def test_a_current_node_that_was_hidden_keeps_its_branch():
    chat = tree(BRANCHES, current_node="u1")
    chat["mapping"]["u1"]["message"] = message("system", "secret", id="u1")
    assert read([chat]).one.head == "u1"


def test_without_any_time_the_last_branch_wins():
    chat = tree({key: parent for key, (parent, _) in BRANCHES.items()})
    assert read([chat]).one.head == "u2"


def test_a_conversation_that_shows_nothing_has_a_head_all_the_same():
    chat = tree({"u": None, "a": "u"})
    for node in chat["mapping"].values():
        node["message"]["author"]["role"] = "system"
    assert read([chat]).one.head == "a"


def test_no_messages_no_head():
    assert read([{"id": "c", "mapping": {}, "current_node": "x"}]).one.head is None
