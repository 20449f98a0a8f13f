"""Lines of widgets with what is written from right to left in order: columns keep their places, widths stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from migrator import i18n
from migrator.sample.hostile import texts
from migrator.text import safe
from migrator.tui.direction.lines import Direction, visual

BLACK = Color(0, 0, 0)
BOLD = Style(bold=True)


def shown(*texts, turning=True):
    segments = [Segment(text, BOLD if number % 2 else None) for number, text in enumerate(texts)]
    made = Direction(turning=turning).apply(segments, BLACK)
    return "".join(one.text for one in made)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("plain text", "plain text"),
        ("  אבג        ", "        גבא  "),
        ("│  אבג        │", "│        גבא  │"),
        ("› אבג      ", "›     גבא  "),
        ("✓ 2024-05-01    12  אבג  דהו", "✓ 2024-05-01    12  גבא  והד"),
        ("│ אב │ דה │", "│ בא │ הד │"),
        ("the word אב here", "the word בא here"),
        ("אבג דהו זח see", "see חז והד גבא"),
        ("سلام      ", "       ﻡﻼﺳ"),
        (" سلام  x ", " ﻡﻼﺳ   x "),
    ],
)
def test_a_line_is_put_in_order(line, expected):
    assert shown(line) == expected
    assert cell_len(shown(line)) == cell_len(line)


def test_in_arabic_a_line_that_begins_from_the_right_runs_from_there():
    assert shown("אב: long-name") == "בא: long-name"
    i18n.use("ar")
    assert shown("1. אב: long-name") == "long-name :בא .1"
    assert shown("long-name אב") == "long-name בא"


def test_the_cursor_of_a_field_stays_behind_what_is_typed():
    cursor = Style(reverse=True)
    made = Direction(turning=True).apply([Segment("│ אבג"), Segment(" ", cursor), Segment("    │")], BLACK)
    assert "".join("▮" if one.style == cursor else one.text for one in made) == "│    ▮גבא │"


HOSTILE = [word for case in texts.cases() for word in case.hostile]
BEYOND = ["\u202eabc אב\u2066", "אב\x1b[31m גד", "א" * 5000, "\u0645" + "\u0300" * 500]


@pytest.mark.parametrize("turning", [True, False])
def test_the_hostile_corpus_is_put_in_order_without_harm(turning):
    assert len(HOSTILE) > 50
    for word in (*HOSTILE, *BEYOND, *(f"אב {word} سلام" for word in HOSTILE)):
        for line in safe(word).split("\n"):
            made = shown(line, turning=turning)
            assert cell_len(made) == cell_len(line)
            assert not set("\x1b\x07\x9b\u202e\u2066\u200f") & set(made)


def test_what_shines_through_from_behind_is_not_turned_twice():
    once = shown("سلام عليكم      ")
    assert shown(once) == once


def test_colours_move_with_their_letters():
    made = Direction(turning=True).apply([Segment("אב"), Segment("גד", BOLD), Segment("ה   ")], BLACK)
    assert [one.text for one in made if one.style == BOLD] == ["דג"]


def test_a_terminal_that_does_it_gets_the_line_as_it_is():
    lines = Direction(turning=False)
    segments = [Segment("אבג")]
    assert lines.apply(segments, BLACK) is segments
    assert lines.met
    english = Direction(turning=True)
    english.apply([Segment("héllo 会話")], BLACK)
    assert not english.met


@given(
    st.text(st.sampled_from([*"ab 1(│", "א", "ل", "ا", "م", "َ", "会", "👩", "\u200d", "é", "٣"]), max_size=40)
)
def test_nothing_is_lost_and_no_line_grows(line):
    made = shown(line)
    assert cell_len(made) == cell_len(line)
    assert made.count("│") == line.count("│")
    assert made.count("会") == line.count("会")


def test_the_sample_is_turned_round_and_joined():
    assert visual("سلام عليكم") == "ﻢﻜﻴﻠﻋ ﻡﻼﺳ"
