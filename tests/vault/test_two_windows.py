"""Keys that another program changed meanwhile are noticed before the first byte is written."""

import contextlib
import shutil

import pytest

from migrator.errors import KeysChanged, MigratorError
from migrator.vault import disk, keys, secret, slots
from migrator.vault.content import BytesContent
from migrator.vault.copy import copy
from migrator.vault.handle import unlock
from migrator.vault.index import build
from migrator.vault.kinds import Plan
from migrator.vault.originals import add, all_originals, open_original
from migrator.vault.parts import open_part
from migrator.vault.rekey import rekey
from migrator.vault.verify import verify

from .conftest import PASSPHRASE, tree


@pytest.fixture(autouse=True)
def without_waiting_for_the_disk(monkeypatch):
    """Nothing here loses power."""
    monkeypatch.setattr(disk, "sync", lambda _file: None)
    monkeypatch.setattr(disk, "sync_folder", lambda _folder: None)


def put(vault):
    with vault.writing():
        vault.journal.put({"b": Plan(value=2)})


def take_back(vault):
    with vault.writing():
        vault.journal.take_back(Plan, "a")


def compact(vault):
    with vault.writing():
        vault.journal.compact()


WRITERS = {
    "add": lambda v, _: add(v, BytesContent("more.txt", b"more"), what="memories"),
    "journal": lambda v, _: put(v),
    "take back": lambda v, _: take_back(v),
    "compact": lambda v, _: compact(v),
    "passphrase": lambda v, _: keys.change_passphrase(v, "entirely other words"),
    "recovery code": lambda v, _: keys.replace_recovery(v, secret.new_recovery_code()),
    "remove": lambda v, _: keys.remove(v, "recovery"),
    "rekey": lambda v, _: rekey(v, PASSPHRASE, secret.new_recovery_code()),
    "copy": lambda v, tmp: copy(v, tmp / "copy"),
    "verify": lambda v, _: verify(v),
    "index": lambda v, _: build.rebuild(v, lambda _name: ()),
    "part": lambda v, _: open_part(v, all_originals(v)[0], "inner.zip", lambda w: w.write(b"inner")),
}


@pytest.fixture
def full(vault):
    add(vault, BytesContent("memories.txt", b"tea"), what="memories")
    with vault.writing():
        vault.journal.put({"a": Plan(value=1)})
    return vault


CHANGES = {
    "rekey": lambda v: rekey(v, PASSPHRASE, secret.new_recovery_code()),
    "two rekeys": lambda v: [rekey(v, PASSPHRASE, secret.new_recovery_code()) for _ in range(2)],
    "recovery code": lambda v: keys.replace_recovery(v, secret.new_recovery_code()),
    "removed": lambda v: keys.remove(v, "recovery"),
}


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("change", CHANGES)
def test_a_handle_from_before_writes_nothing_and_says_so(full, reopen, tmp_path, writer, change):
    stale = reopen()
    CHANGES[change](full)
    before = {name: data for name, data in tree(full.folder).items() if name != "lock"}
    with pytest.raises(KeysChanged) as why:
        WRITERS[writer](stale, tmp_path)
    assert (why.value.kind, why.value.exit_code) == ("keys-changed", 11)
    assert {name: data for name, data in tree(full.folder).items() if name != "lock"} == before
    assert not (tmp_path / "copy").exists()


def test_a_handle_from_before_never_shows_an_empty_vault(full, reopen):
    stale = reopen()
    rekey(full, PASSPHRASE, secret.new_recovery_code())
    with pytest.raises(KeysChanged):
        all_originals(stale)


def test_the_handle_that_changed_them_goes_on(full):
    keys.change_passphrase(full, "entirely other words")
    put(full)
    keys.replace_recovery(full, secret.new_recovery_code())
    put(full)
    rekey(full, "entirely other words", secret.new_recovery_code())
    put(full)
    assert verify(full).ok


class Stopped(Exception):
    pass


def stopped_at(number, act):
    """Carry `act` out and stop it at its `number`th step; whether it was stopped."""
    left = [number]

    def watch(_name):
        left[0] -= 1
        if left[0] == 0:
            raise Stopped

    disk.watcher = watch
    try:
        act()
    except Stopped:
        return True
    finally:
        disk.watcher = disk._nothing
    return False


def opened_with(folder, *typed):
    for each in typed:
        with contextlib.suppress(MigratorError):
            yield unlock(folder, each)


def test_what_is_added_between_two_halves_of_a_rekey_is_kept_whatever_way_in_finishes_it(
    tmp_path, full, code
):
    step, whole, old = 0, full.folder, code
    while True:
        step, code = step + 1, old
        folder = shutil.copytree(whole, tmp_path / f"at {step}")
        with unlock(folder, PASSPHRASE) as vault:
            new = secret.new_recovery_code()
            if not stopped_at(step, lambda vault=vault, new=new: rekey(vault, PASSPHRASE, new)):
                break
        data = f"added after a stop at {step}".encode()
        handles = list(opened_with(folder, PASSPHRASE, new, code))
        for way, handle in enumerate(handles):
            add(handle, BytesContent(f"{step}-{way}.txt", data + bytes([way])), what="memories")
        for handle in handles:
            for original in all_originals(handle):
                with open_original(handle, original) as plain:
                    assert plain.read()
            handle.close()
        with unlock(folder, PASSPHRASE) as vault:
            code = secret.new_recovery_code()
            assert rekey(vault, PASSPHRASE, code).kept == ()
            assert len(vault.keys.identities) == 1
        for typed in (PASSPHRASE, code):
            with unlock(folder, typed) as vault:
                held = {}
                for original in all_originals(vault):
                    with open_original(vault, original) as plain:
                        held[original.name] = plain.read()
                assert held[f"{step}-0.txt"] == data + b"\0"
                assert verify(vault, record=False).ok
    assert step > 20


@pytest.mark.parametrize("typed", ["passphrase", "recovery"])
def test_a_change_of_one_way_in_that_stops_leaves_no_word_of_damage(full, code, typed):
    """At each step: the old secret or the new one opens, the other one is wrong (not "damaged"), and `verify` is content."""
    step = 0
    now = {"passphrase": PASSPHRASE, "recovery": code}
    while True:
        step += 1
        old = now[typed]
        new = f"words of change {step}" if typed == "passphrase" else secret.new_recovery_code()
        with unlock(full.folder, now["passphrase"]) as vault:
            change = keys.change_passphrase if typed == "passphrase" else keys.replace_recovery
            if not stopped_at(step, lambda change=change, vault=vault, new=new: change(vault, new)):
                break
        kinds = {}
        for each in (old, new):
            try:
                unlock(full.folder, each).close()
            except MigratorError as why:
                kinds[each] = why.kind
        assert list(kinds.values()) == ["wrong-secret"]
        now[typed] = new if old in kinds else old
        with unlock(full.folder, now["passphrase"]) as vault:
            assert verify(vault).ok
    assert step > 5


def test_a_removal_that_stops_is_finished_by_what_comes_next(full, code):
    left = 0
    for step in range(1, 20):
        with unlock(full.folder, PASSPHRASE) as vault:
            if not stopped_at(step, lambda vault=vault: keys.remove(vault, "recovery")):
                break
        with unlock(full.folder, PASSPHRASE) as vault:
            assert verify(vault).ok
            left += "recovery" in vault.layout.slots()
            keys.replace_recovery(vault, code)
        with unlock(full.folder, PASSPHRASE) as vault:
            stopped_at(step, lambda vault=vault: keys.remove(vault, "recovery"))
        if slots.removal_begun(full.layout, "recovery"):
            with unlock(full.folder, PASSPHRASE) as vault:
                keys.remove(vault, "recovery")  # the same words once more
                assert "recovery" not in vault.layout.slots()
        with unlock(full.folder, PASSPHRASE) as vault:
            keys.replace_recovery(vault, code)
    assert left <= 2


def test_a_slot_that_is_put_back_is_named_and_not_taken_for_the_one_in_use(full):
    path = full.layout.slot("passphrase")
    old = path.read_bytes()
    keys.change_passphrase(full, "entirely other words")
    path.write_bytes(old)
    with unlock(full.folder, PASSPHRASE) as vault:
        for _ in range(2):
            assert [p.where for p in verify(vault).problems] == ["keys/passphrase.age"]
