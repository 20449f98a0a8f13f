"""Laws of redaction: whatever the text, values come back; a search never fails; its time grows with the text."""

from __future__ import annotations

import json
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.privacy.finder import Finder
from migrator.privacy.redactor import Redactor

VALUES = (
    "ayse@example.org", "+90 532 123 45 67", "192.0.2.44", "TR330006100519786457841326", "4111 1111 1111 1111", "TC kimlik no: 10000000146", "born on 12 March 1985",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789", "password: hunter2", "postgres://admin:s3cret@db.example.org/x", "/home/ayse/x", "221B Baker Street, London NW1 6XE", "[EMAIL-1]", '{"card": 4111111111111111}',
)  # fmt: skip
PIECES = st.one_of(
    st.sampled_from(VALUES),
    st.text(max_size=30),
    st.sampled_from(["\n", " ", ", ", "**", "|", "```\n", '"', "(", ": ", "%40", "\\u0040"]),
)
FINDER = Finder(words=("Ayşe",))


@given(st.lists(PIECES, max_size=12))
@settings(max_examples=150, deadline=None)
def test_what_was_redacted_comes_back(pieces):
    """To the letter, if each value is spelt in one way; `x` may hold what looks like a stand-in."""
    text = "".join(pieces)
    redactor = Redactor.of()
    made = redactor.text(text)
    spelled = {}
    for one in redactor.finder.find(text):
        spelled.setdefault((one.kind, one.key), set()).add((one.value, one.bare))
    if all(len(spellings) == 1 for spellings in spelled.values()):
        assert redactor.restore(made) == text


@given(st.lists(PIECES, max_size=12))
@settings(max_examples=150, deadline=None)
def test_findings_are_in_order_apart_and_what_stands_there(pieces):
    text = "".join(pieces)
    end = 0
    for one in FINDER.find(text):
        assert end <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.value
        end = one.end


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.sampled_from(VALUES), st.text(max_size=20)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4),
            st.dictionaries(st.sampled_from(["phone", "card", "note", "id"]), inner, max_size=4),
        ),
        max_leaves=10,
    )
)
@settings(max_examples=100, deadline=None)
def test_json_stays_json_of_the_same_form(value):
    made = Redactor.of().value(value)

    def form(one):
        if isinstance(one, dict):
            return {key: form(inner) for key, inner in one.items()}
        return [form(inner) for inner in one] if isinstance(one, list) else None

    assert form(made) == form(value)
    json.dumps(made)


def test_time_grows_with_the_text_and_not_faster():
    """Processor time for texts that patterns dislike: four times the text takes less than ten times as long."""
    for unit in ("1 ", "a@", "a:", "12.34.", "born on ", "| phone ", "+905321234567 ", "1234567,a\n", "A A "):
        spent = []
        for size in (1, 4):
            text = unit * (size * 20_000 // len(unit))
            started = time.process_time()
            FINDER.find(text)
            spent.append(time.process_time() - started)
        assert spent[1] < 10 * spent[0] + 0.2, unit
