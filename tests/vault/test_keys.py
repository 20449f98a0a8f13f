"""Passphrases, the recovery sheet, the slots and the keyring."""

import contextlib
import datetime as dt
import html
import io
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from migrator.errors import ConditionNotMet, MigratorError, UsageError, VaultDamaged, WrongSecret
from migrator.vault import device, keys, passphrases, secret, sheet, synced
from migrator.vault.device import KeyringUnavailable
from migrator.vault.handle import unlock

from .conftest import PASSPHRASE, tree

# ------------------------------------------------------------------------------------------------ passphrases


def test_the_offered_passphrase_has_six_words_of_the_long_list():
    words = set(passphrases._list("eff-long.txt"))
    assert len(words) == 7776
    seen = {passphrases.generate() for _ in range(50)}
    assert len(seen) == 50
    for each in seen:
        assert len(each.split()) == 6
        assert set(each.split()) <= words
        assert passphrases.objection(each) is None


@pytest.mark.parametrize(
    "poor",
    [
        "short",
        "elevenchars",
        "e\u0301" * 6 + "abcde",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "abc-abc-abc-abc",
        "123456789012345",
        "19840523120000",
        "qwertyuiopas",
        "Password1234",
        "PASSWORD-2026!",
        "iloveyou2026!!",
        "correct horse battery staple",
        "galatasaray1905",
        "tab\tseparated words",
        "----------------",
    ],
)
def test_a_poor_passphrase_is_objected_to(poor):
    assert passphrases.objection(poor)


@pytest.mark.parametrize(
    "good",
    [
        "my own grandmother's soup",
        "bir varmış bir yokmuş",
        "كان يا ما كان في قديم",
        "Zq7!vnL0x_pW",
        "我的祖母每天早上都喝一杯绿茶",
    ],
)
def test_no_rules_beyond_that(good):
    assert passphrases.objection(good) is None


# ---------------------------------------------------------------------------------------------- recovery code


@given(st.integers(0, 2**130 - 1))
def test_a_code_is_understood_however_it_is_typed(number):
    data = "".join(secret.CROCKFORD[number >> 5 * i & 31] for i in range(26))
    code = secret._grouped(data + secret._check(data))
    sloppy = code.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert (
        secret.recovery_code(code)
        == secret.recovery_code(sloppy)
        == secret.recovery_code(f"  {code}\n")
        == code
    )


def test_codes_have_the_documented_shape_and_differ():
    codes = {secret.new_recovery_code() for _ in range(100)}
    assert len(codes) == 100
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)


def test_nearly_every_typing_error_is_noticed():
    code = secret.new_recovery_code()
    missed = 0
    for place in [i for i, char in enumerate(code) if char != "-"]:
        for char in secret.CROCKFORD:
            if char == code[place]:
                continue
            with contextlib.suppress(WrongSecret):
                missed += secret.recovery_code(code[:place] + char + code[place + 1 :]) is not None
    assert missed < 10  # of 868; 10 check bits let one in 1024 through


@given(st.text(max_size=40))
def test_what_is_no_code_is_left_to_be_a_passphrase(text):
    try:
        found = secret.recovery_code(text)
    except WrongSecret:
        return
    assert found is None or len(found) == 34


# ------------------------------------------------------------------------------------------------------ sheet


def test_one_group_is_asked_back():
    code = secret.new_recovery_code()
    assert {sheet.question() for _ in range(200)} == set(range(1, 8))
    for number, group in enumerate(secret.groups(code), 1):
        assert sheet.answered(code, number, f" {group.lower()} ")
        assert not sheet.answered(code, number, group[:-1])
        assert not sheet.answered(code, number, "ü")


def test_the_sheet_holds_what_is_needed_and_nothing_that_loads():
    code, day = secret.new_recovery_code(), dt.date(2026, 11, 21)
    for text in (sheet.as_text(code, "the-id", day), sheet.as_html(code, "the-id", day)):
        assert code in text
        assert "the-id" in text
        assert "2026-11-21" in text
        assert "age -d -i keys/recovery.age" in html.unescape(text)
    page = sheet.as_html(code, "the-id", day)
    assert "<script" not in page
    assert re.search(
        r'<svg [^>]*viewBox="0 0 33 33"', page
    )  # so that the page decides how large the QR code is
    assert not re.search(r"""(src|href)\s*=|url\(|https?://(?!www\.w3\.org)""", page)


def test_a_sheet_is_saved_privately_and_never_over_something_or_in_the_vault(tmp_path, vault):
    sheet.save("the sheet\n", tmp_path / "sheet.txt", vault.folder)
    assert (tmp_path / "sheet.txt").read_text() == "the sheet\n"
    assert stat.S_IMODE((tmp_path / "sheet.txt").stat().st_mode) == 0o600
    (tmp_path / "link").symlink_to(tmp_path / "not-there")
    for place in (
        tmp_path / "sheet.txt",
        tmp_path / "link",
        vault.folder / "sheet.txt",
        vault.folder / "keys" / ".." / "x",
    ):
        with pytest.raises(UsageError):
            sheet.save("another", place, vault.folder)
    with pytest.raises(MigratorError):
        sheet.save("another", tmp_path / "no-folder" / "sheet.txt", vault.folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "sheet.txt", "vault"]


@pytest.mark.skipif(not shutil.which("zbarimg"), reason="zbarimg is not installed")
@pytest.mark.parametrize("dark", [True, False])
def test_the_qr_code_is_read_back(tmp_path, dark):
    code = secret.new_recovery_code()
    lit = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
    rows = [
        row
        for line in sheet.qr_text(code, dark_background=dark).splitlines()
        for row in zip(*(lit[c] for c in line), strict=True)
    ]
    paper = 2 * [(0,) * len(rows[0])] if not dark else []  # white paper goes on around the sheet
    pixels = [
        [(cell if dark else 1 - cell) for cell in row for _ in range(8)]
        for row in [*paper, *rows, *paper]
        for _ in range(8)
    ]
    picture = io.BytesIO(
        f"P5 {len(pixels[0])} {len(pixels)} 255\n".encode() + bytes(255 * p for row in pixels for p in row)
    )
    (tmp_path / "qr.pgm").write_bytes(picture.getvalue())
    read = subprocess.run(
        ["zbarimg", "-q", "--raw", str(tmp_path / "qr.pgm")], capture_output=True, text=True, check=False
    )
    assert read.stdout.strip() == code


# ------------------------------------------------------------------------------------------------------ slots


def test_the_passphrase_changes_without_writing_data_again(vault, code):
    before = tree(vault.folder)
    keys.change_passphrase(vault, "another one of my own")
    after = tree(vault.folder)
    assert {name for name in after if after[name] != before.get(name)} == {
        "keys/passphrase.age",
        "vault.json",
        "lock",
    } - {name for name in ("lock",) if after["lock"] == before["lock"]}
    with pytest.raises(WrongSecret):
        unlock(vault.folder, PASSPHRASE)
    unlock(vault.folder, "another one of my own").close()
    unlock(vault.folder, code).close()


def test_a_new_recovery_code_replaces_the_old_one(vault, code):
    new = secret.new_recovery_code()
    keys.replace_recovery(vault, new)
    unlock(vault.folder, new).close()
    with pytest.raises(WrongSecret):
        unlock(vault.folder, code)


def test_the_last_way_in_that_can_be_typed_stays(vault, memory_keyring):
    name, _ = keys.add_device(vault)
    keys.remove(vault, "recovery")
    with pytest.raises(ConditionNotMet):
        keys.remove(vault, "passphrase")
    with pytest.raises(UsageError):
        keys.remove(vault, "device-00000000")
    with pytest.raises(UsageError):
        keys.remove(vault, "../originals/x")
    keys.remove(vault, name)
    assert [slot.name for slot in keys.all_slots(vault.layout)] == ["passphrase"]


def test_what_was_removed_on_purpose_is_a_wrong_secret_and_what_is_gone_otherwise_is_damage(vault, code):
    keys.remove(vault, "passphrase")
    with pytest.raises(WrongSecret):
        unlock(vault.folder, PASSPHRASE)
    vault.layout.slot("recovery").unlink()
    with pytest.raises(VaultDamaged, match="is missing"):
        unlock(vault.folder, code)


def test_a_changed_slot_shows_as_not_intact(vault):
    path = vault.layout.slot("recovery")
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert [(slot.name, slot.intact) for slot in keys.all_slots(vault.layout)] == [
        ("passphrase", True),
        ("recovery", False),
    ]


# ---------------------------------------------------------------------------------------------------- keyring


class Memory(KeyringBackend):
    """Stands in for the operating system's keyring."""

    viable = True
    priority = 1
    held: ClassVar[dict[tuple[str, str], str]] = {}
    locked = False
    forgetful = False

    def get_password(self, service, username):
        if self.locked:
            raise KeyringLocked("locked, and here is a secret: hunter2")
        return None if self.forgetful else self.held.get((service, username))

    def set_password(self, service, username, password):
        if self.locked:
            raise KeyringLocked("locked")
        self.held[service, username] = password

    def delete_password(self, service, username):
        if (service, username) not in self.held:
            raise PasswordDeleteError
        del self.held[service, username]


@pytest.fixture
def memory_keyring(monkeypatch):
    import sys
    import types

    module = types.ModuleType("a_keyring_of_the_system")
    module.Keyring = Memory
    Memory.held, Memory.locked, Memory.forgetful = {}, False, False
    monkeypatch.setitem(sys.modules, "a_keyring_of_the_system", module)
    monkeypatch.setattr(
        device,
        "ALLOWED",
        (("no_such_module", "Keyring", "x"), ("a_keyring_of_the_system", "Keyring", "Test Keyring")),
    )
    return Memory


def test_this_computer_opens_the_vault_by_itself(vault, memory_keyring):
    name, keyring = keys.add_device(vault)
    assert keyring == "Test Keyring"
    ((service, user),) = memory_keyring.held
    assert (service, user) == ("assistant-migrator", f"{vault.id}/{name}")
    assert len(memory_keyring.held[service, user]) == 26
    with keys.unlock_here(vault.folder) as opened:
        assert opened.keys.text() == vault.keys.text()
    keys.remove(vault, name)
    assert memory_keyring.held == {}
    with pytest.raises(KeyringUnavailable, match="no key in a keyring"):
        keys.unlock_here(vault.folder)


def test_the_slots_of_other_computers_are_passed_over(vault, memory_keyring):
    names = sorted(keys.add_device(vault)[0] for _ in range(3))
    for gone in (names[0], names[2]):
        del memory_keyring.held["assistant-migrator", f"{vault.id}/{gone}"]
    keys.unlock_here(vault.folder).close()


def test_a_missing_locked_or_forgetful_keyring_leaves_everything_as_it_was(
    vault, memory_keyring, monkeypatch
):
    name, _ = keys.add_device(vault)
    memory_keyring.locked = True
    with pytest.raises(KeyringUnavailable, match="locked") as why:
        keys.unlock_here(vault.folder)
    assert "hunter2" not in str(why.value) + why.value.hint
    assert "passphrase" in why.value.hint
    memory_keyring.locked, memory_keyring.forgetful = False, True
    with pytest.raises(KeyringUnavailable):
        keys.add_device(vault)
    monkeypatch.setattr(device, "ALLOWED", ())
    before = vault.layout.slots()
    with pytest.raises(KeyringUnavailable):
        keys.add_device(vault)
    assert vault.layout.slots() == before == ["passphrase", "recovery", name]
    unlock(vault.folder, PASSPHRASE).close()


def test_a_keyring_that_holds_something_else_is_said_as_such(vault, memory_keyring):
    keys.add_device(vault)
    for key in memory_keyring.held:
        memory_keyring.held[key] = "tampered"
    with pytest.raises((WrongSecret, VaultDamaged)):
        keys.unlock_here(vault.folder)


def test_a_plain_text_keyring_is_never_used(monkeypatch, tmp_path):
    """`keyring` would take this back end from the environment; ours is not asked."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    assert device._backend() is None or device._backend()[1] in {shown for _m, _c, shown in device.ALLOWED}
    assert all(module.startswith("keyring.backends.") for module, _c, _s in device.ALLOWED)
    source = Path(device.__file__).read_text()
    assert not re.search(r"\bkeyring\.(get|set|delete)_(password|keyring|credential)", source)


# ----------------------------------------------------------------------------------------------- synced folders


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("Dropbox/chats", "Dropbox"),
        ("Dropbox (Work)/x", "Dropbox"),
        ("OneDrive/x", "OneDrive"),
        ("OneDrive - Contoso/Documents/x", "OneDrive"),
        ("Library/Mobile Documents/com~apple~CloudDocs/x", "iCloud Drive"),
        ("iCloudDrive/x", "iCloud Drive"),
        ("Library/CloudStorage/GoogleDrive-a@example.org/My Drive/x", "Google Drive"),
        ("Google Drive/x", "Google Drive"),
        ("Library/CloudStorage/OneDrive-Personal/x", "OneDrive"),
        ("Nextcloud/x", "Nextcloud"),
    ],
)
def test_synced_folders_are_noticed(tmp_path, path, name):
    assert synced.service(tmp_path / path) == name
    assert name in synced.warning(tmp_path / path)


def test_marks_variables_and_links_are_noticed_too(tmp_path, monkeypatch):
    assert synced.service(tmp_path / "plain" / "vault") is None
    assert synced.warning(tmp_path / "plain") is None
    (tmp_path / "sync" / ".stfolder").mkdir(parents=True)
    assert synced.service(tmp_path / "sync" / "deep" / "vault") == "Syncthing"
    monkeypatch.setenv("OneDrive", str(tmp_path / "renamed"))
    assert synced.service(tmp_path / "renamed" / "vault") == "OneDrive"
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "shortcut").symlink_to(tmp_path / "Dropbox")
    assert synced.service(tmp_path / "shortcut" / "vault") == "Dropbox"


def test_every_error_is_of_our_tree():
    assert issubclass(KeyringUnavailable, MigratorError)
