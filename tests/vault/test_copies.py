"""A copy passes through whole states only, and what somebody did in it is never overwritten without a word."""

import shutil

import pytest

from migrator.errors import MigratorError, UsageError, VaultBusy
from migrator.vault import disk, keys, lock, secret
from migrator.vault.content import BytesContent
from migrator.vault.copy import copy
from migrator.vault.divergence import Diverged
from migrator.vault.handle import unlock
from migrator.vault.kinds import Plan
from migrator.vault.merge import take_in
from migrator.vault.originals import add, all_originals, open_original
from migrator.vault.rekey import rekey
from migrator.vault.verify import verify

from .conftest import PASSPHRASE, tree
from .test_two_windows import stopped_at, without_waiting_for_the_disk  # noqa: F401


@pytest.fixture
def full(vault):
    for name in ("one.txt", "two.txt"):
        add(vault, BytesContent(name, name.encode() * 9), what="memories")
    decide(vault, "a", 1)
    return vault


@pytest.fixture
def to(tmp_path):
    return tmp_path / "copy"


def decide(vault, key, value):
    with vault.writing():
        vault.journal.put({key: Plan(value=value)})


def texts(vault):
    held = {}
    for original in all_originals(vault):
        with open_original(vault, original) as plain:
            held[original.name] = plain.read()
    return held


CHANGES = {
    "an export": lambda v: add(v, BytesContent("three.txt", b"three"), what="memories"),
    "a snapshot": lambda v: compacted(v),  # noqa: PLW0108
    "a new passphrase": lambda v: keys.change_passphrase(v, "entirely other words"),
    "new keys": lambda v: rekey(v, PASSPHRASE, secret.new_recovery_code()),
    "new keys twice": lambda v: [rekey(v, PASSPHRASE, secret.new_recovery_code()) for _ in range(2)],
}


def compacted(vault):
    decide(vault, "b", 2)
    with vault.writing():
        vault.journal.compact()


@pytest.mark.parametrize("change", CHANGES)
def test_stopped_anywhere_a_copy_is_the_old_one_or_the_new_one(full, to, tmp_path, change):
    copy(full, to)
    CHANGES[change](full)
    wanted, step = texts(full), 0
    now = "entirely other words" if change == "a new passphrase" else PASSPHRASE
    while True:
        step += 1
        here = shutil.copytree(to, tmp_path / f"at {step}" / "copy")
        source = unlock(shutil.copytree(full.folder, tmp_path / f"at {step}" / "vault"), now)
        stopped = stopped_at(step, lambda here=here, source=source: copy(source, here))
        for typed in (PASSPHRASE, "entirely other words"):
            try:
                opened = unlock(here, typed)
            except MigratorError as why:
                assert why.kind == "wrong-secret"  # noqa: PT017
                continue
            with opened:
                assert texts(opened).items() >= {"one.txt": b"one.txt" * 9, "two.txt": b"two.txt" * 9}.items()
                assert opened.journal.all(Plan)["a"] == Plan(value=1)
                assert verify(opened, record=False).ok
                break
        else:
            pytest.fail("nothing opens it")
        copy(source, here)
        source.close()
        with unlock(here, now) as opened:
            assert texts(opened) == wanted
            assert verify(opened, record=False).ok
            assert not (here / "copy.new").exists()
        if not stopped:
            break
    assert step > 3


def test_checking_a_copy_does_not_make_it_newer(full, to):
    copy(full, to)
    for _ in range(2):
        for folder in (full.folder, to):
            with unlock(folder, PASSPHRASE) as each:
                verify(each)
        copy(full, to)
    with unlock(to, PASSPHRASE) as each:
        verify(each)
    rekey(full, PASSPHRASE, secret.new_recovery_code())
    copy(full, to)


def work_in(folder):
    with unlock(folder, PASSPHRASE) as own:
        add(own, BytesContent("own.txt", b"own"), what="memories")
        decide(own, "own", 3)
        decide(own, "a", 4)


@pytest.mark.parametrize("keys_change", [False, True])
@pytest.mark.parametrize("later", [0, 5])
def test_a_copy_that_was_worked_in_is_named_and_left_as_it_is(full, to, later, keys_change):
    copy(full, to)
    work_in(to)
    for n in range(later):
        decide(full, f"later {n}", n)
    if keys_change:
        rekey(full, PASSPHRASE, secret.new_recovery_code())
    before = tree(to)
    with pytest.raises(Diverged, match=r"1 export of its own; [34] files of decisions") as why:
        copy(full, to)
    assert why.value.exit_code == 2
    assert "vault add" in why.value.hint
    assert tree(to) == before
    copy(full, to, force=True)
    with unlock(to, PASSPHRASE) as again:
        assert again.journal.all(Plan)["a"] == Plan(value=1)
        assert again.journal.problems == ()


@pytest.mark.parametrize("keys_change", [False, True])
def test_what_was_done_in_a_copy_can_be_taken_in_and_then_it_is_brought_up_to_date(full, to, keys_change):
    copy(full, to)
    work_in(to)
    if keys_change:
        rekey(full, PASSPHRASE, secret.new_recovery_code())
    with unlock(to, PASSPHRASE) as own:
        came = take_in(full, own)
    assert (came.new, came.decisions) == (1, 2)
    assert texts(full)["own.txt"] == b"own"
    assert full.journal.all(Plan) == {"a": Plan(value=4), "own": Plan(value=3)}
    with unlock(to, PASSPHRASE) as own:
        again = take_in(full, own)
    assert (again.new, again.decisions) == (0, 0)
    copy(full, to)
    with unlock(to, PASSPHRASE) as own:
        assert texts(own) == texts(full)
        assert own.journal.all(Plan) == full.journal.all(Plan)
        found = verify(own, record=False)
        assert (found.ok, found.problems) == (True, ())


def test_the_earlier_of_two_decisions_gives_way(full, to):
    copy(full, to)
    work_in(to)
    decide(full, "a", 5)
    with unlock(to, PASSPHRASE) as own:
        take_in(full, own)
    assert full.journal.all(Plan) == {"a": Plan(value=5), "own": Plan(value=3)}


def test_somebody_who_works_in_the_copy_is_not_disturbed(full, to):
    copy(full, to)
    with lock.held(to / "lock"), pytest.raises(VaultBusy):
        copy(full, to)
    copy(full, to)


def test_a_sound_file_under_earlier_keys_is_not_replaced_by_a_lack(full, to):
    copy(full, to)
    rekey(full, PASSPHRASE, secret.new_recovery_code())
    broken = full.layout.originals / f"{all_originals(full)[0].hex}.age"
    broken.write_bytes(broken.read_bytes()[:-1])
    before = tree(to)
    with pytest.raises(UsageError, match="1 sound file"):
        copy(full, to)
    assert tree(to) == before
    with unlock(to, PASSPHRASE) as old:
        take_in(full, old)
    assert verify(full).ok
    assert copy(full, to).problems == ()


def test_a_full_disk_leaves_the_old_copy(full, to, monkeypatch):
    copy(full, to)
    rekey(full, PASSPHRASE, secret.new_recovery_code())
    written = disk.Whole.write

    def full_disk(self, data):
        if len(data) > 300:
            raise OSError(28, "No space left on device")
        return written(self, data)

    monkeypatch.setattr(disk.Whole, "write", full_disk)
    with pytest.raises(MigratorError) as why:
        copy(full, to)
    assert why.value.kind == "no-space"
    monkeypatch.undo()
    assert not (to / "copy.new").exists()
    with unlock(to, PASSPHRASE) as old:
        assert verify(old, record=False).ok
