"""The form of the Data Transfer Initiative."""

import json
from pathlib import Path

import pytest

from migrator.adapter import Choices
from migrator.errors import UsageError
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import chat, line, moment, says
from migrator_portable import DTI
from tests.goldens import same


def documents(archive, **options):
    files = run(DTI, archive, Choices(options=options)).files
    return {path: json.loads(data) for path, data in files.items()}


def only(archive, **options):
    (found,) = documents(archive, **options).values()
    return found


@pytest.mark.parametrize("case", ["plain", "parts"])
def test_a_folder_looks_as_it_did(case):
    same(Path(__file__).parent / "golden-dti" / case, run(DTI, CASES[case]()).files)


def test_the_person_is_named_by_the_address_that_they_gave():
    archive = MemoryArchive([line("c", "Hi", "Ho")])
    found = only(archive, email="sam@example.org", name="Sam")
    assert found["identifiers"] == [{"name": "Sam", "type": "email", "identifier": "sam@example.org"}]
    assert [message["sender"] for message in found["messages"]] == ["sam@example.org", "AI"]


def test_without_an_address_none_is_made_up():
    found = only(MemoryArchive([line("c", "Hi", "Ho")]))
    assert found["identifiers"] == [{"name": "User", "identifier": "user"}]
    assert [message["sender"] for message in found["messages"]] == ["user", "AI"]


@pytest.mark.parametrize("email", ["sam", "@", "sam@", " sam@example.org"])
def test_what_is_no_address_is_refused(email):
    with pytest.raises(UsageError):
        documents(MemoryArchive([]), email=email)


def test_who_is_neither_person_nor_ai_is_named_too():
    found = only(MemoryArchive([chat("c", says("system", "s"), says("user", "u", "s"))]))
    assert [one["identifier"] for one in found["identifiers"]] == ["user", "system"]
    assert [message["sender"] for message in found["messages"]] == ["system", "user"]


def test_the_line_last_shown_is_written_and_every_other_message_named():
    outcome = run(DTI, CASES["branches"]())
    found = json.loads(outcome.files["conversations/Branches.json"])
    keys = ["q1", "a1b", "q2b", "a2b"]
    assert [message["text"] for message in found["messages"]] == [f"sentinel-{key}-end" for key in keys]
    losses = {loss.kind: loss.where for r in outcome.receipts if r.source == "tree" for loss in r.losses}
    assert set(losses["branch-left-out"]) == {"a1", "q2", "a2", "a2c", "q9", "a9"}


def test_a_time_that_is_missing_is_estimated_and_said():
    archive = MemoryArchive([chat("c", says("user", "u", created=moment(5)), says("assistant", "a", "u"))])
    found = only(archive)
    assert [message["sentAt"] for message in found["messages"]] == [
        "2024-05-01T12:00:05Z",
        "2024-05-01T12:00:06Z",
    ]
    assert (found["details"]["startTime"], found["details"]["endTime"]) == (
        "2024-05-01T12:00:05Z",
        "2024-05-01T12:00:06Z",
    )
    losses = {loss.kind: loss.where for r in run(DTI, archive).receipts for loss in r.losses}
    assert losses["time-estimated"] == ("a",)
