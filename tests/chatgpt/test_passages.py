r"""Changes to passages of a canvas."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator_chatgpt.passages import changed

TEXT = "Dear all,\n\nI worked nine years in libraries. (Nine!)\n## A\nold\ntext\n## B\nend nine"


def after(pattern, new="X", *, multiple=False, text=TEXT):
    return changed(text, {"pattern": pattern, "replacement": new, "multiple": multiple})


@pytest.mark.parametrize(
    ("pattern", "was"),
    [
        ("nine years", "nine years"),
        ("libraries.", "libraries."),
        (r"libraries\. \(Nine!\)", "libraries. (Nine!)"),
        (r"## A[\s\S]*?## B", "## A\nold\ntext\n## B"),
        ("(?s)## A.*(?=## B)", "## A\nold\ntext\n"),
        ("worked.*libraries", "worked nine years in libraries"),
        (r"Dear\s+all,\s*I", "Dear all,\n\nI"),
        ("end nine$", "end nine"),
        ("^Dear all", "Dear all"),
        ("nines? years", "nine years"),
        ("## B.*", "## B"),
        ("(?s)## B.*", "## B\nend nine"),
        (r"\(Nine!\)\n## A", "(Nine!)\n## A"),
        (".*", TEXT),
    ],
)
def test_a_passage_beyond_doubt_is_changed(pattern, was):
    assert after(pattern) == TEXT.replace(was, "X")
    assert after(pattern) == re.sub(pattern, "X", TEXT, count=1, flags=re.DOTALL if pattern == ".*" else 0)


@pytest.mark.parametrize(
    "pattern",
    [
        "nine",
        "absent",
        "(Nine!)",
        "(a+)+$",
        "a|b",
        "[a-z]+",
        "n.*e.*s",
        r"\w+",
        "n{3}",
        r"(?i)DEAR",
        "",
        "a??",
        r"\1",
    ],
)
def test_what_is_in_doubt_is_not(pattern):
    assert after(pattern) is None


def test_all_places_are_changed_where_the_call_says_so():
    assert after("nine", multiple=True) == TEXT.replace("nine", "X")


@pytest.mark.parametrize(
    ("new", "is_now"),
    [
        ("a\\\\b", "a\\b"),
        (r"one\ntwo", "one\ntwo"),
        (r"[\g<0>]", "[nine years]"),
        ("", ""),
        ("$1 & é", "$1 & é"),
    ],
)
def test_a_replacement_is_a_template(new, is_now):
    assert after("nine years", new) == TEXT.replace("nine years", is_now)


@pytest.mark.parametrize("new", [r"\frac{1}{2}", r"\1", "\\", r"\g<1>", None, 7])
def test_a_template_that_cannot_be_told_changes_nothing(new):
    assert after("nine years", new) is None


@given(st.text(), st.text(), st.text(min_size=1), st.text().filter(lambda new: "\\" not in new))
def test_an_escaped_literal_is_a_plain_replacement(before, behind, passage, new):
    text = before + passage + behind
    made = after(re.escape(passage), new, text=text)
    if text.count(passage) == 1 and len(re.findall(re.escape(passage), text)) == 1:
        assert made is None or made == text.replace(passage, new)
        assert made is not None or not passage.isprintable()


@given(st.text("ab.*+?()[]{}|^$\\ns \n", max_size=12), st.text("ab \n", max_size=30))
def test_what_is_applied_is_what_the_pattern_means(pattern, text):
    made = after(pattern, "X", text=text)
    if made is not None and pattern not in {".*", "^.*$"}:
        assert made == re.sub(pattern, "X", text, count=1)


@pytest.mark.parametrize(
    "pattern", ["a?a?a?b", r"a\s+\s+b", "." * 500 + "Z", "a.*a", r"\s+x", "a" * 9000 + "b"]
)
def test_no_pattern_takes_long(pattern):
    begun = time.process_time()
    after(pattern, text="a" * 200_000)
    after(pattern, text=" " * 200_000)
    assert time.process_time() - begun < 20
