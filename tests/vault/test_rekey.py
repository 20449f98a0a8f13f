"""New keys for everything, destroying a vault, and a vault that lives in memory only."""

import os

import pytest

from migrator.errors import ConditionNotMet, KeysChanged, MigratorError, UsageError, VaultDamaged, WrongSecret
from migrator.seal.age import open_sealed, seal_bytes
from migrator.seal.keys import Identity
from migrator.seal.private import private_folder
from migrator.vault import secret
from migrator.vault.content import BytesContent, content_of
from migrator.vault.copy import copy
from migrator.vault.forget import forget
from migrator.vault.handle import unlock
from migrator.vault.journal import journal_files
from migrator.vault.kinds import Plan
from migrator.vault.originals import add, all_originals, open_original
from migrator.vault.parts import open_part
from migrator.vault.rekey import rekey
from migrator.vault.session import keep, session
from migrator.vault.verify import verify

from .conftest import PASSPHRASE


@pytest.fixture
def full(vault, export):
    original, _ = add(vault, content_of(export))
    add(vault, BytesContent("memories.txt", b"tea"), what="memories")
    open_part(vault, original, "inner.zip", lambda w: w.write(b"inner")).close()
    with vault.writing():
        vault.journal.put({"a": Plan(value=1)})
    vault.layout.index.write_bytes(b"index under the old key")
    return vault


def test_rekey_leaves_nothing_under_the_old_key(full, export, code):
    old, old_index = full.keys.identities[0], full.keys.index_key
    new_code = secret.new_recovery_code()
    rekey(full, PASSPHRASE, new_code)
    assert not full.keys.changing
    assert full.keys.index_key != old_index
    sealed = [*full.layout.originals.iterdir(), *full.layout.parts.iterdir(), *journal_files(full.layout)]
    assert len(sealed) == 2 + 1 + 3
    for path in sealed:
        with pytest.raises(WrongSecret):
            open_sealed(path.open("rb"), old)
    assert not full.layout.index.exists()
    with pytest.raises(WrongSecret):
        unlock(full.folder, code)
    for typed in (PASSPHRASE, new_code):
        with unlock(full.folder, typed) as opened:
            assert opened.id == full.id
            assert old.text() not in opened.keys.text().decode()
            assert opened.journal.all(Plan) == {"a": Plan(value=1)}
            with open_original(opened, all_originals(opened)[0]) as plain:
                assert plain.read() == export.read_bytes()
            assert verify(opened, record=False).ok


def test_the_index_is_rebuilt_under_the_new_key_if_somebody_can(full):
    seen = []
    rekey(full, PASSPHRASE, secret.new_recovery_code(), rebuild_index=lambda v: seen.append(v.keys.index_key))
    assert seen == [full.keys.index_key]
    assert full.layout.index.exists()


def test_a_wrong_passphrase_stops_it_before_anything(full, code):
    with pytest.raises(WrongSecret):
        rekey(full, "not the passphrase", secret.new_recovery_code())
    assert not full.keys.changing
    unlock(full.folder, code).close()


def damage_payload(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def damage_header(path):
    data = bytearray(path.read_bytes())
    data[60] ^= 1
    path.write_bytes(data)


def cut(path):
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("harm", [damage_payload, damage_header, cut, lambda path: path.unlink()])
def test_a_rekey_ends_though_an_original_is_damaged_or_lost_and_a_sound_file_of_a_copy_still_counts(
    full, harm, code
):
    kept = all_originals(full)[0]
    broken = full.layout.originals / f"{kept.hex}.age"
    sound = broken.read_bytes()
    harm(broken)
    left = broken.read_bytes() if broken.exists() else None
    new_code = secret.new_recovery_code()
    done = rekey(full, PASSPHRASE, new_code)
    assert [problem.where for problem in done.kept] == [f"originals/{kept.hex}.age"]
    assert (broken.read_bytes() if broken.exists() else None) == left
    with pytest.raises(WrongSecret):
        unlock(full.folder, code)
    for typed in (PASSPHRASE, new_code):
        with unlock(full.folder, typed) as opened:
            assert not opened.keys.changing
            outcome = verify(opened, record=False)
            assert [problem.where for problem in outcome.problems] == [f"originals/{kept.hex}.age"]
            assert opened.keys.recipient == opened.keys.identities[0].recipient()
    broken.write_bytes(sound)  # as an older copy of the vault holds it
    with unlock(full.folder, PASSPHRASE) as opened:
        assert verify(opened, record=False).ok
        assert rekey(opened, PASSPHRASE, secret.new_recovery_code()).kept == ()
        assert len(opened.keys.identities) == 1


def test_rekeys_in_a_row_keep_the_earlier_key_of_what_stays_damaged(full, export):
    kept = all_originals(full)[0]
    broken = full.layout.originals / f"{kept.hex}.age"
    sound = broken.read_bytes()
    cut(broken)
    for _ in range(3):
        assert rekey(full, PASSPHRASE, secret.new_recovery_code()).kept
    broken.write_bytes(sound)
    with unlock(full.folder, PASSPHRASE) as opened:
        assert verify(opened, record=False).ok
        cut(broken)
        add(opened, content_of(export))  # or the export itself is there again
        assert rekey(opened, PASSPHRASE, secret.new_recovery_code()).kept == ()
        assert verify(opened, record=False).ok


def test_a_damaged_journal_file_keeps_its_earlier_key_too(full):
    broken = journal_files(full.layout)[-1]
    sound = broken.read_bytes()
    cut(broken)
    with unlock(full.folder, PASSPHRASE) as opened:
        assert [p.kind for p in rekey(opened, PASSPHRASE, secret.new_recovery_code()).kept] == [
            "journal-damaged"
        ]
    broken.write_bytes(sound)
    with unlock(full.folder, PASSPHRASE) as opened:
        assert opened.journal.problems == ()
        assert opened.journal.all(Plan) == {"a": Plan(value=1)}


def test_a_file_of_somebody_else_holds_no_rekey_up_and_no_key_back(full):
    other = Identity.new()
    foreign = full.layout.originals / f"{'ab' * 16}.age"
    foreign.write_bytes(seal_bytes(b"not ours", other.recipient()))
    (full.layout.originals / "holiday.age").write_bytes(b"no age file")
    assert rekey(full, PASSPHRASE, secret.new_recovery_code()).kept == ()
    assert len(full.keys.identities) == 1
    assert foreign.exists()


def test_a_disk_that_does_not_take_the_new_file_is_no_damage_of_the_old_one(full, monkeypatch):
    monkeypatch.setattr("migrator.vault.rekey._check", fails)
    with pytest.raises(VaultDamaged, match="reads back"):
        rekey(full, PASSPHRASE, secret.new_recovery_code())
    monkeypatch.undo()
    with unlock(full.folder, PASSPHRASE) as opened:
        assert opened.keys.changing
        rekey(opened, PASSPHRASE, secret.new_recovery_code())
        assert verify(opened, record=False).ok


def fails(*_):
    raise VaultDamaged("It reads back differently.", "")


def test_a_kept_copy_opens_with_the_old_secrets(full, tmp_path, code):
    copy(full, tmp_path / "copy")
    rekey(full, PASSPHRASE, secret.new_recovery_code())
    with unlock(tmp_path / "copy", code) as old:
        assert verify(old, record=False).ok
    copy(full, tmp_path / "copy")
    with pytest.raises(WrongSecret):
        unlock(tmp_path / "copy", code)
    with unlock(tmp_path / "copy", PASSPHRASE) as new:
        assert verify(new, record=False).ok


def test_an_open_handle_of_another_process_is_told_to_open_again(full, reopen):
    other = reopen()
    kept = all_originals(other)[0]
    rekey(full, PASSPHRASE, secret.new_recovery_code())
    with pytest.raises(KeysChanged) as why:
        open_original(other, kept)
    assert "Open the vault again" in why.value.hint


def test_forgetting_asks_for_the_id_and_leaves_what_is_not_ours(full):
    (full.folder / "holiday.txt").write_text("mine")
    with pytest.raises(ConditionNotMet, match=full.id[:8]):
        forget(full.folder, "yes")
    unlock(full.folder, PASSPHRASE).close()
    done = forget(full.folder, full.id[:8].upper() + " ")
    assert (done.slots, done.left, done.keyring) == (2, ("holiday.txt",), 0)
    assert [p.name for p in full.folder.iterdir()] == ["holiday.txt"]


def test_forgetting_takes_the_folder_too_if_nothing_else_is_in_it(vault):
    forget(vault.folder, vault.id[:8])
    assert not vault.folder.exists()


def test_forgetting_a_place_without_a_vault_touches_nothing(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat").write_bytes(b"cat")
    with pytest.raises(MigratorError):
        forget(tmp_path / "photos", "")
    assert (tmp_path / "photos" / "cat").read_bytes() == b"cat"


def test_a_session_vault_is_ordinary_has_no_slots_and_goes(export):
    with session() as vault:
        folder = vault.folder
        assert folder.parent == private_folder()
        assert str(os.getpid()) in folder.name
        add(vault, content_of(export))
        assert vault.layout.slots() == []
        assert verify(vault).ok
        with pytest.raises(VaultDamaged):
            unlock(folder, PASSPHRASE)
    assert not folder.exists()


def test_a_session_vault_can_be_kept(export, tmp_path):
    code = secret.new_recovery_code()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with session() as vault:
        kept, _ = add(vault, content_of(export))
        with pytest.raises(UsageError):
            keep(vault, tmp_path / "full", PASSPHRASE, code)
        keep(vault, tmp_path / "kept", PASSPHRASE, code).close()
    for typed in (PASSPHRASE, code):
        with unlock(tmp_path / "kept", typed) as opened:
            assert verify(opened, record=False).ok
            with open_original(opened, kept) as plain:
                assert plain.read() == export.read_bytes()
    assert (tmp_path / "kept" / "README.txt").exists()
