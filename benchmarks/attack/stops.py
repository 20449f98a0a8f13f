"""Processes killed at random steps of every verb that writes: `python benchmarks/attack/stops.py [COUNT] [SEED]`.

Each round kills a child with SIGKILL at a random step of one verb, then looks: does a way in that may hold open the vault
and the copy, is every export that was reported as kept there byte for byte, does a second run finish, and is a check
content then. Prints a table; ends with 1 if anything was lost.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path

from place import PASSPHRASE, opened, quick, table, texts, until_told_to_stop

from migrator.errors import UsageError
from migrator.vault import disk, keys, secret
from migrator.vault.content import BytesContent
from migrator.vault.copy import copy
from migrator.vault.create import create
from migrator.vault.handle import unlock
from migrator.vault.kinds import Plan
from migrator.vault.originals import add
from migrator.vault.rekey import rekey
from migrator.vault.restore import restore
from migrator.vault.verify import verify

CODE, CODE_2 = secret.new_recovery_code(), secret.new_recovery_code()
OTHER = "other words entirely, six of them"
EXPORT = random.Random(1).randbytes(200_000)


def put(vault):
    with vault.writing():
        vault.journal.put({"b": Plan(value=2)})


def compact(vault):
    with vault.writing():
        vault.journal.compact()


VERBS = {
    "add": lambda v, _: add(v, BytesContent("new.zip", EXPORT), what="memories"),
    "decide": lambda v, _: put(v),
    "compact": lambda v, _: compact(v),
    "passphrase": lambda v, _: keys.change_passphrase(v, OTHER),
    "recovery": lambda v, _: keys.replace_recovery(v, CODE_2),
    "remove": lambda v, _: keys.remove(v, "recovery"),
    "rekey": lambda v, _: rekey(v, PASSPHRASE, CODE_2),
    "verify": lambda v, _: verify(v),
    "copy": lambda v, root: copy(v, root / "copy"),
    "copy after rekey": lambda v, root: copy(v, root / "copy"),
    "restore": lambda v, root: restore(v, root / "out", force=True),
}


def main(count: int, seed: int) -> int:
    quick()
    chance = random.Random(seed)
    done: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    home = Path(tempfile.mkdtemp(prefix="attack-"))
    models = {name: prepared(home / name, name) for name in ("plain", "copy after rekey")}
    try:
        with until_told_to_stop():
            for number in range(count):
                verb = chance.choice(sorted(VERBS))
                root = home / "now"
                shutil.copytree(models.get(verb, models["plain"]), root)
                step = int(60 ** chance.random())  # the first steps are those that every verb has
                if not killed(lambda verb=verb, root=root: work(verb, root), step):
                    shutil.rmtree(root)
                    continue  # it was done before that step
                done[verb] += 1
                if fault := looked(verb, root):
                    lost[verb] += 1
                    print(f"round {number}, {verb}, step {step}: {fault}")
                shutil.rmtree(root)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    table(("verb", "kills", "lost"), [(verb, done[verb], lost[verb]) for verb in VERBS])
    print(f"seed {seed}: {done.total()} kills, {lost.total()} with a loss")
    return 1 if lost else 0


def prepared(root: Path, name: str) -> Path:
    root.mkdir()
    with create(root / "vault", PASSPHRASE, CODE) as vault:
        for n in range(3):
            add(vault, BytesContent(f"{n}.zip", bytes([n]) * 90_000), what="memories")
        with vault.writing():
            vault.journal.put({"a": Plan(value=1)})
        copy(vault, root / "copy")
        if name == "copy after rekey":
            rekey(vault, PASSPHRASE, CODE)
    return root


def work(verb: str, root: Path) -> None:
    with unlock(root / "vault", PASSPHRASE) as vault:
        VERBS[verb](vault, root)


def killed(act, step: int) -> bool:
    """Whether the child was killed; False if it ended before."""
    child = os.fork()
    if child == 0:
        left = [step]

        def watch(_name: str) -> None:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        try:
            disk.watcher = watch
            act()
            os._exit(0)
        except BaseException:  # noqa: BLE001 - whatever it was, the parent has to hear of it
            traceback.print_exc()
            os._exit(1)
    _pid, how = os.waitpid(child, 0)
    return os.WIFSIGNALED(how)


def looked(verb: str, root: Path) -> str:
    """What was lost, "" if nothing."""
    try:
        typed = [OTHER, PASSPHRASE] if verb == "passphrase" else [PASSPHRASE]
        codes = [] if verb == "remove" else [CODE, CODE_2] if verb in {"recovery", "rekey"} else [CODE]
        for ways in filter(None, (typed, codes)):
            fault = whole(root / "vault", ways) or whole(root / "copy", [PASSPHRASE])
            if fault:
                return fault
        with opened(root / "vault", typed) as vault:
            with contextlib.suppress(UsageError):  # a removal that was finished cannot be done again
                VERBS[verb](vault, root)
            found = verify(vault)
            if not found.ok:
                return f"after a second run: {[p.kind for p in found.problems]}"
        return ", ".join(path.name for path in (root / "vault").rglob("*.part"))
    except KeyboardInterrupt:
        raise
    except BaseException as why:  # noqa: BLE001 - a crash is what is looked for
        traceback.print_exc()
        return type(why).__name__


def whole(folder: Path, ways: list[str]) -> str:
    vault = opened(folder, ways)
    if vault is None:
        return f"nothing opens {folder.name}"
    with vault:
        held = texts(vault)
        if any(held.get(f"{n}.zip") != bytes([n]) * 90_000 for n in range(3)):
            return f"an export is gone from {folder.name}"
        if vault.journal.all(Plan).get("a") != Plan(value=1) or vault.journal.problems:
            return f"a decision is gone from {folder.name}"
    return ""


if __name__ == "__main__":
    sys.exit(
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    )
