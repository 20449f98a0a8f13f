"""Names that occur twice in one object keep every value."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.source import parse
from migrator.source.json_twins import with_twins


def twins(text: str):
    raw = text.encode("utf-8", "surrogatepass")
    return with_twins(raw, parse(raw))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a":1,"a":2}', {"a#1": 1, "a": 2}),
        ('{"a" : 1, "b": 0, "a" : 2}', {"a#1": 1, "b": 0, "a": 2}),
        ('{"a":1,"a":2,"a":3}', {"a#1": 1, "a#2": 2, "a": 3}),
        ('{"a#1":0,"a":1,"a":2}', {"a#1": 0, "a#2": 1, "a": 2}),
        ('[{"x":{"a":[1],"a":[2]}}]', [{"x": {"a#1": [1], "a": [2]}}]),
        ('{"\\ud83d":1,"\\ud83d":2}', {"\ud83d#1": 1, "\ud83d": 2}),
    ],
)
def test_every_value_is_kept_and_the_last_one_keeps_the_name(text, value):
    assert twins(text) == value


@pytest.mark.parametrize(
    "text", ['{"a":"\\":"}', '{"a\\u0022:":1}', '{"a":{"a":1}}', "[]", '{"a" : "b\\" : c"}']
)
def test_no_twins_are_no_twins(text):
    assert twins(text) is None


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=20,
    ),
    st.sampled_from([None, (",", ":"), (" , ", " : ")]),
    st.booleans(),
)
def test_what_a_json_writer_wrote_has_none(value, separators, ascii_only):
    assert twins(json.dumps(value, separators=separators, ensure_ascii=ascii_only)) is None
