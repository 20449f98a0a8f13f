"""What is collected does not depend on the order of what it is collected from."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from migrator.model import Instruction, Memory
from migrator.profile.collect import gather

TIMES = st.sampled_from([None, *(dt.datetime(2023, n, 1, tzinfo=dt.UTC) for n in (1, 5, 9))])
ITEMS = st.lists(
    st.one_of(
        st.builds(
            Memory,
            id=st.sampled_from("ab"),
            text=st.sampled_from(["Tea", "tea.", "Cat"]),
            created=TIMES,
            source=st.sampled_from(["bio", "model_editable_context"]),
            conversation=st.sampled_from(["c1", "c2", None]),
        ),
        st.builds(
            Instruction,
            id=st.just("i"),
            about_me=st.sampled_from(["Baker", "Potter"]),
            created=TIMES,
            conversation=st.sampled_from(["c1", "c2", None]),
        ),
    ),
    max_size=10,
)
LISTS = st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from(["Tea\nCat", "- tea", ""])), max_size=3)


@given(ITEMS, LISTS, st.randoms())
def test_the_order_makes_no_difference(items, lists, random):
    others, other_lists = list(items), list(lists)
    random.shuffle(others)
    random.shuffle(other_lists)
    assert gather(others, other_lists) == gather(items, lists)


@given(ITEMS, LISTS)
def test_the_same_export_twice_is_the_same_profile(items, lists):
    assert gather([*items, *items], [*lists, *lists]) == gather(items, lists)


def test_a_version_of_the_instructions_knows_when_it_stood():
    def said(about, month):
        return Instruction(id=about, about_me=about, created=dt.datetime(2023, month, 1, tzinfo=dt.UTC))

    found = gather([said("Baker", 3), said("Potter", 5), said("Baker", 1), said("Potter", 9)])
    assert [(v.about_me, v.first.month, v.last.month) for v in found.versions] == [
        ("Potter", 5, 9),
        ("Baker", 1, 3),
    ]
