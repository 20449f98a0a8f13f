"""Checking finds what is wrong and nothing else; a copy is a whole second vault."""

import hashlib
import random
import zipfile

import pytest

from migrator.errors import UsageError
from migrator.vault import keys
from migrator.vault.content import BytesContent, content_of
from migrator.vault.copy import copy
from migrator.vault.handle import unlock
from migrator.vault.kinds import Copied, Plan, Verified
from migrator.vault.originals import add, all_originals, open_original
from migrator.vault.restore import restore
from migrator.vault.verify import verify

from .conftest import PASSPHRASE, tree


def test_a_sound_vault_verifies(vault, export):
    add(vault, content_of(export))
    add(vault, BytesContent("memories.txt", b"tea"), what="memories")
    outcome = verify(vault)
    assert (outcome.ok, outcome.originals, outcome.members, outcome.problems) == (True, 2, 2, ())
    (kept,) = vault.journal.all(Verified).values()
    assert kept.ok
    assert len(kept.originals) == 2


def test_every_sort_of_damage_is_found(vault, export):
    kept, _ = add(vault, content_of(export))
    with vault.writing():
        for n in range(3):
            vault.journal.put({str(n): Plan(value=n)})
    whole = tree(vault.folder)
    chance = random.Random(5)
    for name, data in whole.items():
        if name in {"lock", "README.txt", "vault.json"} or name.startswith("journal/00000001"):
            continue
        for damaged in (None, data[:-1], data + b"x", _flipped(data, chance), _flipped(data, chance)):
            if damaged is None:
                (vault.folder / name).unlink()
            else:
                (vault.folder / name).write_bytes(damaged)
            outcome = verify(unlocked(vault), record=False)
            (vault.folder / name).write_bytes(data)
            last = max(n for n in whole if n.startswith("journal/"))
            if damaged is None and name == last:
                continue  # a journal that ends earlier looks like an older one; the index notices that
            assert not outcome.ok, name
            assert [p.where.split("-")[0] for p in outcome.problems] == [name.split("-")[0]] * len(
                outcome.problems
            )
    assert verify(unlocked(vault)).ok
    (vault.layout.originals / f"{'0' * 32}.age").write_bytes(whole[f"originals/{kept.hex}.age"])
    assert [p.kind for p in verify(unlocked(vault)).problems] == ["unknown-file"]


def unlocked(vault):
    return type(vault)(vault.layout, vault.keys)


def _flipped(data, chance):
    out = bytearray(data)
    out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def test_an_export_that_was_damaged_before_is_kept_and_named(vault, tmp_path):
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("a.json", b"[" + b"1," * 1000 + b"1]")
        out.writestr("b.json", b"[]")
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    add(vault, content_of(path))
    outcome = verify(vault)
    assert outcome.ok
    assert outcome.members == 2
    assert [(p.kind, p.where[-3:]) for p in outcome.problems] == [("export-damaged", "#/0")]


def test_an_original_whose_record_was_lost_is_found_again(vault, export, tmp_path):
    kept, _ = add(vault, content_of(export))
    with vault.writing():
        vault.journal.put({"a": Plan(value=1)})
    min(vault.layout.journal.iterdir()).unlink()
    (vault.layout.originals / f"{'1' * 32}.age").write_bytes(b"junk")
    again = unlocked(vault)
    assert all_originals(again) == []
    assert [p.kind for p in verify(again, record=False).problems] == [
        "journal-gap",
        "unknown-file",
        "unknown-file",
    ]
    assert sorted(p.kind for p in verify(again).problems) == ["journal-gap", "original-found", "unknown-file"]
    (found,) = all_originals(unlocked(vault))
    assert (found.sha256, found.size) == (kept.sha256, kept.size)
    restore(again, tmp_path / "out")
    assert [p.read_bytes() for p in (tmp_path / "out").iterdir()] == [export.read_bytes()]
    assert add(again, content_of(export)) == (found, False)


def test_a_copy_is_a_second_vault_without_the_index(vault, export, tmp_path):
    kept, _ = add(vault, content_of(export))
    vault.layout.index.write_bytes(b"an index")
    made = copy(vault, tmp_path / "copy")
    assert made.same_device
    assert not (tmp_path / "copy" / "index.db").exists()
    with unlock(tmp_path / "copy", PASSPHRASE) as second:
        assert verify(second).ok
        with open_original(second, kept) as plain:
            assert hashlib.sha256(plain.read()).hexdigest() == kept.sha256
    (record,) = vault.journal.all(Copied).values()
    assert record.where == str(tmp_path / "copy")
    assert record.originals == {kept.hex: kept.sha256}


def test_a_copy_is_brought_up_to_date(vault, export, tmp_path):
    to = tmp_path / "copy"
    copy(vault, to)
    add(vault, content_of(export))
    with vault.writing():
        vault.journal.compact()
    stamp = (to / "keys" / "passphrase.age").stat().st_mtime_ns
    copy(vault, to)
    assert (to / "keys" / "passphrase.age").stat().st_mtime_ns == stamp
    assert (
        sorted(p.name for p in (to / "journal").iterdir())
        == sorted(p.name for p in vault.layout.journal.iterdir())[:1]
    )
    with unlock(to, PASSPHRASE) as second:
        assert len(all_originals(second)) == 1
        assert second.journal.problems == ()


def test_a_sound_copy_is_never_made_worse_by_a_damaged_vault(vault, export, tmp_path):
    to = tmp_path / "copy"
    kept, _ = add(vault, content_of(export))
    lost, _ = add(vault, BytesContent("memories.txt", b"tea"), what="memories")
    with vault.writing():
        for n in range(3):
            vault.journal.put({str(n): Plan(value=n)})
    copy(vault, to)
    sound = {name: data for name, data in tree(to).items() if name != "lock"}
    path = vault.layout.originals / f"{kept.hex}.age"
    path.write_bytes(path.read_bytes()[:-1])
    (vault.layout.originals / f"{lost.hex}.age").unlink()
    files = sorted(vault.layout.journal.iterdir())
    files[2].unlink()
    files[3].write_bytes(b"rotten")
    vault.layout.slot("recovery").write_bytes(b"rotten too")
    made = copy(unlocked(vault), to)
    assert sorted(p.kind for p in made.problems) == [
        "journal-damaged",
        "journal-gap",
        "original-damaged",
        "original-damaged",
    ]
    after = tree(to)
    assert {name: after.get(name) for name in sound if name != "vault.json"} == {
        name: data for name, data in sound.items() if name != "vault.json"
    }
    (second, first) = sorted(unlocked(vault).journal.all(Copied).values(), key=lambda c: len(c.originals))
    assert (second.originals, first.originals.keys()) == ({}, {kept.hex, lost.hex})
    with unlock(to, PASSPHRASE) as opened:
        assert verify(opened, record=False).ok


def test_a_slot_that_was_removed_goes_from_the_copy_too(vault, tmp_path):
    copy(vault, tmp_path / "copy")
    keys.remove(vault, "recovery")
    copy(vault, tmp_path / "copy")
    assert [path.name for path in (tmp_path / "copy" / "keys").iterdir()] == ["passphrase.age"]


def test_an_older_state_never_replaces_a_newer_one(vault, tmp_path):
    copy(vault, tmp_path / "copy")
    with unlock(tmp_path / "copy", PASSPHRASE) as newer, newer.writing():
        for n in range(5):
            newer.journal.put({str(n): Plan(value=n)})
    before = tree(tmp_path / "copy")
    with pytest.raises(UsageError, match="newer"):
        copy(vault, tmp_path / "copy")
    assert tree(tmp_path / "copy") == before


def test_a_copy_never_lands_on_something_else(vault, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"cat")
    for place in (tmp_path / "photos", vault.folder, vault.folder / "sub"):
        with pytest.raises(UsageError):
            copy(vault, place)
    assert tree(tmp_path / "photos") == {"cat.jpg": b"cat"}
