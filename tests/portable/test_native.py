import json
import subprocess
import sys

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.errors import NotRecognised, TooNew
from migrator.model import Asset, Conversation, Message, Opaque, Text
from migrator.testing import CASES, MemoryArchive, run
from migrator_portable import NATIVE, native


def lines(data):
    return data.splitlines(keepends=True)


@pytest.mark.parametrize("case", CASES)
def test_reading_back_gives_equal_values(case):
    archive = CASES[case]()
    back = list(native.read(lines(run(NATIVE, archive).files[native.FILE])))
    # repr, because NaN is not equal to itself
    assert sorted(map(repr, back)) == sorted(map(repr, archive.all))


def test_the_files_lie_where_place_says():
    archive = CASES["parts"]()
    files = run(NATIVE, archive).files
    for asset in archive.items(Asset):
        if asset.id in archive.files:
            assert files[native.place(asset)] == archive.files[asset.id]


ANY = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["\ud800", "\x00", "\u2028", "\udfff\ud800"]
)
leaves = st.none() | st.booleans() | st.integers(-(10**60), 10**60) | st.floats() | ANY
values = st.recursive(
    leaves, lambda x: st.lists(x, max_size=3) | st.dictionaries(ANY, x, max_size=3), max_leaves=8
)


@settings(max_examples=40, deadline=None)
@given(extra=st.dictionaries(ANY, values, max_size=3), raw=values, text=ANY)
def test_any_json_value_survives(extra, raw, text):
    message = Message(id=text, role="user", extra=extra, parts=(Text(text=text), Opaque(kind=text, raw=raw)))
    chat = Conversation(id="c", title=text, messages=(message,), head=text)
    (back,) = native.read([native.line({"format": "migrator-native", "version": 1}), native.line(chat)])
    assert repr(back) == repr(chat)


def test_an_ordinary_line_is_strict_json():
    def refuse(word):
        raise AssertionError(word)

    for case in ("plain", "branches", "parts"):
        for line in lines(run(NATIVE, CASES[case]()).files[native.FILE]):
            json.loads(line, parse_constant=refuse)


def test_a_line_of_something_else_is_refused_by_number():
    header = native.line({"format": "migrator-native", "version": 1})
    with pytest.raises(NotRecognised, match="Line 2 "):
        list(native.read([header, b'{"type":"conversation"}']))
    with pytest.raises(NotRecognised):
        list(native.read([b"[]"]))
    with pytest.raises(NotRecognised):
        list(native.read([]))
    with pytest.raises(TooNew):
        list(native.read([b'{"format":"migrator-native","version":2}']))


def test_a_file_that_cannot_be_read_is_named():
    archive = MemoryArchive([Asset(id="x", path="x")])
    outcome = run(NATIVE, archive)
    (receipt,) = outcome.receipts
    assert (receipt.outcome, receipt.losses[0].kind, receipt.losses[0].where) == (
        "left-out",
        "asset-damaged",
        ("x",),
    )
    assert list(outcome.files) == [native.FILE]


def test_the_golden_form():
    chat = Conversation(
        id="c1", title="Hi", messages=(Message(id="m1", role="user", parts=(Text(text="é<"),)),), head="m1"
    )
    assert native.line(chat).decode() == (
        '{"type":"conversation","id":"c1","title":"Hi","messages":'
        '[{"id":"m1","role":"user","parts":[{"type":"text","text":"é<"}]}],"head":"m1"}\n'
    )
    assert msgspec.json.decode(native.line(chat), type=Conversation) == chat


def test_the_code_in_the_steps_reads_the_folder(tmp_path):
    """The lines as IMPORT.md gives them, run in the folder, print every item."""
    archive = CASES["parts"]()
    (tmp_path / "archive.jsonl").write_bytes(run(NATIVE, archive).files["archive.jsonl"])
    (step,) = [step for step in NATIVE.capabilities.steps if "migrator_portable" in step]
    code = [piece for piece in step.split("`")[1::2] if piece != "migrate"]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(code)],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert [line.split("(")[0] for line in done.stdout.splitlines()].count("Conversation") == len(
        list(archive.items(Conversation))
    )
