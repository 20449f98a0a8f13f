"""Two partitions of one disk are one disk, encrypted or not; what the system does not tell goes by the device number."""

import os
import sys
from pathlib import Path

import pytest

from migrator.errors import UsageError
from migrator.vault import disks
from migrator.vault.disks import is_same_place, refuse_same_place, same_disk


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
    image = tmp_path / "disk.img"
    image.write_bytes(b"")
    for name, number, behind in (("loop0", "7:0", image), ("loop1", "7:1", f"{image} (deleted)")):
        (devices / name / "loop").mkdir(parents=True)
        (devices / name / "loop" / "backing_file").write_text(f"{behind}\n")
        (block / number).symlink_to(devices / name)
    for name, number in (("ram0", "1:0"), ("zram0", "252:0"), ("nbd0", "43:0"), ("dm-1", "253:1")):
        (devices / name).mkdir()
        (block / number).symlink_to(devices / name)
    here = tmp_path.stat().st_dev  # the image lies on what stands for sda here
    if not (block / f"{os.major(here)}:{os.minor(here)}").exists():
        (block / f"{os.major(here)}:{os.minor(here)}").symlink_to(devices / "sda" / "sda1")
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "30 1 0:40 / /media/my\\040nas rw - nfs server:/x rw\n"
        "31 1 0:41 / /odd rw shared:1 - btrfs /dev/nowhere rw\n"
        "33 1 0:43 / /dev/shm rw shared:3 - tmpfs tmpfs rw\n"
        "34 1 0:44 / /fuse rw - fuse.bindfs /dev/sdb1 rw\n"
        "35 1 0:45 / /merged rw - overlay overlay rw,lowerdir=/a,upperdir=/nowhere,workdir=/w\n"
        "32 1 0:42 / /home rw,noatime shared:2 - btrfs /dev/null rw\n"
    )
    monkeypatch.setattr(disks, "_BLOCK", block)
    monkeypatch.setattr(disks, "_MOUNTS", mounts)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((8, 1), (8, 1), True),
        ((8, 1), (8, 2), True),
        ((8, 1), (253, 0), True),
        ((253, 0), (8, 17), False),
        ((8, 1), (8, 17), False),
        ((8, 1), (0, 40, "/media/my nas/copy"), None),
        ((8, 1), (0, 41, "/odd"), None),
        ((8, 1), (0, 44, "/fuse"), None),
        ((8, 1), (0, 45, "/merged"), None),
        ((8, 1), (7, 0), True),
        ((8, 17), (7, 0), False),
        ((8, 1), (7, 1), None),
        ((7, 1), (7, 0), None),
        ((8, 1), (1, 0), True),
        ((8, 17), (252, 0), True),
        ((8, 1), (43, 0), None),
        ((8, 1), (253, 1), None),
        ((8, 1), (0, 43, "/home/me/a subvolume of its own"), True),
        ((8, 17), (0, 43, "/home/me"), False),
    ],
)
def test_partitions_and_encrypted_volumes_of_one_disk_are_one_disk(kernel, one, other, same):
    assert same_disk(Stated(*one), Stated(*other)) is same


def test_two_folders_of_a_real_disk_are_on_one_disk(tmp_path):
    (tmp_path / "a").mkdir()
    assert same_disk(tmp_path, tmp_path / "a")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_a_copy_in_memory_is_no_second_disk(kernel):
    assert same_disk(Stated(8, 1), Stated(0, 43, "/dev/shm/copy"))
    assert same_disk(Stated(0, 43, "/dev/shm"), Stated(8, 17))


def test_a_folder_is_the_same_place_under_every_name(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert is_same_place(tmp_path / "a", tmp_path / "b")
    assert not is_same_place(tmp_path, tmp_path / "a")
    assert [path.name for path in tmp_path.iterdir()].count("a") == 1
    assert not list((tmp_path / "a").iterdir())


def test_what_is_written_into_one_and_shows_up_in_the_other_is_one_place(tmp_path, monkeypatch):
    """As through a FUSE mount of the vault's own folder, which has numbers of its own."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    real = os.path.lexists
    monkeypatch.setattr("os.path.lexists", lambda path: real(str(path).replace("/b/", "/a/")))
    assert is_same_place(tmp_path / "a", tmp_path / "b")
    with pytest.raises(UsageError):
        refuse_same_place(tmp_path / "a", tmp_path / "b" / "not" / "yet there")
