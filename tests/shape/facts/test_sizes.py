"""Never over the limit, never through a character or a fact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.shape.facts import sizes

WORDS = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(["e\u0301", "👨\u200d👩\u200d👧", "🇹🇷", "👍🏽", "क्ष", "ก็", "각", "a", " ", ". ", "\n", "\n\n", "مَ", "\r\n"]),
        max_size=40,
    ).map("".join),
)  # fmt: skip


@given(WORDS, st.integers(0, 60))
def test_a_cut_is_never_over_the_limit_and_never_through_a_character(text, limit):
    kept = sizes.cut(text, limit)
    assert sizes.length(kept) <= limit
    if sizes.length(text) <= limit:
        assert kept == text
    elif kept:
        assert kept.endswith(sizes.MORE)
        beginning = kept.removesuffix(sizes.MORE)
        assert text.startswith(beginning)
        assert sizes.is_border(text, len(beginning))


@pytest.mark.parametrize(
    "whole", ["e\u0301", "👨\u200d👩\u200d👧", "🇹🇷", "👍🏽", "क्ष", "각", "\r\n", "❤\ufe0f", "กำ"]
)
def test_a_character_as_a_person_sees_it_is_not_parted(whole):
    text = f"a{whole}b"
    assert [at for at in range(len(text) + 1) if sizes.is_border(text, at)] == [
        0,
        1,
        1 + len(whole),
        len(text),
    ]


def test_flags_are_parted_between_and_not_within():
    text = "🇹🇷🇩🇪"
    assert [at for at in range(5) if sizes.is_border(text, at)] == [0, 2, 4]


def test_a_cut_prefers_the_end_of_a_paragraph_then_of_a_sentence_then_of_a_word():
    assert sizes.cut("One two.\n\nThree four five", 16) == "One two.…"
    assert sizes.cut("One two. Three four five", 16) == "One two.…"
    assert sizes.cut("Onetwothree fourfive", 16) == "Onetwothree…"
    assert sizes.cut("Onetwothreefourfive", 6) == "Onetw…"


def test_length_counts_as_a_browser_does():
    assert sizes.length("aé👍") == 4


@given(st.lists(st.integers(1, 30)), st.integers(0, 100), st.integers(0, 5))
def test_what_is_kept_fits_and_stays_whole_and_in_order(things, limit, most):
    kept = sizes.whole(things, lambda n: n, limit, most)
    assert sum(kept) <= limit
    assert not most or len(kept) <= most
    left = iter(things)
    assert all(any(one == other for other in left) for one in kept)
