"""The order of a line, held against another implementation of UAX 9."""

import pytest
from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.tui.direction.clusters import clusters
from migrator.tui.direction.joining import joined
from migrator.tui.direction.order import mirrored, order

PIECES = [
    *"abc 12,.:+-/$%()[]{}<>«»!?\t",
    *"ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    *"אבגד",
    *"٠١٢٣٤٬٫٪",
    "،",
    "؟",
    "–",
    "…",
]
SAME = str.maketrans(")]}>»", "([{<«")


def shown(text, base):
    chars = clusters(text)
    return "".join(mirrored(chars[n]) if turned else chars[n] for n, turned in order(chars, base))


@settings(max_examples=400)
@given(text=st.text(st.sampled_from(PIECES), max_size=24), base=st.sampled_from([0, 1]))
def test_a_line_is_ordered_as_another_implementation_orders_it(text, base):
    chars = clusters(text)
    ordered = "".join(chars[n] for n, _turned in order(chars, base))  # the other one mirrors fewer signs
    assert ordered.translate(SAME) == get_display(text, base_dir="LR"[base]).translate(SAME)


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("abc", 0, "abc"),
        ("אבג", 0, "גבא"),
        ("אבג 12 abc", 1, "abc 12 גבא"),
        ("see (אב)", 0, "see (בא)"),
        ("אב (see)", 1, "(see) בא"),
        ("אב, 1.5%!", 1, "!1.5% ,בא"),
        ("٢٠٢٤/٠٥/٠٣", 1, "٢٠٢٤/٠٥/٠٣"),
        ("", 1, ""),
    ],
)
def test_lines_known_from_reading(text, base, expected):
    assert shown(text, base) == expected


def test_marks_flags_and_families_move_with_what_they_belong_to():
    assert clusters("مَ🇹🇷👩‍🚀👍🏽é") == ["مَ", "🇹🇷", "👩‍🚀", "👍🏽", "é"]
    assert shown("مَن", 1) == "نمَ"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("سلام", "ﺳﻼﻡ"),
        ("بيت", "ﺑﻴﺖ"),
        ("دار", "ﺩﺍﺭ"),
        ("لا", "ﻻ"),
        ("كَلا", "ﻛَﻼ"),
        ("می‌خواهم", "ﻣﯽﺧﻮﺍﻫﻢ"),
        ("abc ١", "abc ١"),
    ],
)
def test_letters_take_their_shapes(text, expected):
    assert "".join(joined(clusters(text))) == expected
