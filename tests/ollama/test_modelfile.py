import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from modelfile_parser import parse

from migrator_ollama.modelfile import exact, value

TRAPS = st.lists(
    st.sampled_from(
        ['"', '"""', "\n", "\r", " ", "\t", "\u00a0", "\u200d", "\u2028", "\x0b", "MESSAGE user x", "#", "é"]
    )
).map("".join)


@given(st.one_of(TRAPS, st.text()))
@example('a """\nb')
@example('"""\nFROM x\n"""\nSYSTEM """')
@example('""""\n')
@example('x"""\u200b\n')
@example('ends with quotes""')
@example("\ud800\x00")
def test_every_text_comes_back_as_we_said_it_would(text):
    said = exact(text)
    commands = parse(f"FROM x\nMESSAGE user {value(text)}\nMESSAGE assistant {value('end')}\n")
    assert commands == [("model", "x"), ("message", f"user: {said}"), ("message", "assistant: end")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plain\n\ttext ", "plain\n\ttext "),
        ('doc """x""" end', 'doc """x""" end'),
        ('a """ \nb', 'a "" " \nb'),
        ("10\u00a0km", "10 km"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\U0001f469"),
        ("a\u2028b", "a\nb"),
        ("a\x00b", "ab"),
    ],
)
def test_what_is_kept_and_what_is_replaced(text, said):
    assert exact(text) == said


def test_a_text_that_needs_no_change_is_the_same_object():
    text = "Hello, wörld."
    assert exact(text) is text
