"""Ways into a vault: the right one opens, and a wrong one, a damaged one and a newer one are told apart."""

import json
import stat

import pytest

from migrator.errors import NoVault, Refused, TooNew, UsageError, VaultBusy, VaultDamaged, WrongSecret
from migrator.vault import lock, secret, slots
from migrator.vault.create import create
from migrator.vault.handle import unlock
from migrator.vault.kinds import Plan

from .conftest import PASSPHRASE


def test_a_new_vault_opens_with_either_secret(vault, code):
    for typed in (
        PASSPHRASE,
        PASSPHRASE + "\r\n",
        code,
        code.lower().replace("-", " "),
        code.replace("-", ""),
    ):
        with unlock(vault.folder, typed) as opened:
            assert opened.id == vault.id
            assert opened.keys.text() == vault.keys.text()


def test_the_layout_is_the_documented_one(vault):
    assert sorted(p.name for p in vault.folder.iterdir()) == sorted(
        ["vault.json", "README.txt", "lock", "keys", "originals", "parts", "journal"]
    )
    assert sorted(p.name for p in vault.layout.keys.iterdir()) == ["passphrase.age", "recovery.age"]
    marker = json.loads(vault.layout.marker.read_text())
    assert marker.keys() == {"format", "id", "slots"}
    assert marker["format"] == 1
    assert marker["id"] == vault.id
    for path in vault.folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_key_text_is_the_documented_one(vault):
    first, second, third = vault.keys.text().decode().splitlines()
    assert first == f"# vault {vault.id}  format 1  created {vault.keys.created}"
    assert second == f"# index.db (SQLCipher 4)  PRAGMA key = \"x'{vault.keys.index_key.hex()}'\""
    assert third.startswith("AGE-SECRET-KEY-1")


def test_a_passphrase_counts_in_nfc(tmp_path, code):
    create(tmp_path / "v", "de\u0301ja\u0300 vu encore", code).close()
    unlock(tmp_path / "v", "d\u00e9j\u00e0 vu encore").close()


def test_a_wrong_secret_is_a_wrong_secret(vault, code):
    wrong_code = secret.new_recovery_code()
    for typed in ("something else entirely", "", wrong_code, PASSPHRASE.upper()):
        with pytest.raises(WrongSecret):
            unlock(vault.folder, typed)


@pytest.mark.parametrize(
    "typed", [PASSPHRASE + " ", " " + PASSPHRASE, PASSPHRASE + "\t", PASSPHRASE + "\u00a0\n"]
)
def test_a_blank_at_an_end_of_a_wrong_passphrase_is_named(vault, typed):
    with pytest.raises(WrongSecret) as refused:
        unlock(vault.folder, typed)
    assert "blank" in refused.value.hint


def test_a_blank_is_named_only_where_there_is_one(tmp_path, vault, code):
    with pytest.raises(WrongSecret) as refused:
        unlock(vault.folder, "something else entirely\n")
    assert "blank" not in refused.value.hint
    create(tmp_path / "v", PASSPHRASE + " ", code).close()
    unlock(tmp_path / "v", PASSPHRASE + " \r\n").close()  # it counts: such a passphrase opens its own vault


def test_a_mistyped_code_is_named_without_trying(vault, code, monkeypatch):
    monkeypatch.setattr(slots, "open_slot", lambda *_: (_ for _ in ()).throw(WrongSecret("no")))
    last = "2" if code[-1] != "2" else "3"
    with pytest.raises(WrongSecret, match="not typed as it is printed"):
        unlock(vault.folder, code[:-1] + last)
    with pytest.raises(WrongSecret, match="group 3"):
        unlock(vault.folder, code[:10] + "U" + code[11:])


def test_a_passphrase_may_look_like_a_code(tmp_path, code):
    looks = "abcdefghijklmnopqrstuvwxyz12"
    create(tmp_path / "v", looks, code).close()
    unlock(tmp_path / "v", looks).close()


def test_a_damaged_slot_is_told_apart_and_the_other_one_opens(vault, code):
    path = vault.layout.slot("passphrase")
    data = bytearray(path.read_bytes())
    for place in range(len(data)):
        damaged = bytearray(data)
        damaged[place] ^= 4
        path.write_bytes(damaged)
        with pytest.raises(VaultDamaged):
            unlock(vault.folder, PASSPHRASE)
    unlock(vault.folder, code).close()
    path.unlink()
    with pytest.raises(VaultDamaged, match="missing"):
        unlock(vault.folder, PASSPHRASE)


def test_a_wrong_hint_alone_refuses_nothing(vault):
    marker = json.loads(vault.layout.marker.read_text())
    marker["slots"] = {}
    vault.layout.marker.write_text(json.dumps(marker))
    unlock(vault.folder, PASSPHRASE).close()


def test_every_flip_in_vault_json_is_mended_or_refused_or_only_a_hint(vault, request):
    with vault.writing():
        vault.journal.put({"a": Plan(value=1)})
    data = vault.layout.marker.read_bytes()
    whole = json.loads(data)
    for place in range(len(data)):
        for bit in range(8) if request.config.getoption("--long") else (place % 8,):
            damaged = bytearray(data)
            damaged[place] ^= 1 << bit
            vault.layout.marker.write_bytes(damaged)
            try:
                with unlock(vault.folder, PASSPHRASE) as opened:
                    assert opened.id == vault.id
                    if opened.mended:
                        unlock(vault.folder, PASSPHRASE).close()
                    else:
                        assert json.loads(damaged)["slots"] != json.loads(data)["slots"]
                    with opened.writing():
                        pass
                assert {**json.loads(vault.layout.marker.read_text()), "slots": 0} == {**whole, "slots": 0}
            except VaultDamaged:
                pytest.fail("one flipped bit locked everybody out")


def test_a_later_format_is_told(vault):
    vault.layout.marker.write_text('{"format": 2, "id": "other", "more": []}')
    with pytest.raises(TooNew):
        unlock(vault.folder, PASSPHRASE)


def test_no_vault_and_half_a_vault(tmp_path, vault, code):
    with pytest.raises(NoVault):
        unlock(tmp_path / "nowhere", PASSPHRASE)
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoVault):
        unlock(tmp_path / "empty", PASSPHRASE)
    with vault.writing():
        vault.journal.put({"a": Plan(value=1)})
    before = json.loads(vault.layout.marker.read_text())
    vault.layout.marker.unlink()
    with unlock(vault.folder, code) as opened:
        assert opened.mended == ("vault.json",)
        assert opened.journal.all(Plan) == {"a": Plan(value=1)}
    assert json.loads(vault.layout.marker.read_text()) == before
    vault.layout.marker.unlink()
    with pytest.raises(UsageError):
        create(vault.folder, PASSPHRASE, code)
    with pytest.raises(VaultDamaged, match=r"vault\.json"):
        unlock(vault.folder, "not the passphrase")
    for typed in (PASSPHRASE, code):
        vault.layout.marker.write_bytes(b"{")
        with unlock(vault.folder, typed) as opened:
            assert opened.mended == ("vault.json",)
            assert opened.journal.all(Plan) == {"a": Plan(value=1)}
    for typed in (PASSPHRASE, code):
        with unlock(vault.folder, typed) as opened, opened.writing():
            assert opened.mended == ()
    assert json.loads(vault.layout.marker.read_text()) == before


def test_links_are_refused(tmp_path, vault, code):
    link = tmp_path / "link"
    link.symlink_to(vault.folder)
    with pytest.raises(Refused):
        unlock(link, PASSPHRASE)
    with pytest.raises(Refused):
        create(link, PASSPHRASE, code)
    vault.layout.journal.rename(tmp_path / "elsewhere")
    vault.layout.journal.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused):
        unlock(vault.folder, PASSPHRASE)


def test_a_vault_is_made_only_in_an_empty_place(tmp_path, vault, code):
    with pytest.raises(UsageError, match="a vault"):
        create(vault.folder, PASSPHRASE, code)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        create(tmp_path / "full", PASSPHRASE, code)
    with pytest.raises(UsageError, match="not a folder"):
        create(tmp_path / "full" / "letter.txt", PASSPHRASE, code)
    assert (tmp_path / "full" / "letter.txt").read_text() == "mine"


def test_one_writer_at_a_time(vault, reopen):
    other = reopen()
    with vault.writing(), vault.writing(), pytest.raises(VaultBusy, match=r"\(\d+\)"), other.writing(wait=0):
        pass
    with other.writing(wait=0), pytest.raises(VaultBusy), lock.held(vault.layout.lock, 0):
        pass
    with vault.writing(wait=0):
        pass


def test_an_open_vault_does_not_print_its_keys(vault):
    shown = repr(vault) + repr(vault.keys) + repr(vault.keys.identities)
    assert vault.keys.index_key.hex() not in shown
    assert "AGE-SECRET" not in shown
