"""`inspect --home`: local chats and exports are found, and nothing is written."""

import os

import pytest

from migrator.app.at_home import at_home
from migrator.app.context import Context
from tests.codex.making import NAME, Rollout, thread, write


def found(home, **environment):
    return at_home(Context(), home=home, environment=environment)


def test_chats_of_codex_are_found_and_left_as_they_are(tmp_path):
    write(tmp_path / ".codex", Rollout(thread(1)).ask("q"), Rollout(thread(2)).ask("q"))
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    (place,) = found(tmp_path).places
    assert (place.reader, place.kind, place.chats) == ("Codex", "local", 2)
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before


@pytest.mark.skipif(os.name != "posix", reason="no such rights")
@pytest.mark.parametrize(("mode", "open_"), [(0o644, True), (0o600, False)])
def test_it_says_whether_others_can_read_the_files(tmp_path, mode, open_):
    write(tmp_path / ".codex", Rollout(thread(1)).ask("q"))
    (tmp_path / ".codex" / NAME.format(thread(1))).chmod(mode)
    assert [p.readable_by_others for p in found(tmp_path).places] == [open_]


def test_a_home_that_was_moved_is_looked_at_too(tmp_path):
    write(tmp_path / "elsewhere", Rollout(thread(1)).ask("q"))
    moved = str(tmp_path / "elsewhere")
    assert [p.path for p in found(tmp_path, CODEX_HOME=moved).places] == [moved]


def test_a_home_without_chats_says_where_it_looked(tmp_path):
    (tmp_path / ".codex").mkdir()
    (tmp_path / ".codex" / "config.toml").write_text("")
    seen = found(tmp_path)
    assert seen.places == ()
    assert str(tmp_path / ".codex") in seen.looked_in
