"""Whether two folders lie on the same physical disk: a copy beside the original does not survive the loss of both.

The device number alone would call two partitions of one disk two disks. On Linux the kernel's own tree tells which disks
are below a file system, through partitions, encryption and volume groups. Elsewhere the device number is what there is.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

_BLOCK = Path("/sys/dev/block")
_MOUNTS = Path("/proc/self/mountinfo")


def same_disk(one: Path, other: Path) -> bool:
    """Whether both existing folders lie on one disk, as far as the system tells.

    A folder in memory (`/dev/shm`, often `/tmp`) is on no disk at all and protects against nothing: it counts as the same.
    """
    if one.stat().st_dev == other.stat().st_dev or _in_memory(one) or _in_memory(other):
        return True
    return bool(_disks(one) & _disks(other))


if sys.platform == "linux":

    def _disks(folder: Path) -> set[str]:
        """The names of the disks below a folder; empty if the system does not tell."""
        device = folder.stat().st_dev
        here = _block(device)
        if here is None:  # btrfs and others have a number of their own; their mount names the device
            source = _mounted(folder)[1]
            if not source.startswith("/dev/"):
                return set()
            try:
                here = _block(Path(source).stat().st_rdev)
            except OSError:
                return set()
        return _physical(here) if here is not None else set()

    def _block(device: int) -> Path | None:
        here = _BLOCK / f"{os.major(device)}:{os.minor(device)}"
        return here.resolve() if here.exists() else None

    def _physical(block: Path) -> set[str]:
        slaves = block / "slaves"
        below = sorted(slaves.iterdir()) if slaves.is_dir() else []
        if below:
            return {disk for slave in below for disk in _physical(slave.resolve())}
        return {block.parent.name if (block / "partition").exists() else block.name}

    def _in_memory(folder: Path) -> bool:
        return _mounted(folder)[0] in {"tmpfs", "ramfs", "devtmpfs"}

    def _mounted(folder: Path) -> tuple[str, str]:
        """Type and device of what is mounted where the folder lies. Empty if the system does not tell.

        proc(5) lists mounts as `id parent M:m root point … - type source`.
        """
        try:
            lines = _MOUNTS.read_text("utf-8", "surrogateescape").splitlines()
        except OSError:
            return "", ""
        here = folder.resolve()
        depth, found = -1, ("", "")
        for line in lines:
            fields = line.split(" ")
            if len(fields) < 7 or "-" not in fields[6:]:
                continue
            point = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4]))
            at = fields.index("-", 6)
            if len(point.parts) >= depth and (point == here or point in here.parents):
                depth, found = (
                    len(point.parts),
                    (fields[at + 1], fields[at + 2]),
                )  # a later mount lies over an earlier
        return found

else:

    def _disks(folder: Path) -> set[str]:
        """Not told here."""
        del folder
        return set()

    def _in_memory(folder: Path) -> bool:
        """Not told here."""
        del folder
        return False
