"""Adapters are found by entry point; a broken one costs a problem, not the program."""

import importlib.metadata
import sys

import pytest

from migrator import registry
from migrator.errors import MigratorError, UsageError


def point(group, name, value):
    return importlib.metadata.EntryPoint(name, value, group)


@pytest.fixture
def installed(monkeypatch):
    """Lets a test say which entry points there are."""

    def say(*points):
        monkeypatch.setattr(registry, "entry_points", lambda group: [p for p in points if p.group == group])

    return say


def test_names_import_nothing(installed):
    installed(
        point("migrator.writers", "zeta", "no.such.module:X"),
        point("migrator.writers", "alpha", "antigravity:X"),
    )
    assert registry.target_names() == ["alpha", "zeta"]
    assert "antigravity" not in sys.modules


def test_a_broken_adapter_is_reported_and_the_others_load(installed):
    installed(
        point("migrator.readers", "bad", "no.such.module:X"), point("migrator.readers", "good", "math:pi")
    )
    events = []
    assert registry.readers(events.append) == [3.141592653589793]
    assert [event.kind for event in events] == ["adapter-broken"]


def test_an_unknown_target_lists_what_there_is(installed):
    installed(point("migrator.writers", "native", "math:pi"))
    with pytest.raises(UsageError) as caught:
        registry.target("nativ")
    assert "native" in caught.value.hint


def test_a_target_that_does_not_load_is_an_error_in_words(installed):
    installed(point("migrator.writers", "bad", "no.such.module:X"))
    with pytest.raises(MigratorError, match="does not load"):
        registry.target("bad")
