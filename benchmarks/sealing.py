"""How fast an export is sealed and read, against a plain copy with SHA-256. Run: python benchmarks/sealing.py [MIB]

The bar: sealing at 0.6 of the plain copy or better; adding to a vault (seal, sync, read back) at 150 MB/s or better.
"""

import hashlib
import os
import random
import resource
import secrets
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from migrator.seal.age import open_sealed, sealing
from migrator.seal.keys import Identity
from migrator.vault import slots
from migrator.vault.content import content_of
from migrator.vault.create import create
from migrator.vault.originals import add, open_original

BLOCK = 1 << 20
TURNS = 5
PASSPHRASE = "a passphrase for this"
CODE = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSYQ"


def plain_copy(source: Path, to: Path, _me: Identity) -> None:
    digest = hashlib.sha256()
    with source.open("rb", buffering=0) as file, to.open("wb", buffering=0) as out:
        while block := file.read(BLOCK):
            digest.update(block)
            out.write(block)
        os.fsync(out.fileno())


def seal(source: Path, to: Path, me: Identity) -> None:
    digest = hashlib.sha256()
    with source.open("rb", buffering=0) as file, to.open("wb", buffering=0) as out:
        with sealing(out, me.recipient()) as writer:
            while block := file.read(BLOCK):
                digest.update(block)
                writer.write(block)
        os.fsync(out.fileno())


def unseal(_source: Path, sealed: Path, me: Identity) -> None:
    with open_sealed(sealed.open("rb", buffering=0), me) as plain:
        while plain.read(BLOCK):
            pass


def keep(source: Path, folder: Path, _me: Identity) -> None:
    """Seal, sync, read back, record: all that adding to a vault is."""
    with create(folder / secrets.token_hex(4), PASSPHRASE, CODE) as vault:
        add(vault, content_of(source))


def best(source: Path, folder: Path, me: Identity) -> dict[str, float]:
    """Seconds of the quickest of a few turns of each, in turn: the others shared the machine with somebody."""
    times: dict[str, list[float]] = {}
    for _ in range(TURNS):
        for work, place in (
            (plain_copy, folder / "copy"),
            (seal, folder / "sealed"),
            (unseal, folder / "sealed"),
            (keep, folder),
        ):
            start = time.perf_counter()
            work(source, place, me)
            times.setdefault(work.__name__, []).append(time.perf_counter() - start)
    return {name: min(found) for name, found in times.items()}


def main(size: int) -> None:
    slots.TYPED_WORK_FACTOR = 2
    me = Identity.new()
    with tempfile.TemporaryDirectory(dir=".") as name:
        folder = Path(name)
        source = folder / "export.zip"
        with zipfile.ZipFile(source, "w", zipfile.ZIP_STORED) as out:
            for number in range(size):
                out.writestr(f"{number}.bin", random.randbytes(BLOCK))
        took = best(source, folder, me)
        for work, what in (
            ("plain_copy", "plain copy with SHA-256"),
            ("seal", "sealing with SHA-256"),
            ("unseal", "reading a sealed file"),
            ("keep", "adding to a vault"),
        ):
            ratio = took["plain_copy"] / took[work]
            print(f"{what:25s} {size / took[work]:6.0f} MiB/s   {ratio:.2f} of the copy")
        with create(folder / "vault", PASSPHRASE, CODE) as vault:
            kept, _ = add(vault, content_of(source))
            start = time.perf_counter()
            with open_original(vault, kept) as plain, zipfile.ZipFile(plain) as held:
                held.getinfo(f"{size // 2}.bin")
            print(
                f"open and list its ZIP     {1000 * (time.perf_counter() - start):6.1f} ms for {size} members"
            )
            times = []
            with open_original(vault, kept) as plain, zipfile.ZipFile(plain) as held:
                for number in random.choices(range(size), k=100):
                    start = time.perf_counter()
                    held.read(f"{number}.bin")
                    times.append(time.perf_counter() - start)
            print(
                f"one member of 1 MiB       {1000 * sorted(times)[50]:6.1f} ms in the middle, {1000 * max(times):.1f} at worst"
            )
        print(
            f"memory at most            {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:6d} MiB"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
