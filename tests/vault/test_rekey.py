"""New keys for everything, destroying a vault, and a vault that lives in memory only."""

import os

import pytest

from migrator.errors import ConditionNotMet, MigratorError, UsageError, VaultDamaged, WrongSecret
from migrator.seal.age import open_sealed
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


def test_a_damaged_file_is_kept_and_both_keys_stay(full, export):
    broken = full.layout.originals / f"{all_originals(full)[0].hex}.age"
    data = broken.read_bytes()
    broken.write_bytes(data[:-1])
    with pytest.raises(VaultDamaged, match="1 files"):
        rekey(full, PASSPHRASE, secret.new_recovery_code())
    assert broken.read_bytes() == data[:-1]
    broken.write_bytes(data)
    with unlock(full.folder, PASSPHRASE) as opened:
        assert opened.keys.changing
        rekey(opened, PASSPHRASE, secret.new_recovery_code())
        assert not opened.keys.changing
        assert verify(opened).ok


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
    with pytest.raises(VaultDamaged) as why:
        open_original(other, kept)
    assert "open the vault again" in why.value.hint


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
