from __future__ import annotations

import os
import sys

import pytest

from migrator.errors import NotRecognised, UsageError
from migrator.source import Locator, open_source, reopen
from tests.source.zips import real


def test_what_a_file_is_depends_on_what_it_holds(tmp_path):
    (tmp_path / "no-ending").write_bytes(real({"a": b"1"}))
    (tmp_path / "conversations.json").write_bytes(b"[]")
    with open_source(tmp_path / "no-ending") as source:
        assert (source.kind, source.name, source.container) == ("zip", "no-ending", None)
    with open_source(str(tmp_path / "conversations.json")) as source:
        assert (source.kind, source.name) == ("file", "conversations.json")
        assert [(e.path, e.size) for e in source.entries] == [("conversations.json", 2)]
        assert source.open(source.entries[0]).read() == b"[]"
        with reopen(source.locator()) as again:
            assert again.entries == source.entries


@pytest.mark.skipif(sys.platform == "win32", reason="making a link needs a right there")
def test_a_link_that_the_person_names_is_followed(tmp_path):
    (tmp_path / "real.json").write_bytes(b"[]")
    (tmp_path / "link.json").symlink_to("real.json")
    with open_source(tmp_path / "link.json") as source:
        assert source.open(source.entries[0]).read() == b"[]"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("e.zip", b""),
        ("e.json", b""),
        ("e.zip", b"<!DOCTYPE html><html>"),
        ("e.zip", b"\n <HTML>"),
        ("e.zip", b"plain text"),
        ("e.zip", b"7z\xbc\xaf\x27\x1c" + b"x" * 50),
        ("e.rar", b"Rar!\x1a\x07\x01\x00"),
        ("e.tar.gz", b"\x1f\x8b\x08" + b"x" * 50),
        ("e.pdf", b"%PDF-1.7"),
        ("e.zip", real({"a": b"x" * 5000})[:-30]),
    ],
)
def test_what_cannot_be_an_export_is_told_apart_at_once(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(NotRecognised) as caught:
        open_source(tmp_path / name)
    assert caught.value.message
    assert caught.value.hint


def test_an_error_names_the_file_that_the_person_gave(tmp_path):
    (tmp_path / "second.zip").write_bytes(b"")
    with pytest.raises(NotRecognised, match=r"^“second\.zip”: The file is empty"):
        open_source(tmp_path / "second.zip")


def test_a_download_that_broke_off_is_told_from_a_file_of_another_kind(tmp_path):
    (tmp_path / "e.zip").write_bytes(real({"a": os.urandom(5000)})[:3000])
    with pytest.raises(NotRecognised, match="end is missing"):
        open_source(tmp_path / "e.zip")


@pytest.mark.parametrize("name", ["missing.zip", "", "a\0b", "x" * 5000])
def test_a_path_that_is_not_there_is_an_error_of_use(tmp_path, name):
    if not name:
        name = "missing/below"
    with pytest.raises(UsageError):
        open_source(str(tmp_path / name) if "\0" not in name else name)


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="needs a device")  # noqa: PTH110
def test_a_device_is_no_export():
    with pytest.raises(UsageError):
        open_source("/dev/null")


def test_a_locator_of_something_that_changed_is_an_error_of_use(tmp_path):
    path = tmp_path / "e.zip"
    path.write_bytes(real({"a": b"x"}))
    with pytest.raises(UsageError):
        reopen(Locator(str(path), "inner.zip"))
