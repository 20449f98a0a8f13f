"""What the attacks share: quick vaults with something in them, and the law that nothing kept is lost."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path

from migrator.errors import MigratorError, VaultDamaged
from migrator.vault import disk, slots
from migrator.vault.handle import Vault, unlock
from migrator.vault.originals import all_originals, open_original

PASSPHRASE = "six words that nobody else has"


def quick() -> None:
    """The cheapest scrypt, and no waiting for the disk: what is ended here is a process, not the power."""
    slots.TYPED_WORK_FACTOR = 2
    disk.sync = lambda _file: None
    disk.sync_folder = lambda _folder: None


@contextlib.contextmanager
def until_told_to_stop() -> Iterator[None]:
    """SIGTERM or Ctrl-C ends the rounds, not the report: the table then says how many there were."""

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    with contextlib.suppress(KeyboardInterrupt):
        yield


def opened(folder: Path, secrets: list[str]) -> Vault | None:
    """The vault, by the first of these that opens it."""
    for each in secrets:
        with contextlib.suppress(MigratorError):
            return unlock(folder, each)
    return None


def texts(vault: Vault) -> dict[str, bytes]:
    """Every original by its name."""
    held = {}
    for original in all_originals(vault):
        with contextlib.suppress(VaultDamaged), open_original(vault, original) as plain:
            held[original.name] = (
                plain.read()
            )  # one that a stop left half named is finished by the next write
    return held


def table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Print it."""
    lines = [head, *[tuple(map(str, row)) for row in rows]]
    widths = [max(len(line[n]) for line in lines) for n in range(len(head))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
