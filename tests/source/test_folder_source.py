from __future__ import annotations

import os
import sys

import pytest

from migrator.errors import NotRecognised, Refused, UsageError
from migrator.source import Damaged, Limits, open_source, reopen

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes as POSIX has them")


@pytest.fixture
def export(tmp_path):
    root = tmp_path / "export"
    (root / "images").mkdir(parents=True)
    (root / "user.json").write_bytes(b"{}")
    (root / "images" / "a.dat").write_bytes(b"\0" * 3_000_000)
    (root / ".DS_Store").write_bytes(b"x")
    return root


def test_a_folder_lists_its_files_by_path_and_accounts_for_the_rest(export):
    with open_source(export) as source:
        assert (source.kind, source.name, source.container) == ("folder", "export", None)
        assert [(e.path, e.size) for e in source.entries] == [("images/a.dat", 3_000_000), ("user.json", 2)]
        assert [(i.path, i.why) for i in source.ignored] == [(".DS_Store", "system"), ("images/", "folder")]
        assert source.open(source.entries[0]).read() == b"\0" * 3_000_000
        with reopen(source.locator()) as again:
            assert again.entries == source.entries


@posix
def test_links_are_listed_and_never_followed(export, tmp_path):
    (tmp_path / "secret").write_text("not part of it")
    (export / "out").symlink_to(tmp_path / "secret")
    (export / "loop").symlink_to(export)
    (export / "inside").symlink_to(export / "user.json")
    (export / "dangling").symlink_to("nowhere")
    source = open_source(export)
    assert len(source.entries) == 2
    assert [i.path for i in source.ignored if i.why == "link"] == ["dangling", "inside", "loop", "out"]


@posix
def test_a_file_that_became_a_link_after_the_listing_is_not_followed(export, tmp_path):
    source = open_source(export)
    (tmp_path / "secret").write_text("not part of it")
    (export / "user.json").unlink()
    (export / "user.json").symlink_to(tmp_path / "secret")
    with pytest.raises(UsageError):
        source.open(source.entries[1])


@posix
def test_a_pipe_is_refused_and_does_not_block(export):
    os.mkfifo(export / "pipe")
    with pytest.raises(Refused):
        open_source(export)


@posix
def test_a_file_that_became_a_pipe_is_refused_and_does_not_block(export):
    source = open_source(export)
    (export / "user.json").unlink()
    os.mkfifo(export / "user.json")
    with pytest.raises(Refused):
        source.open(source.entries[1])


def test_a_file_that_changed_since_the_listing_is_damaged_at_its_end(export):
    source = open_source(export)
    for now in (b"{} and more", b""):
        (export / "user.json").write_bytes(now)
        with pytest.raises(Damaged) as caught:
            source.open(source.entries[1]).read()
        assert caught.value.fault == "size-mismatch"


def test_an_empty_folder_is_not_recognised_and_too_full_a_one_is_refused(tmp_path, export):
    (tmp_path / "empty" / "inside").mkdir(parents=True)
    with pytest.raises(NotRecognised):
        open_source(tmp_path / "empty")
    with pytest.raises(Refused):
        open_source(export, limits=Limits(members=2))
    with pytest.raises(Refused):
        open_source(export, limits=Limits(total=1000))


def test_a_folder_that_may_not_be_read_is_never_passed_over(export, monkeypatch):
    scan = os.scandir

    def locked(path):
        if str(path).rstrip("/").endswith("images"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", locked)
    with pytest.raises(UsageError, match="Permission denied"):
        open_source(export)


@posix
def test_a_name_that_is_no_text_is_still_a_file(tmp_path):
    root = tmp_path / "export"
    root.mkdir()
    (root / os.fsdecode(b"\xff.json")).write_bytes(b"[]")
    source = open_source(root)
    assert source.open(source.entries[0]).read() == b"[]"
