"""The journal keeps every kind of decision, in order, and says what is missing."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.errors import VaultDamaged
from migrator.seal.age import open_bytes, seal_bytes
from migrator.vault.journal import Journal, journal_files
from migrator.vault.kinds import (
    KINDS,
    Copied,
    Correction,
    Grant,
    Handed,
    Import,
    Plan,
    Profile,
    ProjectName,
    Proof,
    Push,
    RedactionMap,
    Tick,
    Verified,
    WordList,
)

EXAMPLES = [
    Import(name="a.zip", size=3, sha256="00"),
    Plan(value="plus"),
    Tick(state="done"),
    Proof(text="a number from the shop"),
    Correction(value={"any": ["thing", None]}),
    Profile(state="edited", text="Çay sever"),
    ProjectName(name="مشروع"),
    WordList(words=("one", "two")),
    RedactionMap(entries={"Ayşe": "[NAME-1]"}),
    Push(state="done", remote="17"),
    Verified(ok=True, originals={"ab": "cd"}),
    Copied(where="/media/disk", same_device=False, originals={}),
    Grant(only=("project:tea",), redact=("email",), about_me="chosen"),
    Handed(grant="work", client="codex 0.171.0", tool="read_chat", size=512, chats=("a", "b"), messages=7),
]


def test_there_is_an_example_of_every_kind():
    assert {type(e) for e in EXAMPLES} == set(KINDS.values())


@pytest.mark.parametrize("value", EXAMPLES, ids=lambda v: v.kind)
def test_every_kind_survives_reopening_and_compaction(vault, reopen, value):
    with vault.writing():
        vault.journal.put({"first": value, "second": value})
        vault.journal.take_back(type(value), "second")
    assert reopen().journal.all(type(value)) == {"first": value}
    with vault.writing():
        vault.journal.compact()
    assert len(journal_files(vault.layout)) == 1
    again = reopen()
    assert again.journal.all(type(value)) == {"first": value}
    assert again.journal.problems == ()


def test_records_have_the_documented_shape(vault):
    with vault.writing():
        vault.journal.put({"cancel": Tick(state="done")})
    (file,) = journal_files(vault.layout)
    assert file.name.startswith("00000001-")
    lines = [
        msgspec.json.decode(line)
        for line in open_bytes(file.read_bytes(), vault.keys.identities).splitlines()
    ]
    assert [set(line) for line in lines] == [{"v", "at", "kind", "key", "value"}] * 2
    assert (lines[1]["kind"], lines[1]["key"], lines[1]["value"]) == ("tick", "cancel", {"state": "done"})


changes = st.lists(
    st.tuples(st.sampled_from("abc"), st.none() | st.integers(0, 9), st.booleans()), min_size=1, max_size=12
)


@given(changes)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_latest_value_holds_whatever_is_compacted_between(vault, changes):
    expected = dict(vault.journal.all(Plan))
    with vault.writing():
        for key, value, compact in changes:
            if value is None:
                vault.journal.take_back(Plan, key)
                expected.pop(key, None)
            else:
                vault.journal.put({key: Plan(value=value)})
                expected[key] = Plan(value=value)
            if compact:
                vault.journal.compact()
    assert vault.journal.all(Plan) == expected
    assert Journal(vault.layout, vault.keys).all(Plan) == expected


def test_another_process_sees_what_was_added_and_compacted(vault, reopen):
    other = reopen()
    with vault.writing():
        for n in range(3):
            vault.journal.put({"k": Plan(value=n)})
    assert other.journal.get(Plan, "k") == Plan(value=2)
    with vault.writing():
        vault.journal.compact()
    assert other.journal.get(Plan, "k") == Plan(value=2)
    assert other.journal.last == 4


def test_a_gap_and_a_damaged_file_are_reported_and_the_rest_is_read(vault, reopen):
    with vault.writing():
        for n in range(4):
            vault.journal.put({str(n): Plan(value=n)})
    files = journal_files(vault.layout)
    files[1].unlink()
    files[2].write_bytes(files[2].read_bytes()[:-1])
    again = reopen()
    assert list(again.journal.all(Plan)) == ["0", "3"]
    assert [p.kind for p in again.journal.problems] == ["journal-damaged", "journal-gap"]
    with again.writing():
        again.journal.compact()
        assert len(journal_files(vault.layout)) == 3
        again.journal.compact(giving_up=True)
    assert list(reopen().journal.all(Plan)) == ["0", "3"]
    assert reopen().journal.problems == ()


def test_a_file_cannot_stand_in_for_another(vault, reopen):
    with vault.writing():
        vault.journal.put({"a": Plan(value=1)})
        vault.journal.put({"a": Plan(value=2)})
    old, new = journal_files(vault.layout)
    new.write_bytes(old.read_bytes())
    assert [p.kind for p in reopen().journal.problems] == ["journal-damaged"]


def test_kinds_of_a_later_version_are_kept_and_unreadable_values_said(vault, reopen):
    head = {"v": 1, "at": "2030-01-01T00:00:00Z", "kind": "journal-file", "key": "1", "value": {}}
    later = {"v": 2, "at": "2030-01-01T00:00:00Z", "kind": "dream", "key": "x", "value": {"new": 1}}
    odd = {"v": 2, "at": "2030-01-01T00:00:00Z", "kind": "tick", "key": "x", "value": {"state": "postponed"}}
    data = b"\n".join(msgspec.json.encode(r) for r in (head, later, odd))
    (vault.layout.journal / f"00000001-{'0' * 16}.age").write_bytes(seal_bytes(data, vault.keys.recipient))
    with vault.writing():
        vault.journal.compact()
    assert reopen().journal.raw("dream")["x"].value == {"new": 1}
    with pytest.raises(VaultDamaged):
        reopen().journal.all(Tick)


def test_a_long_journal_is_compacted_by_itself(vault, monkeypatch):
    monkeypatch.setattr("migrator.vault.journal.COMPACT_AT", 10)
    with vault.writing():
        for n in range(25):
            vault.journal.put({str(n): Plan(value=n)})
    assert len(vault.journal.all(Plan)) == 25
    assert len(journal_files(vault.layout)) < 12
    assert vault.journal.problems == ()
