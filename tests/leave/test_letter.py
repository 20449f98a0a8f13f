"""`leave letter`: what it is filled with, and what it leaves to the person."""

import re

import pytest
from people import CONTENT

from migrator.app.leaving.letter import CUT, laws


@pytest.mark.parametrize("law", laws())
def test_each_letter_is_whole_and_names_only_known_addresses(leave, tmp_path, law):
    out = tmp_path / f"{law}.txt"
    ran = leave(
        "letter", law, "--out", str(out), "--name", "Ayla Demo", "--account", "a@example.org", "--json"
    )
    assert ran.code == 0
    text = out.read_text(encoding="utf-8")
    sent = text.partition(CUT)[2]
    assert "Ayla Demo" in sent
    assert "a@example.org" in sent
    assert "{" not in text
    known = {mail for contact in CONTENT.contact for mail in contact.mail} | {"a@example.org"}
    assert set(re.findall(r"[\w.]+@[\w.]+\w", sent)) <= known
    assert out.stat().st_mode & 0o077 == 0


def test_an_address_of_the_persons_own_replaces_ours(leave, tmp_path):
    ran = leave("letter", "gdpr", "--out", str(tmp_path / "l"), "--address", "New Street 1", "--json")
    assert ran.document["to"] == ["New Street 1"]
    assert ran.document["seen"] == ""
    assert "openai.com" not in (tmp_path / "l").read_text()


def test_the_turkish_letter_leaves_the_identity_number_to_the_person(leave, tmp_path):
    leave("letter", "kvkk", "--out", str(tmp_path / "l"))
    assert "[isteğe bağlı" in (tmp_path / "l").read_text(encoding="utf-8")


def test_an_unknown_law_and_a_file_that_exists_are_refused(leave, tmp_path):
    assert leave("letter", "no-law", "--out", str(tmp_path / "l")).code == 2
    (tmp_path / "there").write_text("mine")
    assert leave("letter", "gdpr", "--out", str(tmp_path / "there")).code == 2
    assert (tmp_path / "there").read_text() == "mine"


def test_nothing_is_claimed_of_an_account_that_nobody_spoke_of(leave, tmp_path):
    leave("letter", "gdpr", "--out", str(tmp_path / "before"))
    assert "still open" not in (tmp_path / "before").read_text()
    leave("set", "account=open")
    leave("letter", "gdpr", "--out", str(tmp_path / "after"))
    assert "still open" in (tmp_path / "after").read_text()
    leave("set", "account=deleted", "deleted-on=2026-10-03")
    leave("letter", "gdpr", "--out", str(tmp_path / "gone"))
    assert "I deleted this account on 2026-10-03." in (tmp_path / "gone").read_text()
