"""Search meets what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.shape.fold import fold, plain


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("plain ASCII, I stay", "plain ASCII, I stay"),
        ("İSTANBUL ve ılık", "iSTANBUL ve ilik"),
        ("كِتَابٌ", "كتاب"),
        ("أحمد إلى المدرسة", "احمد الي المدرسه"),
        ("ﷺ", fold("صلى الله عليه وسلم")),
        ("ＦＵＬＬ", "FULL"),
        ("去北京!", " 去 北 京 !"),
    ],
)
def test_the_letters_of_each_script_are_joined(text, folded):
    assert fold(text) == folded


def test_comparing_leaves_out_case_accents_and_vowel_marks():
    assert plain("Crème BRÛLÉE") == "creme brulee"
    assert plain("كِتَاب") == plain("كتاب")
    assert plain("ISTANBUL") == plain("istanbul") == plain("İstanbul")


@given(st.text())
def test_folding_twice_finds_the_same_words(text):
    assert fold(fold(text)).split() == fold(text).split()
