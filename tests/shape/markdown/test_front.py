import datetime as dt

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from migrator.shape.markdown import front
from migrator.text import storable

ANY = st.text(st.characters(exclude_categories=()))


@given(ANY)
def test_yaml_reads_any_string_as_it_was(text):
    assert yaml.safe_load(f"key: {front.text(text)}") == {"key": storable(text)}


@pytest.mark.parametrize(
    "text",
    ["yes", "no", "null", "~", "1:2", "1e3", "2024-05-01", "- x", "&a *b !c", "#x", "{}", "'", '"', ": "],
)
def test_a_string_stays_a_string(text):
    assert yaml.safe_load(front.matter({"k": text}).strip("-\n")) == {"k": text}


def test_other_values_keep_their_kind():
    block = front.matter(
        {
            "n": 3,
            "b": True,
            "t": dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC),
            "l": ("a", "b"),
            "none": None,
            "empty": (),
        }
    )
    assert block == '---\nn: 3\nb: true\nt: 2024-05-01T12:00:00Z\nl: ["a", "b"]\n---\n'
    assert yaml.safe_load(block.strip("-\n")) == {
        "n": 3,
        "b": True,
        "t": dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC),
        "l": ["a", "b"],
    }


def test_what_hides_in_a_title_is_seen_in_the_file():
    assert front.text("a\u202eb\u200bc") == '"a\\u202eb\\u200bc"'
