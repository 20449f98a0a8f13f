"""Search meets what people type."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.shape import fold as module
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


def slowly(text):
    """What `fold` is, said in the plainest way."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    for letter, other in module._LETTERS:
        text = text.replace(letter, other)
    return module._UNSPACED.sub(lambda run: f" {' '.join(run[0])} ", module._VOWELS.sub("", text))


EDGES = [
    chr(c) for run in (module._VOWELS, module._UNSPACED) for c in range(0x32400) if run.fullmatch(chr(c))
]


def test_every_character_is_folded_as_the_definition_says():
    around = {chr(min(max(ord(c) + step, 0), 0x10FFFF)) for c in EDGES for step in (-1, 0, 1)}
    for char in around | {chr(c) for c in range(0x3000)}:
        assert fold(f"a{char}b") == slowly(f"a{char}b")


@given(st.text(st.sampled_from(EDGES) | st.characters()))
def test_every_text_is_folded_as_the_definition_says(text):
    assert fold(text) == slowly(text)
