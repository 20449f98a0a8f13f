"""Parts: inner ZIPs that stood deflated in their container, sealed again on their own so that they can be read by seeking.

They are derived and may be removed at any time. A part's name follows from the original's secret hash and the member's
path, so that it needs no record, says nothing to an outsider, and stays the same when the key changes.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from migrator.errors import VaultDamaged
from migrator.seal.age import sealing
from migrator.seal.stream import StreamWriter
from migrator.vault import disk
from migrator.vault.handle import Vault
from migrator.vault.originals import Original, open_file


@disk.guarded(disk.THE_VAULT)
def open_part(
    vault: Vault, original: Original, member: str, fill: Callable[[StreamWriter], None]
) -> BinaryIO:
    """The plain bytes of the part for `member` (a path inside the original), seekable.

    If it is not there or not as it was sealed, `fill` is called to write it anew; that takes the vault's lock.
    """
    path = _place(vault, original, member)
    if path.exists():
        with contextlib.suppress(VaultDamaged):
            return open_file(vault, path.name, lambda: path.open("rb", buffering=0))
    with vault.writing(), disk.guarded("parts/"):
        with disk.new_part(path) as part:
            with sealing(disk.Whole(part), vault.keys.recipients) as writer:
                fill(writer)
            disk.sync(part)
        disk.step("part.sealed")
        disk.part_of(path).replace(path)
        disk.sync_folder(path.parent)
    return open_file(vault, path.name, lambda: path.open("rb", buffering=0))


def _place(vault: Vault, original: Original, member: str) -> Path:
    name = hmac.digest(
        bytes.fromhex(original.sha256), member.encode("utf-8", "surrogatepass"), hashlib.sha256
    ).hex()
    return vault.layout.parts / f"{name[:32]}.age"
