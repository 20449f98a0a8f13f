"""Single bits flipped, and files cut short, anywhere in a vault: `python benchmarks/attack/flips.py [COUNT] [SEED]`.

After each one: opening or `verify` has to name it (but for `lock`, which holds nothing, and vault.json, which is written
anew), and nothing but our own errors may come. Prints a table; ends with 1 if anything was silent or crashed.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path

from place import PASSPHRASE, quick, table, until_told_to_stop

from migrator.app.context import Context
from migrator.app.keeping import caring
from migrator.app.keeping.adding import add
from migrator.errors import MigratorError
from migrator.sample import demo
from migrator.vault import secret
from migrator.vault.create import create
from migrator.vault.handle import unlock
from migrator.vault.originals import all_originals
from migrator.vault.parts import open_part

CODE = secret.new_recovery_code()


def main(count: int, seed: int) -> int:
    quick()
    chance = random.Random(seed)
    home = Path(tempfile.mkdtemp(prefix="attack-"))
    try:
        vault = prepared(home)
        files = {
            path.relative_to(vault).as_posix(): path.read_bytes()
            for path in sorted(vault.rglob("*"))
            if path.is_file() and path.name != "lock"
        }
        tried: Counter[str] = Counter()
        silent: Counter[str] = Counter()
        crashed: Counter[str] = Counter()
        rounds = 0
        with until_told_to_stop():
            for number in range(count):
                name = chance.choice(sorted(files))
                at, bit = chance.randrange(len(files[name])), chance.randrange(8)
                data = bytearray(files[name])
                if number % 15:
                    data[at] ^= 1 << bit
                else:
                    del data[at:]
                (vault / name).write_bytes(data)
                kind = name.split("/")[0]
                what = outcome(vault, kind)
                tried[kind] += 1
                if what != "named":
                    (silent if what == "silent" else crashed)[kind] += 1
                    print(f"round {number}: {name} at {at}, bit {bit}: {what}")
                for path in [*vault.rglob("*")]:
                    if (
                        path.is_file()
                        and path.relative_to(vault).as_posix() not in files
                        and path.name != "lock"
                    ):
                        path.unlink()
                for each, whole in files.items():
                    if (vault / each).exists() and (vault / each).read_bytes() == whole:
                        continue
                    (vault / each).write_bytes(whole)
                rounds += 1
        kinds = sorted(tried)
        table(("where", "flips", "silent", "crashes"), [(k, tried[k], silent[k], crashed[k]) for k in kinds])
        print(f"seed {seed}: {rounds} flips and cuts, {silent.total()} silent, {crashed.total()} crashes")
        return 1 if silent or crashed else 0
    finally:
        shutil.rmtree(home, ignore_errors=True)


def prepared(home: Path) -> Path:
    demo.pair()[0].write_zip(home / "export.zip")
    with create(home / "vault", PASSPHRASE, CODE) as vault:
        add(vault, [str(home / "export.zip")], Context())
        open_part(
            vault, all_originals(vault)[0], "inner.zip", lambda out: out.write(b"inner" * 30_000)
        ).close()
        caring.verify(vault, Context())
    return home / "vault"


def outcome(folder: Path, kind: str) -> str:
    try:
        with unlock(folder, CODE if kind == "keys" else PASSPHRASE) as vault:
            found = caring.verify(vault, Context())
            if found.problems or vault.mended or kind == "vault.json":
                return "named"
            return "silent"
    except MigratorError:
        return "silent" if kind == "vault.json" else "named"  # vault.json alone locks nobody out
    except KeyboardInterrupt:
        raise
    except BaseException as why:  # noqa: BLE001 - a crash is what is looked for
        traceback.print_exc()
        return type(why).__name__


if __name__ == "__main__":
    sys.exit(
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    )
