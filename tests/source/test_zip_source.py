"""A ZIP as it should be: every file comes out, is found by name, and can be read from several places at once."""

from __future__ import annotations

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
from migrator.source import find, find_all, open_source, open_zip, reopen
from tests.source.zips import Part, make, real


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
