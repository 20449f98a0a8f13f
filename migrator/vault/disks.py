"""Whether two folders lie on the same physical disk: a copy beside the original does not survive the loss of both.

The device number alone would call two partitions of one disk two disks. On Linux the kernel's own tree tells which disks
are below a file system: through partitions, encryption, volume groups, and disk images on a loop device, whose file is
followed to the disk that it lies on. What names no block device (a network share, FUSE) is *not known*, which is
never the same as "another disk". Systems that tell nothing are not known either.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from migrator.errors import UsageError
from migrator.i18n import _

_BLOCK = Path("/sys/dev/block")
_BTRFS = Path("/sys/fs/btrfs")
_MOUNTS = Path("/proc/self/mountinfo")
_MARK = ".migrate-mark-"
_MEMORY = re.compile(r"z?ram\d+")
_UNTOLD = re.compile(r"(nbd|rbd|drbd|dm-)\d+")  # over a network, or mapped onto nothing that the kernel names
_IN_MEMORY = frozenset({"tmpfs", "ramfs", "devtmpfs", "hugetlbfs"})
_STACKED = frozenset({"overlay", "ecryptfs"})  # their files lie in a folder of another file system
_MEMORY_ITSELF = "memory"


class Mount(NamedTuple):
    """What is mounted where a folder lies: type, device or whatever stands for it, and options of the file system."""

    kind: str = ""
    source: str = ""
    options: str = ""


def same_disk(one: Path, other: Path) -> bool | None:
    """Whether both existing folders lie on one disk; None if the system does not tell.

    A folder in memory (`/dev/shm`, often `/tmp`) is on no disk at all and protects against nothing: it counts as the same.
    """
    if one.stat().st_dev == other.stat().st_dev:
        return True
    below = _disks(one), _disks(other)
    if any(_MEMORY_ITSELF in (disks or ()) for disks in below):
        return True
    if below[0] is None or below[1] is None:
        return None
    return bool(below[0] & below[1])


def is_same_place(one: Path, other: Path) -> bool:
    """Whether two existing folders are one, whatever name or mount leads there: what is written into one is in the other.

    A mark under a name that nobody can have is written into each, looked for in the other, and removed. Where nothing can
    be written, device and inode number have to do.
    """
    if one.samefile(other):
        return True
    return any(_shows_up(here, there) for here, there in ((one, other), (other, one)))


def refuse_same_place(vault: Path, to: Path) -> None:
    """UsageError if `to`, which need not exist, is the vault's own folder or lies in it, whatever mount leads there."""
    place = to
    while not place.exists() and place != place.parent:
        place = place.parent
    inside = [vault, *(each for each in vault.iterdir() if each.is_dir() and not each.is_symlink())]
    if place.is_dir() and any(is_same_place(place, each) for each in inside):
        raise UsageError(
            _(
                "{folder} is the vault itself, or lies in it: what is written there shows up in the vault."
            ).format(folder=to),
            _("Name a folder elsewhere, best on another disk. Nothing was copied."),
        )


def _shows_up(here: Path, there: Path) -> bool:
    name = _MARK + secrets.token_hex(12)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        os.close(os.open(here / name, flags, 0o600))
    except OSError:
        return False
    try:
        return os.path.lexists(there / name)
    finally:
        with contextlib.suppress(OSError):
            (here / name).unlink()


if sys.platform == "linux":

    def _disks(folder: Path, depth: int = 0) -> set[str] | None:
        """The names of the disks below a folder, `memory` among them if it is in memory; None if the system does not tell."""
        mount = _mounted(folder)
        if mount.kind in _IN_MEMORY:
            return {_MEMORY_ITSELF}
        if depth > 8:  # an image in an image in an image …
            return None
        if mount.kind in _STACKED:
            return _below_stack(mount, depth)
        here = _block(folder.stat().st_dev)
        if here is not None:
            return _physical(here, depth)
        # Numbers of their own: only btrfs says truly which devices are below it. What FUSE calls its source is anybody's word.
        return _btrfs(mount.source, depth) if mount.kind == "btrfs" else None

    def _block(device: int) -> Path | None:
        here = _BLOCK / f"{os.major(device)}:{os.minor(device)}"
        return here.resolve() if here.exists() else None

    def _physical(block: Path, depth: int) -> set[str] | None:
        slaves = block / "slaves"
        below = sorted(slaves.iterdir()) if slaves.is_dir() else []
        if below:
            return _union(_physical(slave.resolve(), depth) for slave in below)
        disk = block.parent if (block / "partition").exists() else block
        if _MEMORY.fullmatch(disk.name):
            return {_MEMORY_ITSELF}
        if _UNTOLD.fullmatch(disk.name):
            return None
        if (disk / "loop").is_dir() or re.fullmatch(r"loop\d+", disk.name):
            return _image(disk, depth)
        return {disk.name}

    def _image(loop: Path, depth: int) -> set[str] | None:
        """The disks below the file that is behind a loop device; None if it cannot be found (deleted, another root)."""
        try:
            name = (loop / "loop" / "backing_file").read_text("utf-8", "surrogateescape").rstrip("\n")
            behind = Path(name)
            if behind.is_block_device():
                block = _block(behind.stat().st_rdev)
                return _physical(block, depth + 1) if block is not None else None
            behind.stat()
            return _disks(behind, depth + 1)
        except OSError:
            return None

    def _below_stack(mount: Mount, depth: int) -> set[str] | None:
        """The disks below the folder that holds what is written to an overlay or an encrypted folder."""
        upper = re.search(r"(?:^|,)upperdir=((?:\\,|[^,])+)", mount.options)
        place = Path(_plain(upper[1])) if upper else Path(mount.source)
        try:
            return _disks(place, depth + 1) if place.is_absolute() and place.is_dir() else None
        except OSError:
            return None

    def _btrfs(source: str, depth: int) -> set[str] | None:
        """Every device of the btrfs of which `source` is one."""
        if not source.startswith("/dev/"):
            return None
        try:
            here = _block(Path(source).stat().st_rdev)
        except OSError:
            return None
        if here is None:
            return None
        groups = [sorted(each.iterdir()) for each in _BTRFS.glob("*/devices")] if _BTRFS.is_dir() else []
        mates = next((g for g in groups if here.name in {device.name for device in g}), [])
        return _union(_physical(each.resolve(), depth) for each in (here, *mates))

    def _union(found: Iterator[set[str] | None]) -> set[str] | None:
        whole: set[str] = set()
        for disks in found:
            if disks is None:
                return None
            whole |= disks
        return whole

    def _mounted(folder: Path) -> Mount:
        """What is mounted where the folder lies. Empty if the system does not tell.

        proc(5) lists mounts as `id parent M:m root point … - type source options`.
        """
        try:
            lines = _MOUNTS.read_text("utf-8", "surrogateescape").splitlines()
        except OSError:
            return Mount()
        here = folder.resolve()
        depth, found = -1, Mount()
        for line in lines:
            fields = line.split(" ")
            if len(fields) < 7 or "-" not in fields[6:]:
                continue
            point = Path(_plain(fields[4]))
            at = fields.index("-", 6)
            if len(point.parts) >= depth and (point == here or point in here.parents):
                depth = len(point.parts)  # a later mount lies over an earlier
                found = Mount(fields[at + 1], _plain(fields[at + 2]), ",".join(fields[at + 3 :]))
        return found

    def _plain(escaped: str) -> str:
        return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), escaped)

else:

    def _disks(folder: Path) -> set[str] | None:
        """Not told here."""
        del folder
        return None
