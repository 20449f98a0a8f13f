"""Bits that flip anywhere in a vault: never silent, never anything but one of our errors."""

import random

import pytest

from migrator.errors import MigratorError
from migrator.vault.handle import unlock
from migrator.vault.kinds import Plan
from migrator.vault.originals import all_originals, open_original
from migrator.vault.verify import verify

from .conftest import PASSPHRASE, tree
from .lives import CODE, prepare

HARMLESS = {"lock", "README.txt"}  # nothing is read from these


def noticed(place) -> bool:
    """Whether unlocking or checking says that something is wrong. Any error that is not ours goes through."""
    try:
        with unlock(place.vault, PASSPHRASE) as vault:
            return not verify(vault, record=False).ok
    except MigratorError:
        return True


def flip(place, name, data, at, bit):
    damaged = bytearray(data)
    damaged[at] ^= 1 << bit
    (place.vault / name).write_bytes(damaged)


def flips(tmp_path, count, seed):
    place = prepare(tmp_path / "place")
    assert not noticed(place)
    chance = random.Random(seed)
    files = {name: data for name, data in tree(place.vault).items() if name not in HARMLESS | {"vault.json"}}
    for name in sorted(files):
        if name.startswith("parts/"):
            del files[name]  # derived, and made again when it does not open: tested with the parts
    silent = []
    for n in range(count):
        name = chance.choice(sorted(files)) if n % 2 else max(files, key=lambda each: len(files[each]))
        at = chance.randrange(len(files[name]))
        flip(place, name, files[name], at, chance.randrange(8))
        if not noticed(place):
            silent.append((name, at))
        (place.vault / name).write_bytes(files[name])
    assert silent == []
    assert not noticed(place)


def test_flips_anywhere(tmp_path):
    flips(tmp_path, 150, seed=1)


@pytest.mark.long
def test_ten_thousand_flips_anywhere(tmp_path):
    flips(tmp_path, 10_000, seed=2)


@pytest.mark.parametrize("name", ["keys/passphrase.age", "keys/recovery.age"])
def test_every_byte_of_every_slot(tmp_path, name):
    place = prepare(tmp_path / "place")
    data = (place.vault / name).read_bytes()
    typed, other = (PASSPHRASE, CODE) if "passphrase" in name else (CODE, PASSPHRASE)
    for at in range(len(data)):
        flip(place, name, data, at, at % 8)
        with pytest.raises(MigratorError) as why:
            unlock(place.vault, typed)
        assert why.value.kind == "vault-damaged"
    unlock(place.vault, other).close()


def test_every_byte_of_a_journal_file_and_of_an_age_header(tmp_path):
    place = prepare(tmp_path / "place")
    with unlock(place.vault, PASSPHRASE) as vault:
        journal = max(vault.layout.journal.iterdir())
        data = journal.read_bytes()
        for at in range(len(data)):
            flip(place, f"journal/{journal.name}", data, at, at % 8)
            again = type(vault)(vault.layout, vault.keys)
            assert [p.kind for p in again.journal.problems] == ["journal-damaged"]
            assert again.journal.all(Plan) is not None
        journal.write_bytes(data)
        kept = all_originals(vault)[0]
        path = vault.layout.originals / f"{kept.hex}.age"
        data = path.read_bytes()
        for at in range(300):
            flip(place, f"originals/{path.name}", data, at, at % 8)
            with pytest.raises(MigratorError) as why, open_original(vault, kept) as plain:
                plain.read()
            assert why.value.kind == "vault-damaged"
