"""ZIPs that are dangerous, damaged or none at all: refused, or read as far as they go; never a foreign error."""

from __future__ import annotations

import contextlib
import io
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.errors import MigratorError, NotRecognised, Refused
from migrator.source import Damaged, Limits, open_zip
from tests.source.zips import Part, make, real

UNIX = 16


def opened(data: bytes, **kw):
    return open_zip(io.BytesIO(data), name="export.zip", **kw)


BOMB = bytes(2 << 20)


SMALL = Limits(member=1 << 20, total=4 << 20, ratio=200, ratio_after=1 << 16, members=20, directory=1 << 12)


A = Part(b"a", b"first" * 20)


B = Part(b"b", b"second" * 20)


def overlap() -> bytes:
    """Two members whose table entries point at one and the same data."""
    return make(A, Part(b"a2", A.data, offset=0, local_name=b"a"))


def quoted() -> bytes:
    """A member whose data hold the header and the data of another (Fifield's quoted overlap)."""
    outer = Part(b"outer", make(B), method=0)
    return make(
        outer, Part(b"b", B.data, packed=b"", packed_size=len(B.squeezed()), offset=30 + len(outer.name))
    )


REFUSED = {
    "high ratio": make(Part(b"x", BOMB)),
    "forged ratio": make(Part(b"x", b"x", size=1 << 30)),
    "too large": make(Part(b"x", b"x" * 10, method=0, size=5 << 20, packed_size=10)),
    "total": make(
        *(Part(b"%d" % n, b"", method=0, size=(1 << 20) - 1, packed_size=0, crc=0) for n in range(5))
    ),
    "too many": make(*(Part(b"%d" % n, b"") for n in range(21))),
    "large directory": make(*(Part(b"%d" % n * 500, b"") for n in range(12))),
    "overlap": overlap(),
    "quoted overlap": quoted(),
    "forged packed size": make(Part(b"x", b"abc", packed_size=1 << 30, size=1 << 19)),
    "beyond the file": make(Part(b"x", b"abc", offset=1 << 30)),
    "into the table": make(Part(b"x", b"abc", method=0, packed_size=4, size=4)),
    "zip64 beyond the file": make(Part(b"x", b"abc", offset=1 << 60, zip64=True)),
    "encrypted": make(Part(b"x", b"abc", flags=1)),
    "strongly encrypted": make(Part(b"x", b"abc", flags=65)),
    "masked": make(Part(b"x", b"abc", flags=1 << 13)),
    "symlink": make(Part(b"x", b"/etc/passwd", attributes=0o120777 << UNIX)),
    "device": make(Part(b"x", b"", attributes=0o060600 << UNIX)),
    "pipe": make(Part(b"x", b"", attributes=0o010600 << UNIX)),
    "socket": make(Part(b"x", b"", attributes=0o140600 << UNIX)),
    "traversal": make(Part(b"../x", b"")),
    "traversal inside": make(Part(b"a/../../x", b"")),
    "absolute": make(Part(b"/etc/passwd", b"")),
    "drive": make(Part(b"C:x", b"")),
    "backslash": make(Part(b"..\\x", b"")),
    "nul": make(Part(b"user.json\0.png", b"")),
    "no name": make(Part(b"", b"")),
    "same name twice": make(A, Part(b"a", b"other")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_dangerous_zip_is_refused_before_anything_in_it_is_opened(name):
    with pytest.raises(Refused) as caught:
        opened(REFUSED[name], limits=SMALL)
    assert caught.value.hint


UNRECOGNISED = {
    "empty file": b"",
    "empty zip": make(),
    "only system files": make(Part(b".DS_Store", b"x")),
    "cut in half": real({"a": b"x" * 1000, "b": b"y"}, zipfile.ZIP_STORED)[:700],
    "end missing": make(A, B)[:-1],
    "start missing": make(A, B)[40:],
    "no zip": b"PK is not enough",
    "html": b"<!DOCTYPE html><title>Sign in</title>" * 30,
    "split": make(A, disk=2),
    "wrong count": make(A, B, count=3),
    "table broken": make(A, B).replace(b"PK\1\2", b"PK\1\3"),
    "zip64 record missing": make(A, zip64=True).replace(b"PK\6\6", b"PK\6\0"),
}


@pytest.mark.parametrize("name", UNRECOGNISED)
def test_what_is_no_whole_zip_is_not_recognised(name):
    with pytest.raises(NotRecognised) as caught:
        opened(UNRECOGNISED[name])
    assert caught.value.hint


def drained(stream) -> tuple[bytes, MigratorError | None]:
    got = b""
    try:
        while piece := stream.read(1000):
            got += piece
    except MigratorError as error:
        return got, error
    return got, None


TEXT = b"".join(b"line %d of a file that compresses somewhat\n" % n for n in range(4000))


@pytest.mark.parametrize(
    ("part", "fault", "most"),
    [
        (Part(b"x", TEXT, crc=1), "crc-mismatch", len(TEXT)),
        (Part(b"x", TEXT, crc=1, method=0), "crc-mismatch", len(TEXT)),
        (Part(b"x", TEXT, size=len(TEXT) + 1), "size-mismatch", len(TEXT)),
        (Part(b"x", TEXT, method=0, packed_size=100, packed=TEXT[:100]), "size-mismatch", 100),
        (Part(b"x", TEXT, packed=Part(b"x", TEXT).squeezed()[:-9]), "cut-short", len(TEXT)),
        (Part(b"x", TEXT, method=9, packed=b"x" * 5000), "unknown-compression", 0),
        (Part(b"x", TEXT, method=14, packed=b"x" * 5000), "unknown-compression", 0),
    ],
)
def test_a_damaged_member_gives_what_is_readable_and_then_names_its_fault(part, fault, most):
    source = opened(make(A, part, B))
    try:
        got, error = drained(source.open(source.entries[1]))
    except Damaged as raised:
        got, error = b"", raised
    assert isinstance(error, Damaged)
    assert error.fault == fault
    problem = error.problem("x")
    # What is packed by a method of which this program knows nothing is there all the same.
    assert (problem.kind, problem.where) == (fault, "x")
    assert problem.incomplete == (fault != "unknown-compression")
    assert TEXT.startswith(got)
    assert most - 300 <= len(got) <= most
    assert source.open(source.entries[0]).read() == A.data
    assert source.open(source.entries[2]).read() == B.data


def test_bad_compression_in_the_middle_keeps_all_before_it():
    packed = Part(b"x", TEXT).squeezed()
    broken = packed[:6000] + b"\xff" * 40 + packed[6040:]
    source = opened(make(Part(b"x", TEXT, packed=broken)))
    got, error = drained(source.open(source.entries[0]))
    assert isinstance(error, Damaged), error
    before = zlib.decompressobj(-15).decompress(packed[:6000])
    assert len(before) > 10_000
    assert got.startswith(before)


def test_a_member_gives_no_byte_more_than_it_says():
    source = opened(make(Part(b"x", TEXT, size=1000)))
    got, error = drained(source.open(source.entries[0]))
    assert (got, error.fault) == (TEXT[:1000], "size-mismatch")
    with pytest.raises(Damaged):
        source.open(source.entries[0]).read()


def test_a_bomb_behind_a_small_number_is_refused_without_being_unpacked_whole():
    source = opened(make(Part(b"x", bytes(8 << 20), size=1000)), limits=SMALL)
    got, error = drained(source.open(source.entries[0]))
    assert got == bytes(1000)
    assert isinstance(error, Refused)


@pytest.mark.parametrize(
    "part",
    [
        Part(b"x", TEXT, local_name=b"y"),
        Part(b"x", TEXT, local_flags=1),
        Part(b"x", TEXT, method=0, local_extra=b"0123", packed=TEXT[:-4], packed_size=len(TEXT)),
    ],
    ids=["another name", "encrypted only there", "data pushed into the next member"],
)
def test_a_member_whose_own_header_disagrees_is_refused_when_it_is_opened(part):
    source = opened(make(part, Part(b"z", bytes(5000), method=0)))
    with pytest.raises(Refused):
        source.open(source.entries[0])


SEED_ZIP = make(
    A,
    Part(b"d/c.json", b"[1, 2, 3]" * 30, zip64=True),
    Part(b"s", b"stored" * 9, method=0, descriptor=True),
    zip64=True,
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(SEED_ZIP) - 1), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, len(SEED_ZIP)),
)
def test_whatever_bytes_are_flipped_or_missing_only_our_errors_escape(flips, keep):
    data = bytearray(SEED_ZIP)
    for at, value in flips:
        data[at] = value
    for variant in (bytes(data), bytes(data[:keep])):
        try:
            source = opened(variant)
        except MigratorError:
            continue
        for entry in source.entries:
            with contextlib.suppress(MigratorError):
                assert len(source.open(entry).read()) == entry.size


def test_no_message_names_a_file_inside_the_zip():
    for data in REFUSED.values():
        with pytest.raises(Refused) as caught:
            opened(data, limits=SMALL)
        assert "passwd" not in str(caught.value) + caught.value.hint


@pytest.mark.long
@settings(max_examples=5_000, deadline=None)
@given(st.data())
def test_no_damage_brings_out_a_foreign_error_or_a_byte_too_many(data):
    broken = bytearray(SEED_ZIP)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(broken) - 1))
        match data.draw(st.sampled_from(["set", "drop", "double"])):
            case "set":
                broken[at] = data.draw(st.integers(0, 255))
            case "drop" if len(broken) > 8:
                del broken[at : at + data.draw(st.integers(1, 8))]
            case _:
                broken[at:at] = broken[at : at + 8]
    with contextlib.suppress(MigratorError):
        source = opened(bytes(broken))
        for entry in source.entries:
            with contextlib.suppress(MigratorError):
                assert len(source.open(entry).read()) == entry.size
