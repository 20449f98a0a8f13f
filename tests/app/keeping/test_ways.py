"""The ways into a vault as the faces use them: new keys keep everything findable, and what can be typed never runs out."""

import pytest

from migrator.app.context import Context
from migrator.app.keeping import caring, ways
from migrator.app.keeping.adding import add
from migrator.app.keeping.reading import library
from migrator.errors import ConditionNotMet, NoVault, UsageError, WrongSecret
from migrator.events import Problem
from migrator.sample import demo
from migrator.vault import secret, slots
from migrator.vault.create import create
from migrator.vault.handle import unlock
from migrator.vault.originals import all_originals

PASSPHRASE = "six words that nobody else has"


@pytest.fixture(autouse=True)
def cheap_scrypt(monkeypatch, tmp_path):
    monkeypatch.setattr(slots, "TYPED_WORK_FACTOR", 2)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


@pytest.fixture
def vault(tmp_path):
    demo.pair()[0].write_zip(tmp_path / "export.zip")
    with create(tmp_path / "vault", PASSPHRASE, secret.new_recovery_code()) as made:
        add(made, [str(tmp_path / "export.zip")], Context())
        yield made


def found(vault):
    with library(vault, Context()) as chats:
        return len(chats.conversations()), chats.search("the")[1]


def test_new_keys_for_everything_leave_an_index_that_is_ready(vault):
    before = found(vault)
    code = ways.new_recovery_code()
    done = ways.rekey(vault, PASSPHRASE, code, Context())
    assert (done.kept, done.devices) == ((), 0)
    assert vault.layout.index.exists()
    assert found(vault) == before
    with unlock(vault.folder, code) as again:
        assert again.opened_by == "recovery"
        assert found(again) == before


def test_new_keys_are_not_made_with_another_secret(vault):
    with pytest.raises(WrongSecret):
        ways.rekey(vault, "another passphrase of mine", ways.new_recovery_code(), Context())
    assert not vault.keys.changing


def test_what_is_damaged_is_named_and_new_keys_keep_the_chats_that_only_the_index_has(vault):
    before = found(vault)
    place = f"originals/{all_originals(vault)[0].hex}.age"
    path = vault.folder / place
    sound = path.read_bytes()
    path.write_bytes(sound[:-1])
    for _ in range(2):
        done = ways.rekey(vault, PASSPHRASE, ways.new_recovery_code(), Context())
        assert [problem.where for problem in done.kept] == [place]
        assert vault.keys.former_index is None
        told = []
        with library(vault, Context(listener=told.append)) as chats:
            assert (len(chats.conversations()), chats.search("the")[1]) == before
        assert [event.where for event in told if isinstance(event, Problem)] == [place]
    with unlock(vault.folder, PASSPHRASE) as again:
        assert again.keys.former_index is None
        checked = caring.verify(again, Context())
        assert (checked.ok, checked.conversations) == (False, before[0])
        assert [problem.where for problem in checked.problems] == [place]
    path.write_bytes(sound)
    with unlock(vault.folder, PASSPHRASE) as again:
        assert found(again) == before
        assert ways.rekey(again, PASSPHRASE, ways.new_recovery_code(), Context()).kept == ()
        assert found(again) == before


def test_adding_is_not_called_incomplete_because_something_else_is_damaged(vault, tmp_path):
    path = vault.layout.originals / f"{all_originals(vault)[0].hex}.age"
    path.write_bytes(path.read_bytes()[:-1])
    vault.layout.index.unlink()
    demo.pair()[1].write_zip(tmp_path / "newer.zip")
    told = []
    added = add(vault, [str(tmp_path / "newer.zip")], Context(listener=told.append))
    assert (added.new, added.complete) == (1, True)
    assert added.added > 0
    assert {event.where for event in told if isinstance(event, Problem)} == {f"originals/{path.name}"}


def test_ways_in_come_and_go_but_never_the_last_that_can_be_typed(vault, tmp_path):
    assert [slot.name for slot in ways.ways_in(vault.folder)] == ["passphrase", "recovery"]
    ways.take_away(vault, "recovery")
    with pytest.raises(ConditionNotMet):
        ways.take_away(vault, "passphrase")
    with pytest.raises(UsageError):
        ways.take_away(vault, "device-00000000")
    ways.replace_recovery(vault, ways.new_recovery_code())
    assert all(slot.intact for slot in ways.ways_in(vault.folder))
    assert ways.objection("short")
    ways.change_passphrase(vault, "another passphrase of mine")
    unlock(vault.folder, "another passphrase of mine").close()
    with pytest.raises(NoVault):
        ways.ways_in(tmp_path / "nowhere")
