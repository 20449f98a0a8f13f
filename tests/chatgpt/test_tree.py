"""The tree comes from `parent` alone, whatever is wrong with it, in linear time."""

from __future__ import annotations

import time

import pytest

from migrator_chatgpt import tree as trees
from tests.chatgpt.making import chain, links, message, read, tree


def test_a_message_hangs_on_the_nearest_ancestor_that_has_a_message():
    chat = tree({"u": None, "gap": "u", "a": "gap"})
    chat["mapping"]["gap"]["message"] = None
    assert links(read([chat]).one) == {"u": None, "a": "u"}


def test_several_gaps_in_a_row_are_spliced():
    chat = tree({"u": None, "g1": "u", "g2": "g1", "a": "g2"})
    for gap in ("g1", "g2"):
        chat["mapping"][gap]["message"] = None
    assert links(read([chat]).one) == {"u": None, "a": "u"}


def test_children_are_not_needed_and_not_believed():
    chat = tree({"u": None, "a": "u", "a2": "u"})
    chat["mapping"]["a"]["children"] = ["a2"]
    assert links(read([chat]).one) == {"u": None, "a": "u", "a2": "u"}


def test_children_help_only_where_a_parent_is_missing():
    chat = tree({"u": None, "a": None, "u2": None})
    del chat["mapping"]["a"]["parent"]
    chat["mapping"]["u"]["children"] = ["a"]
    chat["mapping"]["a"]["children"] = ["u2"]
    assert links(read([chat]).one) == {"u": None, "a": "u", "u2": "a"}


def test_odd_children_are_passed_over():
    chat = tree({"u": None, "a": None, "u2": None})
    chat["mapping"]["u"]["children"] = [["a"], None, 7, {}, "u", "gone", "a"]
    chat["mapping"]["u2"]["children"] = "u"
    assert links(read([chat]).one) == {"u": None, "a": "u", "u2": None}


def test_siblings_stand_in_order_of_time_then_of_the_mapping():
    chat = tree({"u": None, "a3": ("u", 1700000300), "a1": ("u", 1700000100), "ax": "u", "ay": "u"})
    assert list(links(read([chat]).one)) == ["u", "a1", "a3", "ax", "ay"]


def test_an_orphan_begins_a_line_and_is_reported_once():
    found = read([tree({"u": None, "a": "gone", "a2": "gone"})])
    assert links(found.one) == {"u": None, "a": None, "a2": None}
    (problem,) = found.problems
    assert (problem.kind, problem.where, problem.incomplete) == ("orphan", "conversations.json#/0", False)
    assert found.one.messages[1].extra["node"] == {"parent": "gone"}


def test_a_cycle_is_opened_at_its_oldest_message():
    found = read(
        [tree({"u": ("a", 1700000200), "a": ("u2", 1700000300), "u2": ("u", 1700000100), "a9": "a"})]
    )
    assert links(found.one) == {"u2": None, "a": "u2", "u": "a", "a9": "a"}
    assert found.kinds() == ["cycle"]


def test_a_message_that_answers_itself_is_a_root():
    found = read([tree({"u": "u", "a": "u"})])
    assert links(found.one) == {"u": None, "a": "u"}
    assert found.kinds() == ["cycle"]


def test_a_null_node_is_a_gap():
    chat = tree({"u": None, "a": "gap"})
    chat["mapping"]["gap"] = None
    assert links(read([chat]).one) == {"u": None, "a": None}


@pytest.mark.parametrize("odd", ["text", 7, ["x"], True])
def test_an_odd_node_or_message_is_kept_whole_and_reported(odd):
    chat = tree({"u": None, "a": "u"})
    chat["mapping"]["u"] |= {"message": odd, "novelty": 1}
    chat["mapping"]["odd"] = odd
    found = read([chat])
    assert found.kinds() == ["odd-message", "odd-message"]
    assert [part.raw for m in found.one.messages if m.hidden for part in m.parts] == [odd, odd]
    assert found.problems[0].where == "conversations.json#/0/mapping/u/message"
    assert found.one.messages[0].extra == {"node": {"novelty": 1}}
    assert links(found.one)["a"] == "u"


def test_what_a_node_without_a_message_holds_stays_in_extra():
    chat = chain([message("user", "hi")])
    chat["mapping"]["root"]["novelty"] = 1
    assert read([chat]).one.extra["mapping"] == {
        "root": {"id": "root", "parent": None, "message": None, "novelty": 1}
    }


@pytest.mark.parametrize("shape", ["chain", "star", "ring", "gaps", "comb"])
def test_a_large_tree_takes_linear_time(shape):
    def mapping(n: int) -> dict[str, object]:
        def node(i: int) -> dict[str, object]:
            parent = {
                "chain": i - 1,
                "star": 0,
                "ring": (i - 1) % n,
                "gaps": i - 1,
                "comb": i - 2 if i % 2 else i - 1,
            }[shape]
            said = None if shape == "gaps" and i % 3 else {"create_time": 1700000000 + i}
            return {"parent": str(parent) if parent >= 0 and parent != i else None, "message": said}

        return {str(i): node(i) for i in range(n)}

    def seconds(n: int) -> float:
        nodes = mapping(n)
        best = 1e9
        for _ in range(3):
            began = time.process_time()
            assert len(trees.grow(nodes).order) == n
            best = min(best, time.process_time() - began)
        return best

    assert seconds(24_000) < 20 * seconds(3_000) + 0.1  # quadratic would be 64 times


def test_a_chain_of_40000_messages_is_read_without_recursion():
    found = read([chain([message("user" if i % 2 else "assistant", str(i)) for i in range(40_000)])])
    assert len(found.one.messages) == 40_000
    assert found.one.head == "m39999"
    assert found.problems == []
