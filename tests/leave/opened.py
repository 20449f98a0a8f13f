"""Somebody whose gate is open: where every attempt to get round a rule starts."""

import pytest
from people import Person

from migrator.errors import ConditionNotMet

PLUS = ("level=delete", "plan=plus", "payer=apple", "login=apple", "region=turkiye", "accounts=one")


def ready(*words: str) -> Person:
    """Somebody who has done everything in order and slept on it."""
    person = Person("2026-11-01T09:00+00:00")
    person.set(*(words or PLUS))
    person.add("export")
    person.verify()
    person.copy()
    person.everything("reread")
    person.everything("delete-account", "ask-admin-delete")
    person.later(hours=25)
    return person


def refused(person: Person) -> str:
    """What is said when the person tries to tick the delete step; the journal must not change."""
    before = len(person.records)
    with pytest.raises(ConditionNotMet) as caught:
        person.do("delete-account")
    assert caught.value.exit_code == 7
    assert len(person.records) == before
    assert not person.plan().ready_to_delete
    return caught.value.message
