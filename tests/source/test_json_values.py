from __future__ import annotations

import contextlib
import io
import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.source import Damaged, parse, parse_file
from tests.source.hostile_json import document

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(JSON, st.booleans())
def test_every_json_value_is_parsed_exactly(value, ascii_only):
    again = parse(json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass"))
    assert again == value
    assert repr(again) == repr(value)


def test_integers_keep_every_digit():
    for number in (2**53 + 1, 2**63, 2**64, 2**70, -(2**70), 10**400, 10**4000):
        assert parse(str(number).encode()) == number
    assert parse(b"1" * 6000) == "1" * 6000
    assert parse(b'{"n":-' + b"1" * 6000 + b"}") == {"n": "-" + "1" * 6000}


def test_what_is_no_number_stays_text_as_it_is_written():
    assert parse(b"[NaN, Infinity, -Infinity, 1e999, -1E+400]") == [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "-1E+400",
    ]


def test_unpaired_surrogates_stay_and_bytes_that_are_no_text_are_not_lost():
    assert parse(b'"\\ud83d"') == "\ud83d"
    assert parse(b'"\xed\xa0\xbd"') == "\ud83d"
    kept = parse(b'"a\xff\xc3"')
    assert kept.encode("utf-8", "surrogateescape") == b"a\xff\xc3"


def test_control_characters_in_hand_edited_files_are_accepted():
    assert parse(b'{"t":"a\nb\tc\x00"}') == {"t": "a\nb\tc\x00"}


def test_of_a_key_that_occurs_twice_the_last_wins_on_both_paths():
    assert parse(b'{"a":1,"a":2}') == {"a": 2}
    assert parse(b'{"a":1,"a":NaN}') == {"a": "NaN"}


@pytest.mark.parametrize(
    "raw", [b"", b" ", b"{", b'{"a":}', b"[1,]", b"nul", b'"\\x"', b"{'a':1}", b"01", b"\xff\xfe", b"[1] 2"]
)
def test_what_is_no_json_is_broken_in_our_words(raw):
    with pytest.raises(Damaged) as caught:
        parse(raw)
    assert caught.value.fault == "record-broken"


def nested(levels: int, inner: bytes = b"") -> bytes:
    return b"[" * levels + inner + b"]" * levels


def test_nesting_is_accepted_up_to_the_limit_and_refused_beyond():
    assert parse(nested(200))
    mixed = b'{"a":[' * 100 + b"1, " * 0 + b"]}" * 100
    assert parse(mixed)
    for raw in (
        nested(201),
        b'{"a":[' * 101 + b"]}" * 101,
        nested(1000),
        nested(100_000),
        b"[1," * 201 + b"2" + b"]" * 201,
    ):
        with pytest.raises(Damaged) as caught:
            parse(raw)
        assert caught.value.fault == "record-too-deep"


def test_brackets_in_texts_do_not_count_as_nesting():
    for text in ("[" * 5000, "]" * 5000 + "{" * 5000, '\\"' + "[" * 5000, "{[" * 300 + "]}" * 300):
        assert parse(json.dumps({"t": [text, {"u": text}]}).encode()) == {"t": [text, {"u": text}]}


def test_brackets_that_are_never_closed_are_refused_quickly():
    for raw in (b"[" * 1_000_000, b'{"a":' * 300_000, b"]" * 1_000_000):
        with pytest.raises(Damaged):
            parse(raw)


def test_hostile_records_parse_as_the_standard_library_parses_them():
    def known(text):
        return json.loads(
            text, parse_constant=str, parse_float=lambda t: t if math.isinf(float(t)) else float(t)
        )

    for seed in range(300):
        for raw in document(seed)[1]:
            assert parse(raw) == known(raw)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text('[]{}",:\\u0d81eE+-.NaIfinty ', max_size=60).map(str.encode))
def test_no_foreign_error_escapes(raw):
    with contextlib.suppress(Damaged):
        json.dumps(parse(raw), allow_nan=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-be"])
def test_a_small_file_is_read_whole_in_any_encoding(encoding):
    assert parse_file(io.BytesIO('{"ad": "Ğ"}'.encode(encoding))) == {"ad": "Ğ"}


def test_a_file_over_the_limit_is_not_read_whole():
    with pytest.raises(Damaged) as caught:
        parse_file(io.BytesIO(b"[" + b"1," * 5000), largest=100)
    assert caught.value.fault == "record-too-large"
