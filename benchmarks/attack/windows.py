"""The losses between two windows, played again: `python benchmarks/attack/windows.py`.

Each scene is a sequence of honest steps after which everything that was reported as kept must be there, by each way in that
the person was told is valid. It uses nothing that earlier versions lacked, so that it shows them as they were:
`PYTHONPATH=OLDER_TREE python benchmarks/attack/windows.py`. Ends with 1 if anything was lost.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from place import PASSPHRASE, opened, quick, table, texts

from migrator.errors import MigratorError
from migrator.vault import disk, keys, secret
from migrator.vault.content import BytesContent
from migrator.vault.copy import copy
from migrator.vault.create import create
from migrator.vault.handle import unlock
from migrator.vault.kinds import Plan
from migrator.vault.originals import add
from migrator.vault.rekey import rekey

OLD, NEW, NEWER = (secret.new_recovery_code() for _ in range(3))
OTHER = "other words entirely, six of them"


class Scene:
    """A vault, what it was reported to keep, and the ways in that the person was told are valid."""

    def __init__(self, root: Path) -> None:
        self.vault, self.copy = root / "vault", root / "copy"
        self.kept: dict[str, bytes] = {}
        self.ways = [PASSPHRASE, OLD]
        create(self.vault, PASSPHRASE, OLD).close()
        self.add(unlock(self.vault, PASSPHRASE), "first")

    def add(self, vault, name: str) -> None:
        with contextlib.suppress(MigratorError):
            add(vault, BytesContent(name, name.encode()), what="memories")
            self.kept[name] = name.encode()

    def lost(self, folder: Path | None = None) -> list[str]:
        gone = set()
        for way in self.ways:
            vault = opened(folder or self.vault, [way])
            held: dict[str, bytes] = {}
            if vault is not None:
                with contextlib.suppress(MigratorError):
                    held = texts(vault)
            gone |= {name for name, data in self.kept.items() if held.get(name) != data}
        return sorted(gone)


def two_rekeys(scene: Scene) -> list[str]:
    waiting = unlock(scene.vault, PASSPHRASE)  # "Type group N of it"
    rekey(unlock(scene.vault, PASSPHRASE), PASSPHRASE, NEW)
    scene.ways = [PASSPHRASE, NEW]
    with contextlib.suppress(MigratorError):
        rekey(waiting, PASSPHRASE, NEWER)
        scene.ways = [PASSPHRASE, NEWER]
    return scene.lost()


def waiting_for_answers(scene: Scene) -> list[str]:
    one, two = unlock(scene.vault, PASSPHRASE), unlock(scene.vault, PASSPHRASE)
    rekey(unlock(scene.vault, PASSPHRASE), PASSPHRASE, NEW)
    scene.ways = [PASSPHRASE, NEW]
    with contextlib.suppress(MigratorError):
        keys.change_passphrase(one, OTHER)
        scene.ways[0] = OTHER
    with contextlib.suppress(MigratorError):
        keys.replace_recovery(two, NEWER)
        scene.ways[1] = NEWER
    return scene.lost()


def open_screen(scene: Scene) -> list[str]:
    screen = unlock(scene.vault, PASSPHRASE)
    rekey(unlock(scene.vault, PASSPHRASE), PASSPHRASE, NEW)
    scene.ways = [PASSPHRASE, NEW]
    scene.add(screen, "added in the open screen")
    return scene.lost()


def stopped(step: str, act) -> None:
    child = os.fork()
    if child == 0:
        disk.watcher = lambda name: os.kill(os.getpid(), signal.SIGKILL) if name == step else None
        act()
        os._exit(0)
    os.waitpid(child, 0)


def between_two_slots(scene: Scene) -> list[str]:
    stopped(
        "slot.recovery.synced",
        lambda: rekey(unlock(scene.vault, PASSPHRASE), PASSPHRASE, NEW),
    )
    vault = opened(scene.vault, [NEW, OLD])
    scene.add(vault, "added with the new code")
    rekey(unlock(scene.vault, PASSPHRASE), PASSPHRASE, NEWER)
    scene.ways = [PASSPHRASE, NEWER]
    return scene.lost()


def worked_in_the_copy(scene: Scene) -> list[str]:
    copy(unlock(scene.vault, PASSPHRASE), scene.copy)
    with unlock(scene.copy, PASSPHRASE) as own:
        scene.add(own, "added in the copy")
        with own.writing():
            own.journal.put({"decided": Plan(value="in the copy")})
    vault = unlock(scene.vault, PASSPHRASE)
    for n in range(6):
        with vault.writing():
            vault.journal.put({str(n): Plan(value=n)})
    with contextlib.suppress(MigratorError):
        copy(vault, scene.copy)
    with unlock(scene.copy, PASSPHRASE) as own:
        decided = [] if "decided" in own.journal.all(Plan) else ["a decision"]
    return scene.lost(scene.copy) + decided


def copy_after_new_keys(scene: Scene) -> list[str]:
    copy(unlock(scene.vault, PASSPHRASE), scene.copy)
    rekey(unlock(scene.vault, PASSPHRASE), PASSPHRASE, NEW)
    scene.ways = [PASSPHRASE]
    stopped("copy.renamed", lambda: copy(unlock(scene.vault, PASSPHRASE), scene.copy))
    return scene.lost(scene.copy)


SCENES = {
    "two rekeys, one waiting for an answer": two_rekeys,
    "passphrase and code waiting during a rekey": waiting_for_answers,
    "an open screen during a rekey": open_screen,
    "a rekey killed between its two slots": between_two_slots,
    "work in a copy, then copied over": worked_in_the_copy,
    "a copy killed while it gets new keys": copy_after_new_keys,
}


def main() -> int:
    quick()
    rows, any_lost = [], False
    for name, play in SCENES.items():
        home = Path(tempfile.mkdtemp(prefix="attack-"))
        try:
            lost = play(Scene(home))
        except Exception as why:  # noqa: BLE001 - a crash is a result, too
            lost = [type(why).__name__]
        finally:
            shutil.rmtree(home, ignore_errors=True)
        any_lost = any_lost or bool(lost)
        rows.append((name, ", ".join(lost) or "nothing"))
    table(("scene", "lost"), rows)
    return 1 if any_lost else 0


if __name__ == "__main__":
    sys.exit(main())
