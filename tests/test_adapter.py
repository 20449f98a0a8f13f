"""What the contract itself does for a writer: copying a file of the export."""

from __future__ import annotations

import errno
from contextlib import contextmanager

import pytest

from migrator.adapter import copied
from migrator.model import Asset
from migrator.testing.memory import MemoryArchive, MemorySink

PHOTO = Asset(id="file-1", path="file-1.dat", name="photo.png")


def test_a_file_is_copied_whole_and_its_receipt_names_the_place():
    sink = MemorySink()
    receipt = copied(MemoryArchive([PHOTO], {"file-1": b"bytes"}), PHOTO, "files", sink)
    assert sink.files == {receipt.target: b"bytes"}
    assert receipt.target.startswith("files/photo-")
    assert (receipt.outcome, receipt.losses) == ("written", ())


def test_a_file_that_cannot_be_read_is_left_out_and_named():
    sink = MemorySink()
    receipt = copied(MemoryArchive([PHOTO]), PHOTO, "files", sink)
    assert sink.files == {}
    assert (receipt.outcome, receipt.target) == ("left-out", None)
    assert [(loss.kind, loss.where) for loss in receipt.losses] == [("asset-damaged", ("file-1",))]


class FullDisk(MemorySink):
    @contextmanager
    def open(self, path):
        raise OSError(errno.ENOSPC, "No space left on device")
        yield


def test_a_full_disk_is_an_error_and_never_a_damaged_file():
    with pytest.raises(OSError, match="No space"):
        copied(MemoryArchive([PHOTO], {"file-1": b"bytes"}), PHOTO, "files", FullDisk())
