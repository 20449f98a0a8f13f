"""Sealing and opening: exact, by random access, strict about damage, honest about a wrong key."""

import io
import os
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.seal import header
from migrator.seal.age import open_bytes, open_sealed, seal_bytes, sealing
from migrator.seal.errors import NoMatch, SealBroken, TooMuchWork
from migrator.seal.keys import Identity, Passphrase, Recipient
from migrator.seal.stream import CHUNK

ME = Identity.new()


def seal_and_stumble(out):
    with sealing(out, ME.recipient()) as writer:
        writer.write(b"x" * (3 * CHUNK))
        raise RuntimeError


SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 20 * CHUNK + 7]


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_comes_back(size):
    data = os.urandom(size)
    assert open_bytes(seal_bytes(data, ME.recipient()), ME) == data


@given(st.lists(st.integers(0, 3 * CHUNK), max_size=6))
@settings(max_examples=40, deadline=None)
def test_how_it_is_cut_into_writes_does_not_matter(sizes):
    pieces = [bytes([i]) * n for i, n in enumerate(sizes)]
    out = io.BytesIO()
    with sealing(out, ME.recipient()) as writer:
        for piece in pieces:
            assert writer.write(piece) == len(piece)
    assert writer.size == sum(sizes)
    assert open_bytes(out.getvalue(), ME) == b"".join(pieces)


def test_random_access_reads_what_a_plain_file_would():
    data = random.Random(1).randbytes(5 * CHUNK + 123)
    chance = random.Random(2)
    with open_sealed(io.BytesIO(seal_bytes(data, ME.recipient())), ME) as plain:
        for _ in range(300):
            at, size = chance.randrange(len(data) + 100), chance.choice([0, 1, 100, CHUNK, 3 * CHUNK])
            assert plain.seek(at) == at
            assert plain.read(size) == data[at : at + size]
        assert plain.seek(-10, os.SEEK_END) == len(data) - 10
        assert plain.read() == data[-10:]
        with pytest.raises(ValueError, match="negative"):
            plain.seek(-1)


def test_a_zip_is_read_inside_its_sealed_file():
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as z:
        for i in range(50):
            z.writestr(f"{i}.bin", bytes([i]) * 10_000)
    with (
        open_sealed(io.BytesIO(seal_bytes(inner.getvalue(), ME.recipient())), ME) as plain,
        zipfile.ZipFile(plain) as z,
    ):
        assert z.read("37.bin") == bytes([37]) * 10_000


def test_an_exception_leaves_a_file_that_cannot_pass_for_whole():
    out = io.BytesIO()
    with pytest.raises(RuntimeError):
        seal_and_stumble(out)
    with pytest.raises(SealBroken):
        open_bytes(out.getvalue(), ME)


def test_several_recipients_each_open_it():
    other = Identity.new()
    sealed = seal_bytes(b"for both", [ME.recipient(), other.recipient()])
    assert open_bytes(sealed, ME) == open_bytes(sealed, other) == b"for both"
    assert open_bytes(sealed, [Identity.new(), other]) == b"for both"


def test_a_passphrase_opens_and_a_wrong_one_is_told_apart():
    sealed = seal_bytes(b"slot", Passphrase("correct horse", 10))
    assert open_bytes(sealed, Passphrase("correct horse")) == b"slot"
    with pytest.raises(NoMatch):
        open_bytes(sealed, Passphrase("correct horsf"))
    with pytest.raises(NoMatch):
        open_bytes(sealed, ME)


def test_the_work_factor_is_written_18():
    stanza = header.read(io.BytesIO(seal_bytes(b"", Passphrase("p")))).stanzas[0]
    assert stanza.args[1] == "18"


def test_a_work_factor_above_20_is_refused_before_any_work():
    sealed = seal_bytes(b"slot", Passphrase("p", 10))
    hostile = sealed.replace(b" 10\n", b" 21\n", 1)
    with pytest.raises(SealBroken) as refused:
        open_bytes(hostile, Passphrase("p"))
    assert refused.value.part == "header"


def test_a_passphrase_stanza_has_no_company():
    with pytest.raises(ValueError, match="beside others"):
        seal_bytes(b"", [Passphrase("p", 10), ME.recipient()])


def test_keys_are_standard_text():
    # The key of the age program's own tests: 32 times the letter B.
    secret = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
    identity = Identity.parse(secret)
    assert identity.text() == secret
    assert identity.recipient() == Recipient.parse(identity.recipient().text())
    for wrong in (
        secret.lower(),
        secret[:-1] + "P",
        secret[:20] + "x" + secret[21:],
        "",
        "AGE-SECRET-KEY-1",
        "age1",
    ):
        with pytest.raises(ValueError):
            Identity.parse(wrong)


def test_secrets_do_not_print_themselves():
    assert repr(ME) == "<Identity>"
    assert "hunter" not in repr(Passphrase("hunter2"))


def test_every_flipped_bit_is_noticed():
    chance = random.Random(3)
    sealed = seal_bytes(chance.randbytes(CHUNK + 5000), ME.recipient())
    end = header.read(io.BytesIO(sealed)).end + 16
    places = [
        *range(end + 64),
        *(chance.randrange(end, len(sealed)) for _ in range(300)),
        *range(len(sealed) - 40, len(sealed)),
    ]
    for place in places:
        damaged = bytearray(sealed)
        damaged[place] ^= 1 << chance.randrange(8)
        with pytest.raises((SealBroken, NoMatch)):
            open_bytes(bytes(damaged), ME)


def test_every_cut_and_every_growth_is_noticed_at_opening():
    sealed = seal_bytes(os.urandom(2 * CHUNK + 10), ME.recipient())
    for length in [*range(300), *range(len(sealed) - 100, len(sealed)), CHUNK, CHUNK + 216, 2 * CHUNK]:
        with pytest.raises(SealBroken):
            open_sealed(io.BytesIO(sealed[:length]), ME)
    with pytest.raises(SealBroken):
        open_sealed(io.BytesIO(sealed + b"\0"), ME)


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_no_bytes_make_it_fail_otherwise(noise):
    for data in (noise, header.VERSION + noise, header.VERSION + b"-> X25519 " + noise):
        with pytest.raises((SealBroken, NoMatch)):
            open_bytes(data, [ME, Passphrase("p")])


def test_an_armored_file_is_named_as_such():
    with pytest.raises(SealBroken, match="armored"):
        open_bytes(b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n", ME)


def test_the_header_has_a_cap():
    with pytest.raises(SealBroken, match="too long"):
        open_bytes(header.VERSION + b"-> a\n" + b"A" * 64 + b"\n" * 1 + (b"A" * 64 + b"\n") * 2000, ME)


def test_a_work_factor_that_another_program_chose_is_named_and_not_called_damage():
    head = (
        b"age-encryption.org/v1\n-> scrypt "
        + b"A" * 22
        + b" 22\n"
        + b"A" * 43
        + b"\n--- "
        + b"A" * 43
        + b"\n"
    )
    with pytest.raises(TooMuchWork, match="work factor of 22, more than the 20"):
        open_sealed(io.BytesIO(head + bytes(32)), Passphrase("x"), name="passphrase.age")
