from __future__ import annotations

import io
import json
import random
import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from migrator.source import Damaged, json_elements, json_window, parse
from tests.source.hostile_json import document

STEPS = (1, 2, 3, 7, 64, 1 << 20)


def split(data: bytes, **kw):
    return list(json_elements(io.BytesIO(data), **kw))


def raws(data: bytes, **kw):
    return [element.raw for element in split(data, **kw)]


@pytest.mark.parametrize("step", STEPS)
def test_every_record_of_a_hostile_document_comes_out_byte_for_byte(step, request):
    for seed in range(2000 if request.config.getoption("--long") else 150):
        data, records = document(seed)
        elements = split(data, step=step)
        assert [e.raw for e in elements] == records, seed
        assert [e.index for e in elements] == list(range(len(records)))
        assert [e.pointer for e in elements] == [f"/{n}" for n in range(len(records))]
        assert not any(e.fault for e in elements)


def test_the_same_holds_when_the_parser_words_its_answer_in_another_way(monkeypatch):
    monkeypatch.setattr(json_window, "UNDERSTOOD", False)
    for seed in range(60):
        data, records = document(seed)
        assert raws(data, step=7) == records, seed


def test_the_parser_is_understood():
    assert json_window.UNDERSTOOD


def test_large_records_cross_many_steps():
    records = [json.dumps({"id": n, "t": "x" * n * 40_000}).encode() for n in range(12)]
    assert raws(b"[" + b",".join(records) + b"]", step=1 << 16) == records


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            b'{"conversations":[{"a":1},{"b":2}]}',
            [("/conversations/0", b'{"a":1}'), ("/conversations/1", b'{"b":2}')],
        ),
        (b'{"conversations":[]}', []),
        (
            b'{"v":1, "conversations":[{"a":1}] , "w/~":[2]}',
            [("/v", b"1"), ("/conversations/0", b'{"a":1}'), ("/w~1~0", b"[2]")],
        ),
        (b'{"data": [ {"a":1} ] }', [("/data/0", b'{"a":1}')]),
        (b'{"blocked":[], "id":"x"}', [("", b'{"blocked":[], "id":"x"}')]),
        (b'{"urls":["x"], "id":"x"}', [("", b'{"urls":["x"], "id":"x"}')]),
        (b'{"id":"x", "list":[{"a":1}]}', [("", b'{"id":"x", "list":[{"a":1}]}')]),
        (b' {"a":1}\n{"a":2}\n', [("", b'{"a":1}'), ("/1", b'{"a":2}')]),
        (b"{}", [("", b"{}")]),
        (b"[]", []),
        (b"[[],[1]]", [("/0", b"[]"), ("/1", b"[1]")]),
        (b'["]"]', [("/0", b'"]"')]),
        (b"12 ", [("", b"12")]),
        (b'"x"', [("", b'"x"')]),
        (b"null", [("", b"null")]),
        (b'[{"a":1}{"b":2},,3,]', [("/0", b'{"a":1}'), ("/1", b'{"b":2}'), ("/2", b"3")]),
    ],
)
def test_shapes_of_a_whole_file(data, expected, step):
    elements = split(data, step=step)
    assert [(e.pointer, e.raw) for e in elements] == expected
    assert not any(e.fault for e in elements)


def test_what_stands_beside_the_list_has_no_number():
    elements = split(b'{"v":1,"chats":[{"a":1}],"w":2}', lists=("chats",))
    assert [(e.index, e.pointer) for e in elements] == [(None, "/v"), (0, "/chats/0"), (None, "/w")]


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (
            b'{"v":1,"chats":[{"a":1}],"w":"cut',
            [("/v", None), ("/chats/0", None), ("/w", "record-cut-short")],
        ),
        (
            b'{"chats":[{"a":1}],"w":x}',
            [("/chats/0", None), ("/w", "record-broken"), ("/1", "record-broken")],
        ),
        (b'{"chats":[{"a":1}]', [("/chats/0", None), ("", "record-cut-short")]),
        (b'{"chats":[{"a":1}', [("/chats/0", None), ("/chats/1", "record-cut-short")]),
        (b'{"chats":[{"a":1}],', [("/chats/0", None), ("", "record-cut-short")]),
        (b'{"chats":[{"a":1}],7}', [("/chats/0", None), ("/1", None), ("/2", "record-broken")]),
        (b'{"v":1,"w"', [("", "record-cut-short")]),
    ],
)
def test_a_fault_beside_the_list_is_one_fault_and_the_list_is_whole(data, faults):
    for step in STEPS:
        assert [(e.pointer, e.fault) for e in split(data, lists=("chats",), step=step)] == faults


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_encoding_of_json_is_read(encoding):
    records = ['{"t":"ğüş مرحبا 👋"}', '"x"', "1"]
    data = ("[" + ",".join(records) + "]").encode(encoding)
    for step in STEPS:
        assert raws(data, step=step) == [r.encode() for r in records]


def test_unpaired_surrogates_in_utf16_survive():
    data = '[{"t":"\ud83d"}]'.encode("utf-16", "surrogatepass")
    (element,) = split(data)
    assert parse(element.raw) == {"t": "\ud83d"}


# ---------------------------------------------------------------------------------- what is broken


def numbered(count: int) -> list[bytes]:
    return [
        json.dumps(
            {
                "id": f"c{n}",
                "title": f"t{n}",
                "mapping": {"x": {"id": "x", "parts": ["{[", n]}},
                "tags": [{"id": 1}],
            }
        ).encode()
        for n in range(count)
    ]


BREAKS = {
    "brace missing": lambda r: r[:-1],
    "bracket missing": lambda r: r.replace(b"]", b"", 1),
    "closing quote missing": lambda r: r.replace(b't2"', b"t2"),
    "last quote missing": lambda r: r.replace(b'"tags"', b'"tags'),
    "opening quote missing": lambda r: r.replace(b'"title"', b'title"'),
    "quote too many": lambda r: r.replace(b't2"', b't2""'),
    "brace too many": lambda r: r + b"}",
    "bracket too many": lambda r: r.replace(b"]", b"]]", 1),
    "value missing": lambda r: r.replace(b'"t2"', b""),
    "single quotes": lambda r: r.replace(b'"t2"', b"'t2'"),
    "undefined": lambda r: r.replace(b'"t2"', b"undefined"),
    "colon missing": lambda r: r.replace(b'"title":', b'"title"'),
    "comment": lambda r: r.replace(b'"title":', b'/* x */ "title":'),
    "leading zero": lambda r: r.replace(b'"t2"', b"007"),
    "binary": lambda r: r.replace(b'"t2"', bytes(range(128, 160))),
    "cut out": lambda r: r[: len(r) // 2],
}


@pytest.mark.parametrize("step", [7, 64, 1 << 20])
@pytest.mark.parametrize("which", [0, 2, 5])
@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_record_is_one_record_and_the_others_are_whole(name, which, step):
    records = numbered(6)
    records[which] = records[which].replace(b"t%d" % which, b"t2")
    broken = BREAKS[name](records[which])
    assert broken != records[which]
    whole = [r for n, r in enumerate(records) if n != which]
    records[which] = broken
    elements = split(b"[" + b", ".join(records) + b"]", step=step)
    good = [e.raw for e in elements if not e.fault and e.raw in whole]
    assert good == whole
    rest = [e for e in elements if e.raw not in whole]
    assert any(e.fault or not parses(e.raw) for e in rest)


def parses(raw: bytes) -> bool:
    try:
        parse(raw)
    except Damaged:
        return False
    return True


def test_a_broken_record_keeps_its_bytes_its_number_and_its_place():
    records = numbered(3)
    records[1] = records[1][:-1]
    elements = split(b"[" + b",".join(records) + b"]")
    assert [(e.index, e.pointer, e.raw, e.fault) for e in elements] == [
        (0, "/0", records[0], None),
        (1, "/1", records[1], "record-broken"),
        (2, "/2", records[2], None),
    ]
    problem = elements[1].problem("conversations-003.json")
    assert (problem.kind, problem.where, problem.incomplete) == (
        "record-broken",
        "conversations-003.json#/1",
        True,
    )
    assert elements[0].problem("x") is None


@settings(deadline=None)
@given(st.integers(0, 40), st.data())
def test_a_file_cut_anywhere_gives_everything_complete_before_and_says_so(seed, data):
    whole, records = document(seed)
    cut = data.draw(st.integers(0, len(whole.rstrip()) - 1))
    step = data.draw(st.sampled_from(STEPS))
    elements = split(whole[:cut], step=step)
    *before, last = elements
    assert last.fault in ("record-cut-short", "record-broken")
    assert [e.raw for e in before] == records[: len(before)]
    if last.raw:
        assert records[len(before)].startswith(last.raw)
    assert sum(e.fault is not None for e in elements) == 1


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text('[]{}",:\\ab1 NaNtrue\n', max_size=80).map(str.encode),
        st.text('[]{}",:\\ab1 \n', max_size=80).map(lambda t: b"[" + t.encode()),
    ),
    st.sampled_from(STEPS),
)
@example(b'[{"a":1},{"a":' + b"[" * 5000 + b"}]", 64)
@example(b"\xff\xfe[", 1)
@example(b"[1,\x00\x00\x00", 1)
def test_whatever_the_bytes_are_nothing_escapes_and_no_byte_is_lost(data, step):
    elements = split(data, step=step)
    if data[:1] != b"[" or json.detect_encoding(data) != "utf-8":
        return
    at = 0
    for element in elements:
        found = data.index(element.raw, at)
        assert not data[at:found].strip(b" \t\r\n,[]"), data[at:found]
        at = found + len(element.raw)
    assert not data[at:].strip(b" \t\r\n,[]")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(STEPS))
def test_a_changed_byte_after_the_first_record_costs_two_records_at_most(seed, step):
    rng = random.Random(seed)
    records = numbered(12)
    data = bytearray(b"[" + b", ".join(records) + b"]")
    data[rng.randrange(len(records[0]) + 1, len(data) - 1)] = rng.choice(b'{}]",:x\\0 ')
    elements = split(bytes(data), step=step)
    assert sum(e.raw in records for e in elements) >= 10


def test_a_record_over_the_limit_is_passed_over_and_counted():
    small = b'{"id":1}'
    large = b'{"id":2,"t":"' + b'\\"}{' * 5000 + b'"}'
    for step in STEPS[1:]:
        elements = split(b"[" + b",".join([small, large, small]) + b"]", largest=2000, step=min(step, 999))
        assert [(e.raw, e.size, e.fault) for e in elements] == [
            (small, 8, None),
            (b"", len(large), "record-too-large"),
            (small, 8, None),
        ]


def test_an_object_over_the_limit_is_passed_over_too():
    data = b"{" + b",".join(b'"k%d":"%s"' % (n, b"x" * 50) for n in range(100)) + b"}"
    (element,) = split(data, largest=2000, step=500)
    assert (element.fault, element.size) == ("record-too-large", len(data))


def test_a_fault_of_the_stream_comes_after_every_record_that_could_be_read():
    class Failing(io.BytesIO):
        def read(self, size=-1, /):
            piece = super().read(size)
            if not piece:
                raise Damaged("crc-mismatch")
            return piece

    got = []
    with pytest.raises(Damaged) as caught:  # noqa: PT012 - what came before the error is the point
        for element in json_elements(Failing(b'[{"a":1},{"b":2}]'), step=4):
            got.append(element.raw)  # noqa: PERF401 - likewise
    assert got == [b'{"a":1}', b'{"b":2}']
    assert caught.value.fault == "crc-mismatch"


def test_memory_does_not_grow_with_the_file():
    record = json.dumps({"id": "x", "t": "y" * 20_000}).encode()

    class Endless(io.RawIOBase):
        left = 2000

        def read(self, size=-1, /):
            if self.left < 0:
                return b""
            self.left -= 1
            return (b"," if self.left < 1999 else b"[") + record if self.left >= 0 else b"]"

    tracemalloc.start()
    count = sum(1 for _ in json_elements(Endless()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 2000
    assert peak < 8 << 20


@pytest.mark.long
@settings(max_examples=5_000, deadline=None)
@given(st.integers(0, 5000), st.data(), st.sampled_from(STEPS))
def test_a_damaged_document_loses_no_byte(seed, data, step):
    broken = bytearray(document(seed)[0].lstrip())
    for _ in range(data.draw(st.integers(1, 5))):
        if broken:
            at = data.draw(st.integers(0, len(broken) - 1))
            broken[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    if broken[:1] != b"[" or json.detect_encoding(bytes(broken)) != "utf-8":
        return
    at = 0
    for element in split(bytes(broken), step=step):
        found = broken.index(element.raw, at)
        assert not broken[at:found].strip(b" \t\r\n,[]")
        at = found + len(element.raw)
    assert not broken[at:].strip(b" \t\r\n,[]")
