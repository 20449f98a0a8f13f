"""`migrate vault …` from the first day to the last, as a script and as a person would run it."""

import hashlib
import io
import sys
import zipfile

import pytest

from migrator.sample import demo, hostile, make
from migrator.vault import slots

PASSPHRASE = "six words that nobody else has"


@pytest.fixture(autouse=True)
def cheap_scrypt(monkeypatch):
    monkeypatch.setattr(slots, "TYPED_WORK_FACTOR", 2)


@pytest.fixture
def vault(migrate, tmp_path):
    """Runs `migrate vault VERB …` on a vault that was just made."""
    (tmp_path / "pw").write_text(PASSPHRASE + "\r\n", encoding="utf-8")
    made = migrate(
        "vault",
        "init",
        "--vault",
        "v",
        "--no-input",
        "--passphrase-file",
        "pw",
        "--recovery-file",
        "rc",
        "--json",
    )
    assert made.code == 0
    assert made.document["slots"] == ["passphrase", "recovery"]

    def run(verb, *words, secret="pw"):
        return migrate("vault", *verb.split(), *words, "--vault", "v", "--passphrase-file", secret)

    return run


@pytest.fixture
def exports(tmp_path):
    older, newer = demo.pair()
    older.write_zip(tmp_path / "older.zip")
    newer.write_zip(tmp_path / "newer.zip")


def test_the_recovery_code_is_in_its_file_alone_and_opens_the_vault(vault, tmp_path):
    code = (tmp_path / "rc").read_text("ascii").strip()
    assert (tmp_path / "rc").stat().st_mode & 0o777 == 0o600
    listed = vault("list", "--json", secret="rc")
    assert listed.code == 0
    assert code not in listed.out + listed.err
    assert listed.document["conversations"] == []


def test_exports_go_in_are_found_and_come_back_byte_for_byte(vault, exports, tmp_path):
    first = vault("add", "older.zip", "--json").document
    second = vault("add", "newer.zip", "--json").document
    again = vault("add", "newer.zip", "--json").document
    assert first["added"] and second["added"] and second["merged"]  # noqa: PT018
    assert (again["added"], again["merged"]) == (0, 0)
    listed = vault("list", "--json").document["conversations"]
    assert len(listed) == first["added"] + second["added"] == again["unchanged"]
    hit = vault("search", "İSTANBUL", "--json").document
    assert hit["total"] == len(hit["hits"]) > 0
    shown = vault("show", hit["hits"][0]["conversation"], "--json").document["conversation"]
    assert any(m["id"] == hit["hits"][0]["message"] for m in shown["messages"])
    checked = vault("verify", "--json")
    assert (checked.code, checked.document["ok"], checked.document["problems"]) == (0, True, [])
    assert checked.document["conversations"] == len(listed)
    restored = vault("restore", "--out", "back", "--json").document
    for one, name in zip(restored["files"], ("older.zip", "newer.zip"), strict=True):
        data = (tmp_path / name).read_bytes()
        assert one["sha256"] == hashlib.sha256(data).hexdigest()
        assert (tmp_path / "back" / name).read_bytes() == data


def test_only_what_is_asked_for_is_listed(vault, exports):
    vault("add", "newer.zip")
    every = vault("list", "--json").document["conversations"]
    some = vault("list", "--only", "has:image", "--json").document["conversations"]
    assert 0 < len(some) < len(every)


def test_attachments_are_written_out_on_request_and_open(vault, exports, tmp_path):
    vault("add", "newer.zip")
    key = vault("list", "--only", "has:image", "--json").document["conversations"][0]["id"]
    assert vault("show", key, "--save", "files").code == 0
    pictures = [p.read_bytes() for p in (tmp_path / "files").iterdir()]
    assert any(data.startswith((b"\x89PNG", b"RIFF", b"\xff\xd8")) for data in pictures)
    assert vault("show", key, "--open", "1", "--no-input").code == 2


def test_an_export_may_come_through_standard_input(vault, exports, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((tmp_path / "newer.zip").read_bytes())))
    assert vault("add", "-", "--json").document["added"] > 0
    with zipfile.ZipFile(tmp_path / "older.zip") as whole:
        shard = next(n for n in whole.namelist() if "conversations-0" in n)
        data = whole.read(shard)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert vault("add", "-", "--json").document["merged"] > 0


def test_what_is_not_an_export_is_refused_before_anything_is_sealed(vault, tmp_path):
    (tmp_path / "other.json").write_text('[{"uuid": "1", "chat_messages": []}]', encoding="utf-8")
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04" + bytes(40))
    for name in ("other.json", "cut.zip"):
        ran = vault("add", name, "--json")
        assert ran.code == 4
        assert ran.out == ""
    assert list((tmp_path / "v" / "originals").iterdir()) == []


def test_what_comes_in_and_is_not_an_export_is_refused_before_anything_is_sealed(
    vault, tmp_path, monkeypatch
):
    for data in (b'[{"uuid": "1", "chat_messages": []}]', b"PK\x03\x04" + bytes(40), b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        ran = vault("add", "-", "--json")
        assert (ran.code, ran.out) == (4, "")
    assert vault("add", "-", "-").code == 2
    assert list((tmp_path / "v" / "originals").iterdir()) == []


@pytest.mark.parametrize("harm", ["flipped", "missing"])
def test_damage_is_found_and_named(harm, vault, exports, tmp_path):
    vault("add", "newer.zip")
    sealed = next((tmp_path / "v" / "originals").iterdir())
    if harm == "missing":
        sealed.unlink()
    else:
        data = bytearray(sealed.read_bytes())
        data[len(data) // 2] ^= 1
        sealed.write_bytes(data)
    ran = vault("verify", "--json")
    assert ran.code == 13
    assert ran.document["ok"] is False
    assert "original-damaged" in {p["kind"] for p in ran.document["problems"]}


def test_an_export_that_lacks_something_is_kept_and_said(vault, tmp_path):
    path = hostile.case("missing-shard").write(tmp_path)
    ran = vault("add", path, "--json")
    assert ran.code == 3
    assert ran.document["added"] > 0
    assert "conversations-001.json" in ran.err


def test_a_whole_export_after_one_that_lacks_something_is_whole(vault, tmp_path):
    lacking = hostile.case("missing-shard").write(tmp_path)
    assert vault("add", lacking).code == 3
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(lacking) as before, zipfile.ZipFile(whole, "w") as out:
        for member in before.infolist():
            if "manifest" not in member.filename:  # nothing says any more that a shard should be there
                out.writestr(member.filename, before.read(member))
    ran = vault("add", whole)
    assert (ran.code, ran.err) == (0, "")


def test_secrets_are_told_apart(vault, migrate, tmp_path):
    (tmp_path / "bad").write_text("not the one at all", encoding="utf-8")
    assert vault("list", secret="bad").code == 12
    assert migrate("vault", "list", "--vault", "none", "--passphrase-file", "bad").code == 10
    assert migrate("vault", "list", "--vault", "v", "--no-input").code == 2
    (tmp_path / "blank").write_text(PASSPHRASE + " \n", encoding="utf-8")
    ran = vault("list", secret="blank")
    assert ran.code == 12
    assert "blank" in ran.err
    (tmp_path / "weak").write_text("password", encoding="utf-8")
    ran = vault("passphrase", "--new-passphrase-file", "weak")
    assert ran.code == 2
    assert "password" not in ran.err.replace("--new-passphrase-file", "").replace("passphrase", "")


def test_a_new_passphrase_replaces_the_old_one(vault, tmp_path):
    (tmp_path / "new").write_text("quite another set of words", encoding="utf-8")
    assert vault("passphrase", "--new-passphrase-file", "new").code == 0
    assert vault("list", secret="pw").code == 12
    assert vault("list", secret="new").code == 0


def test_new_keys_for_everything_keep_everything(vault, exports, tmp_path):
    vault("add", "newer.zip")
    before = vault("list", "--json").document
    (tmp_path / "rc").unlink()
    assert vault("rekey", "--recovery-file", "rc").code == 0
    assert vault("list", "--json").document == before
    assert vault("list", "--json", secret="rc").document == before


def test_a_copy_opens_like_the_vault_and_a_forgotten_vault_does_not(vault, exports, migrate, tmp_path):
    vault("add", "newer.zip")
    copied = vault("copy", "c", "--json").document
    assert copied["files"] > 3
    assert not (tmp_path / "c" / "index.db").exists()
    same = migrate("vault", "list", "--vault", "c", "--passphrase-file", "pw", "--json").document
    assert same == vault("list", "--json").document
    assert migrate("vault", "forget", "--vault", "v", "--confirm", "wrong").code == 7
    assert migrate("vault", "forget", "--vault", "v", "--no-input").code == 2
    key = next(s for s in (tmp_path / "v" / "vault.json").read_text().split('"') if s.count("-") == 4)
    assert migrate("vault", "forget", "--vault", "v", "--confirm", key[:8]).code == 0
    assert vault("list").code == 10
    assert migrate("vault", "list", "--vault", "c", "--passphrase-file", "pw").code == 0


def test_a_place_that_is_taken_is_said_before_a_recovery_code_lies_about(vault, migrate, tmp_path):
    again = migrate(
        "vault", "init", "--vault", "v", "--no-input", "--passphrase-file", "pw", "--recovery-file", "rc2"
    )
    assert again.code == 2
    assert "already" in again.err
    assert not (tmp_path / "rc2").exists()


def test_what_is_asked_of_a_person_is_possible(vault, exports, migrate, tmp_path):
    """Nothing is asked, written down or confirmed for something that cannot be done anyway."""
    assert vault("list", secret="nowhere").code == 2
    (tmp_path / "poor").write_text("short", encoding="utf-8")
    poor = vault("passphrase", "--new-passphrase-file", "poor")
    assert (poor.code, "not a safe one" in poor.err) == (2, True)
    vault("add", "newer.zip")
    key = vault("list", "--only", "has:image", "--json").document["conversations"][0]["id"]
    assert "no attachment 99" in vault("show", key, "--open", "99").err
    wrong = vault("rekey", "--recovery-file", "rc3", secret="rc")
    assert (wrong.code, (tmp_path / "rc3").exists()) == (2, False)
    assert "passphrase" in vault("keys remove", "recovery").out


def test_init_refuses_what_would_leave_the_person_without_a_way_back(migrate, tmp_path):
    (tmp_path / "pw").write_text(PASSPHRASE, encoding="utf-8")
    base = ["vault", "init", "--vault", "v", "--no-input", "--passphrase-file", "pw"]
    assert migrate(*base).code == 2
    assert migrate(*base, "--recovery-file", "v/rc").code == 2
    (tmp_path / "there").write_text("x", encoding="utf-8")
    assert migrate(*base, "--recovery-file", "there").code == 2
    assert not (tmp_path / "v" / "vault.json").exists()
    assert (tmp_path / "there").read_text(encoding="utf-8") == "x"


def test_the_main_job_reads_the_vault_when_no_export_is_named(vault, exports, migrate, tmp_path):
    vault("add", "older.zip")
    vault("add", "newer.zip")
    secret = ["--vault", "v", "--passphrase-file", "pw"]
    kept = migrate("--to", "native", "--out", "a", *secret, "--json")
    named = migrate("--to", "native", "--out", "b", "--from", "older.zip", "--from", "newer.zip", "--json")
    assert (kept.code, named.code) == (0, 0)
    assert kept.document["files"] == named.document["files"]
    compared = migrate("--to", "native", "--to", "markdown", "--dry-run", *secret, "--json")
    assert [one["target"] for one in compared.document["targets"]] == ["native", "markdown"]


def test_without_an_export_and_without_a_vault_the_way_on_is_said(migrate):
    ran = migrate("--to", "native", "--vault", "none", "--json")
    assert ran.code == 10
    assert "--from export.zip" in ran.error["hint"]


def test_the_archives_of_two_accounts_are_kept_apart(vault, migrate, tmp_path):
    for name in ("one", "two"):
        make(seed=name, conversations=3).write_zip(tmp_path / f"{name}.zip")
    assert vault("add", "one.zip").code == 0
    before = vault("list", "--json").document
    refused = vault("add", "two.zip", "--json")
    assert (refused.code, refused.out) == (2, "")
    assert "another account" in refused.error["message"]
    assert vault("list", "--json").document == before
    mixed = migrate("--to", "native", "--from", "one.zip", "--from", "two.zip", "--json")
    assert mixed.code == 2
    assert not (tmp_path / "migrated-native").exists()
    looked = migrate("inspect", "one.zip", "two.zip", "--json").document
    assert [p["kind"] for p in looked["problems"]] == ["several-accounts"]
    assert looked["complete"] is True
