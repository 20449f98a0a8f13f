from __future__ import annotations

import contextlib
import io
import pickle
import struct
import threading
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.errors import MigratorError, NotRecognised, Refused
from migrator.source import Damaged, Limits, find, find_all, open_source, open_zip, reopen
from tests.source.zips import Part, make, real

UNIX = 16


def opened(data: bytes, **kw):
    return open_zip(io.BytesIO(data), name="export.zip", **kw)


def contents(source) -> dict[str, bytes]:
    return {entry.path: source.open(entry).read() for entry in source.entries}


def test_every_file_comes_out_byte_for_byte():
    files = {
        "a.json": b"[]",
        "images/b.dat": bytes(range(256)) * 9000,
        "empty": b"",
        "ü/ğ.txt": "مرحبا".encode(),
    }
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        with opened(real(files, method)) as source:
            assert contents(source) == files
            assert [e.size for e in source.entries] == [len(d) for d in files.values()]


@settings(deadline=None)
@given(
    st.dictionaries(
        st.text("abcé/.", min_size=1, max_size=8).filter(lambda n: "//" not in n), st.binary(max_size=300)
    ),
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
)
def test_what_the_standard_library_writes_is_read_the_same_or_refused_for_its_name(files, method):
    data = real(files, method)
    try:
        source = opened(data)
    except (Refused, NotRecognised):
        assert (
            not files
            or any(p[0] == "/" or ".." in p.split("/") for p in files)
            or all(p[-1] == "/" or p.split("/")[-1][:2] == "._" for p in files)
        )
        return
    kept = contents(source)
    ignored = {i.path for i in source.ignored}
    assert kept == {name: d for name, d in files.items() if name not in ignored}
    assert set(kept) | ignored == set(files)


def test_folders_and_system_files_are_listed_and_are_no_entries():
    data = real(
        {
            "x/": b"",
            "x/a.json": b"1",
            "__MACOSX/x/._a.json": b"2",
            "x/.DS_Store": b"3",
            "x/Thumbs.db": b"4",
            "desktop.ini": b"5",
            "._b": b"6",
        }
    )
    source = opened(data)
    assert [e.path for e in source.entries] == ["x/a.json"]
    assert {(i.path, i.why) for i in source.ignored} == {
        ("x/", "folder"),
        ("__MACOSX/x/._a.json", "system"),
        ("x/.DS_Store", "system"),
        ("x/Thumbs.db", "system"),
        ("desktop.ini", "system"),
        ("._b", "system"),
    }


def test_a_name_is_found_at_any_depth_in_any_case_shallowest_first():
    source = opened(real({"tmp/deep/user.json": b"2", "tmp/User.JSON": b"1", "user.json.bak": b"3"}))
    assert find(source, "user.json").path == "tmp/User.JSON"
    assert find(source, "nothing.json") is None
    assert [e.path for e in find_all(source, lambda e: e.name.lower() == "user.json")] == [
        "tmp/User.JSON",
        "tmp/deep/user.json",
    ]


def test_zip64_data_descriptors_comments_and_bytes_before_and_behind_are_read():
    part = Part(b"a.json", b"[1,2]" * 100, zip64=True)
    for data in (
        make(part, zip64=True),
        make(Part(b"a.json", b"[1,2]" * 100, descriptor=True)),
        make(part, comment=b"PK\5\6 a comment that looks like an end" + b"x" * 40),
        make(part, before=b"#!/bin/sh\n" * 50),
        make(part, before=b"#!/bin/sh\n" * 50, shift=True),
        make(part, after=b"\n\n"),
        make(part, zip64=True, before=b"prefix"),
    ):
        assert contents(opened(data)) == {"a.json": b"[1,2]" * 100}


def test_names_without_the_utf8_flag_are_read_as_utf8_or_as_the_old_code_page():
    assert opened(make(Part("ç.json".encode(), b"1"))).entries[0].path == "ç.json"
    assert opened(make(Part(b"\x87.json", b"1"))).entries[0].path == "ç.json"


BOMB = bytes(2 << 20)
SMALL = Limits(member=1 << 20, total=4 << 20, ratio=200, ratio_after=1 << 16, members=20, directory=1 << 12)
A, B = Part(b"a", b"first" * 20), Part(b"b", b"second" * 20)


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
    assert (problem.kind, problem.where, problem.incomplete) == (fault, "x", True)
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


def test_two_readers_of_one_zip_do_not_disturb_each_other(tmp_path):
    files = {f"{n}.bin": bytes([n]) * 3_000_000 for n in range(4)}
    path = tmp_path / "e.zip"
    path.write_bytes(real(files))
    with open_source(path) as source:
        first, second = (source.open(e) for e in source.entries[:2])
        for _ in range(5):
            assert first.read(70_000) == b"\0" * 70_000
            assert second.read(70_000) == b"\1" * 70_000
        results: dict[str, bytes] = {}

        def read(entry):
            results[entry.path] = source.open(entry).read()

        threads = [threading.Thread(target=read, args=(e,)) for e in source.entries]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results == files


def test_another_process_can_open_the_same_source_from_a_small_value(tmp_path):
    path = tmp_path / "e.zip"
    path.write_bytes(real({"a": b"1"}))
    with open_source(path) as source:
        locator = pickle.loads(pickle.dumps(source.locator()))
    with reopen(locator) as again:
        assert contents(again) == {"a": b"1"}
    assert opened(path.read_bytes()).locator() is None


def test_a_closed_source_says_so_in_our_words(tmp_path):
    path = tmp_path / "e.zip"
    path.write_bytes(real({"a": b"1" * 100}))
    source = open_source(path)
    source.close()
    source.close()
    with pytest.raises(MigratorError):
        source.open(source.entries[0]).read()


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
def test_a_zip64_of_more_than_four_gibibytes_is_read_to_its_end(tmp_path):
    size = 5 << 30
    crc = 0
    for _ in range(size >> 26):
        crc = zlib.crc32(bytes(1 << 26), crc)
    head = make(Part(b"large.dat", method=0, packed=b"", crc=crc, size=size, packed_size=size, zip64=True))
    table = head.index(b"PK\1\2")
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        file.write(head[:table])
        file.seek(size, 1)  # a hole
        start = file.tell()
        end = head.index(b"PK\5\6")
        file.write(head[table:end])
        file.write(struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, end - table, start))
        file.write(struct.pack("<4sLQL", b"PK\6\7", 0, start + end - table, 1))
        file.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 0xFFFFFFFF, 0xFFFFFFFF, 0))
    with open_source(path) as source:
        (entry,) = source.entries
        assert entry.size == size
        stream = source.open(entry)
        assert sum(len(piece) for piece in iter(lambda: stream.read(1 << 20), b"")) == size


@pytest.mark.long
def test_two_hundred_thousand_files_are_listed_and_one_more_is_refused(tmp_path):
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(200_000):
            archive.writestr(f"{number}", b"")
    with open_source(path) as source:
        assert len(source.entries) == 200_000
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("one more", b"")
    with pytest.raises(Refused):
        open_source(path)


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
