"""Search meets what people type."""

import json
import re
import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from migrator.shape import fold as module
from migrator.shape.fold import data, fold, plain, variants


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Plain ASCII, I", "plain ascii, i"),
        ("İSTANBUL ve ılık", "istanbul ve ilik"),
        ("كِتَابٌ", "كتاب"),
        ("أحمد إلى المدرسة", "احمد الي المدرسه"),
        ("مسؤول ومسئول", "مسوول ومسيول"),
        ("ﷺ", fold("صلى الله عليه وسلم")),
        ("ＦＵＬＬ", "full"),
        ("去北京!", " 去 北 京 !"),
        ("かがみ", " か が み "),
        ("ไม่", fold("ไม่")),
        ("co\u00adop\u200ber\u200date", "coop\u200berate"),
    ],
)
def test_the_letters_of_each_script_are_joined(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("2024", "٢٠٢٤"),
        ("2024", "۲۰۲۴"),
        ("108", "१०८"),
        ("كتابخانه", "کتابخانه"),
        ("على", "علی"),
        ("Straße", "STRASSE"),
        ("ὈΔΎΣΣΕΙΑ", "οδυσσεια"),
        ("ΛΌΓΟΣ", "λογος"),
        ("שָׁלוֹם", "שלום"),
        ("ÆRØ", "aero"),
        ("Łódź", "lodz"),
        ("Crème BRÛLÉE", "creme brulee"),
        ("ISTANBUL", "İstanbul"),
        ("ığdır", "IĞDIR"),
        ("한국", unicodedata.normalize("NFD", "한국")),
    ],
)
def test_two_ways_to_write_a_word_are_one(one, another):
    assert plain(one) == plain(another)
    assert fold(one) == fold(another)


@pytest.mark.parametrize(("one", "another"), [("が", "か"), ("हिन्दी", "हनद"), ("ไม่", "ไม้"), ("كلب", "قلب")])
def test_different_words_stay_different(one, another):
    assert plain(one) != plain(another)


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert plain(plain(text)) == plain(text)
    assert fold(fold(text)).split() == fold(text).split()


RULES = data()


def as_the_data_says(text):
    """The steps that `data` describes, by its tables alone."""
    rules = RULES
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).lower())
    text = re.sub(f"[{rules['removed']}]", "", text)
    zeros = rules["zeros"]
    text = "".join(
        next((str(ord(c) - z) for z in zeros if z <= ord(c) < z + 10), rules["letters"].get(c, c))
        for c in text
    )
    return unicodedata.normalize("NFKC", text)


@example("ᄀ\u0300ᅡ")
@example("가\u0301\u3099")
@given(
    st.text(st.characters() | st.sampled_from([*module._LETTERS, *"أٍٖ٢٣۲٠İıΣς\u0301\u0345\u3099\u094d\u00ad"]))
)
def test_every_text_is_folded_as_the_data_says(text):
    assert plain(text) == as_the_data_says(text)


def test_every_letter_is_folded_as_the_data_says():
    for code in range(0x3000):
        assert plain(f"a{chr(code)}b") == as_the_data_says(f"a{chr(code)}b"), hex(code)


SCRIPT = """
const rules = JSON.parse(process.argv[1]), texts = JSON.parse(process.argv[2]);
const removed = new RegExp(`[${rules.removed}]`, "gu");
const letter = c => { const d = c.codePointAt(0), z = rules.zeros.find(z => z <= d && d < z + 10);
                      return z === undefined ? (rules.letters[c] ?? c) : String(d - z); };
const plain = s => [...s.normalize("NFKC").toLowerCase().normalize("NFKD").replace(removed, "")].map(letter).join("")
                   .normalize("NFKC");
console.log(JSON.stringify(texts.map(plain)));
"""
TEXTS = [
    "İSTANBUL ılık ẞ ΛΌΓΟΣ. ὈΔΎΣ",
    "أحمد إلى المدرسة ٢٠٢٤ کتاب ۀ ﷺ",
    "が 한국 हिन्दी ไม่ שָׁלוֹם",
    "Ǆ ﬁ ½ ℡ ŉ Łódź",
]


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_a_browser_that_follows_the_data_folds_alike():
    done = subprocess.run(
        ["node", "-e", SCRIPT, json.dumps(data()), json.dumps(TEXTS)], capture_output=True, check=True
    )
    assert json.loads(done.stdout) == [plain(text) for text in TEXTS]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("حديقة", "للحديقة"),
        ("بذور", "البذور"),
        ("بذور", "وبالبذور"),
        ("مدرسة", "والمدرسة"),
        ("قلم", "كقلم"),
        ("لغة", "للغة"),
        ("الحديقة", "حديقة"),
        ("الحديقة", "للحديقة"),
        ("بالمدرسة", "المدرسة"),
    ],
)
def test_an_arabic_word_is_found_behind_what_is_written_onto_it(typed, written):
    assert plain(written) in variants(plain(typed))


@pytest.mark.parametrize(("typed", "other"), [("من", "ومن"), ("بذور", "ذور"), ("الم", "م"), ("and", "wand")])
def test_a_prefix_is_not_taken_for_one_where_it_may_be_the_word(typed, other):
    assert plain(other) not in variants(plain(typed))
