"""Crosswise with two other implementations: the `age` program and pyrage. What one seals, the others open."""

import os
import shutil
import subprocess

import pytest

from migrator.seal.age import open_bytes, seal_bytes
from migrator.seal.keys import Identity, Passphrase
from migrator.seal.stream import CHUNK

SIZES = [0, 1, CHUNK, 3 * CHUNK + 17]
AGE = shutil.which("age")
needs_age = pytest.mark.skipif(AGE is None, reason="the age program is not installed")


def run(*words: str, data: bytes) -> bytes:
    return subprocess.run([str(AGE), *words], input=data, capture_output=True, check=True).stdout


@needs_age
@pytest.mark.parametrize("size", SIZES)
def test_the_age_program_opens_ours_and_we_open_its(size, tmp_path):
    data, me = os.urandom(size), Identity.new()
    key = tmp_path / "key"
    key.write_text(f"# a comment\n{me.text()}\n")
    assert run("-d", "-i", str(key), data=seal_bytes(data, me.recipient())) == data
    assert open_bytes(run("-r", me.recipient().text(), data=data), me) == data


@pytest.mark.parametrize("size", SIZES)
def test_pyrage_opens_ours_and_we_open_its(size):
    pyrage = pytest.importorskip("pyrage")
    data, me = os.urandom(size), Identity.new()
    assert (
        pyrage.decrypt(seal_bytes(data, me.recipient()), [pyrage.x25519.Identity.from_str(me.text())]) == data
    )
    theirs = pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(me.recipient().text())])
    assert open_bytes(theirs, me) == data


def test_pyrage_opens_our_passphrase_files():
    pyrage = pytest.importorskip("pyrage")
    assert (
        pyrage.passphrase.decrypt(seal_bytes(b"key text", Passphrase("geçmiş ٣", 10)), "geçmiş ٣")
        == b"key text"
    )
