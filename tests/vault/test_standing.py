"""When the archive counts as safe: checked, and twice there, all of it, on two disks."""

import datetime as dt
import os
from pathlib import Path

import pytest

from migrator.vault import disks
from migrator.vault.content import BytesContent, content_of
from migrator.vault.copy import copy
from migrator.vault.disks import same_disk
from migrator.vault.kinds import Copied, Verified
from migrator.vault.originals import add
from migrator.vault.standing import standing
from migrator.vault.verify import verify


@pytest.fixture
def elsewhere(monkeypatch):
    monkeypatch.setattr("migrator.vault.copy.same_disk", lambda *_: False)


def test_an_archive_becomes_safe_step_by_step(vault, export, tmp_path, elsewhere):
    verify(vault)
    assert not standing(vault).safe
    add(vault, content_of(export))
    assert standing(vault).verified is None
    verify(vault)
    assert standing(vault).verified is not None
    assert not standing(vault).safe
    copy(vault, tmp_path / "copy")
    assert standing(vault).safe
    with vault.writing():
        vault.journal.compact()
    assert standing(vault).safe


def test_a_copy_on_the_same_disk_does_not_count(vault, export, tmp_path):
    add(vault, content_of(export))
    verify(vault)
    copy(vault, tmp_path / "copy")
    assert standing(vault).copied is None


def test_what_was_added_since_counts_as_unchecked_and_uncopied(vault, export, tmp_path, elsewhere):
    add(vault, content_of(export))
    verify(vault)
    copy(vault, tmp_path / "copy")
    add(vault, BytesContent("memories.txt", b"tea"), what="memories")
    now = standing(vault)
    assert (now.originals, now.verified, now.copied) == (2, None, None)


def test_a_check_that_fails_takes_an_earlier_good_one_back(vault, export):
    kept, _ = add(vault, content_of(export))
    verify(vault)
    path = vault.layout.originals / f"{kept.hex}.age"
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    verify(vault)
    assert standing(vault).verified is None
    path.write_bytes(data)
    verify(vault)
    assert standing(vault).verified is not None


def test_the_latest_check_is_the_one_that_was_made_last(vault, export):
    kept, _ = add(vault, content_of(export))
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with vault.writing():
        vault.journal.put({"late": Verified(ok=False, originals={})}, at=day.replace(year=2027))
        vault.journal.put({"early": Verified(ok=True, originals={kept.hex: kept.sha256})}, at=day)
        vault.journal.put({"c": Copied(where="/x", same_device=False, originals={}, at=day)})
    assert standing(vault).verified is None
    assert standing(vault).copied is None


class Stated:
    """A folder on a device of our choosing."""

    def __init__(self, major, minor, path="/"):
        self.device, self.path = os.makedev(major, minor), Path(path)

    def stat(self):
        return os.stat_result((0, 0, self.device, 0, 0, 0, 0, 0, 0, 0))

    def resolve(self):
        return self.path


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    """Two disks: sda with two partitions, the second one holding an encrypted volume; sdb with one."""
    devices, block = tmp_path / "devices", tmp_path / "block"
    block.mkdir()
    null = Path("/dev/null").stat().st_rdev  # stands for a disk's device here: a third partition of sda
    own = f"{os.major(null)}:{os.minor(null)}"
    for disk, numbers in {"sda": ["8:1", "8:2", own], "sdb": ["8:17"]}.items():
        for n, each in enumerate(numbers, 1):
            part = devices / disk / f"{disk}{n}"
            part.mkdir(parents=True)
            (part / "partition").write_text(str(n))
            (block / each).symlink_to(part)
    (devices / "dm-0" / "slaves").mkdir(parents=True)
    (devices / "dm-0" / "slaves" / "sda2").symlink_to(devices / "sda" / "sda2")
    (block / "253:0").symlink_to(devices / "dm-0")
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "30 1 0:40 / /media/my\\040nas rw - nfs server:/x rw\n"
        "31 1 0:41 / /odd rw shared:1 - btrfs /dev/nowhere rw\n"
        "32 1 0:42 / /home rw,noatime shared:2 - btrfs /dev/null rw\n"
    )
    monkeypatch.setattr(disks, "_BLOCK", block)
    monkeypatch.setattr(disks, "_MOUNTS", mounts)


@pytest.mark.skipif(not hasattr(os, "major"), reason="needs device numbers")
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((8, 1), (8, 1), True),
        ((8, 1), (8, 2), True),
        ((8, 1), (253, 0), True),
        ((253, 0), (8, 17), False),
        ((8, 1), (8, 17), False),
        ((8, 1), (0, 40, "/media/my nas/copy"), False),
        ((8, 1), (0, 41, "/odd"), False),
        ((8, 1), (0, 43, "/home/me/a subvolume of its own"), True),
        ((8, 17), (0, 43, "/home/me"), False),
    ],
)
def test_partitions_and_encrypted_volumes_of_one_disk_are_one_disk(kernel, one, other, same):
    assert same_disk(Stated(*one), Stated(*other)) is same


def test_two_folders_of_a_real_disk_are_on_one_disk(tmp_path):
    (tmp_path / "a").mkdir()
    assert same_disk(tmp_path, tmp_path / "a")
