from hypothesis import given
from hypothesis import strategies as st

from migrator.shape import split


@given(st.lists(st.integers(0, 50)), st.integers(1, 60), st.integers(0, 5))
def test_batches_hold_everything_in_order_within_their_limits(sizes, limit, most):
    found = list(split.batches(sizes, lambda n: n, limit, most))
    assert [n for batch in found for n in batch] == sizes
    assert all(batch for batch in found)
    assert all(sum(batch) <= limit or len(batch) == 1 for batch in found)
    assert not most or all(len(batch) <= most for batch in found)


@given(st.text(st.characters(exclude_categories=())), st.integers(4, 40))
def test_pieces_of_a_text_join_again_and_are_short_enough(whole, limit):
    pieces = split.text(whole, limit)
    assert "".join(pieces) == whole
    assert all(len(piece.encode("utf-8", "surrogatepass")) <= limit for piece in pieces)


def test_a_text_is_cut_where_a_reader_would_cut_it():
    assert split.text("one two three.\n\nfour five", 20) == ["one two three.\n\n", "four five"]
    assert split.text("one two three four", 10) == ["one two ", "three four"]
