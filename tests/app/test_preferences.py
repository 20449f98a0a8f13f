"""What is remembered of a person's wishes, and what a damaged file costs."""

import json
import stat
import sys

import pytest

from migrator.app.preferences import Preferences, load, place, save

CHOSEN = Preferences(language="ar", theme="contrast", bidi="on", idle_minutes=0)


def test_what_was_chosen_is_there_the_next_time(own_home):
    save(CHOSEN)
    assert load() == (CHOSEN, True)
    assert place().is_relative_to(own_home)
    if sys.platform != "win32":
        assert stat.S_IMODE(place().stat().st_mode) == 0o600


def test_without_a_file_all_is_as_usual():
    assert load() == (Preferences(), True)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 9000, b"null", b"{" + b" " * 20_000])
def test_a_damaged_file_is_told_and_costs_nothing_else(tmp_path, data):
    path = tmp_path / "preferences.json"
    path.write_bytes(data)
    assert load(path) == (Preferences(), False)
    save(CHOSEN, path)
    assert load(path) == (CHOSEN, True)


def test_a_choice_that_is_unknown_leaves_the_others_alone(tmp_path):
    path = tmp_path / "preferences.json"
    path.write_text(json.dumps({"language": "xx", "theme": "light", "idle_minutes": "15", "later": 1}))
    assert load(path) == (Preferences(theme="light"), False)


def test_a_file_that_cannot_be_read_or_written_is_no_end(tmp_path):
    path = tmp_path / "preferences.json"
    path.mkdir()
    assert load(path) == (Preferences(), False)
