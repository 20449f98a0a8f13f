"""The file of an asset on its way out."""

from __future__ import annotations

import io

import pytest

from migrator.errors import NoSpace, Refused
from migrator.model import Asset
from migrator.shape.attachments import Unreadable, blocks, file_name

PHOTO = Asset(id="file-1", path="file-1.dat", name="photo.dat", media_type="image/png")


@pytest.mark.parametrize(
    ("asset", "start", "end"),
    [
        (PHOTO, "photo-", ".png"),
        (Asset(id="a", path="x/file-1-notes.pdf"), "file-1-notes-", ".pdf"),
        (Asset(id="a", path="file_1.dat", media_type="audio/wav; codecs=1"), "file_1-", ".wav"),
        (Asset(id="a", path="file_1.dat"), "file_1-", ".dat"),
        (Asset(id="a", path="x", name="..\\..\\evil.txt"), "evil-", ".txt"),
    ],
)
def test_a_file_has_its_own_name_and_the_ending_viewers_go_by(asset, start, end):
    name = file_name(asset)
    assert name.startswith(start)
    assert name.endswith(end)
    assert "/" not in name


def test_two_files_of_one_name_are_told_apart():
    assert file_name(PHOTO) != file_name(Asset(id="file-2", path="x", name="photo.png"))


def test_the_bytes_come_in_blocks():
    data = bytes(range(256)) * 8192  # two mebibytes
    found = list(blocks(PHOTO, lambda _: io.BytesIO(data)))
    assert b"".join(found) == data
    assert len(found) == 2


def _failing(fault):
    def opened(asset):
        raise fault

    return opened


@pytest.mark.parametrize("fault", [OSError("gone"), Refused("too large")])
def test_bytes_that_cannot_be_read_are_called_unreadable(fault):
    with pytest.raises(Unreadable):
        list(blocks(PHOTO, _failing(fault)))


def test_a_full_disk_says_nothing_about_the_file():
    with pytest.raises(NoSpace):
        list(blocks(PHOTO, _failing(NoSpace("full"))))
