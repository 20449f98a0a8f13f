"""What a vault goes through, one operation each, to be stopped or hindered at every step and then checked."""

import contextlib
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from migrator.errors import MigratorError
from migrator.vault import disk, keys
from migrator.vault.content import BytesContent, content_of
from migrator.vault.copy import copy
from migrator.vault.create import create
from migrator.vault.handle import unlock
from migrator.vault.kinds import Copied, Grant, Handed, Plan
from migrator.vault.originals import add, all_originals, open_original
from migrator.vault.parts import open_part
from migrator.vault.rekey import rekey
from migrator.vault.restore import restore
from migrator.vault.verify import verify

from .conftest import PASSPHRASE, write_zip

CODE = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSYQ"
OTHER = "another one, made up as well"
EARLY = {"early.zip": b"an export that was there before" * 3000, "memories.txt": b"tea"}
DECIDED = {"early": Plan(value=1)}


@dataclass(frozen=True)
class Place:
    """One test's own disk: `vault`, `copy` and `out` below `root`, and the export that is added."""

    root: Path

    @property
    def vault(self) -> Path:
        return self.root / "vault"

    @property
    def export(self) -> Path:
        return self.root / "downloads" / "export.zip"


@dataclass(frozen=True)
class Life:
    """An operation, the passphrases that may hold after it was stopped, and what is true once it was done."""

    act: Callable[[Place], None]
    done: Callable[[Place], bool]
    passphrases: tuple[str, ...] = (PASSPHRASE,)


def prepare(root: Path) -> Place:
    """A vault with some life behind it."""
    place = Place(root)
    place.export.parent.mkdir(parents=True)
    write_zip(place.export, {"conversations.json": b"[1, 2]" * 4000, "file.bin": os.urandom(150_000)})
    with create(place.vault, PASSPHRASE, CODE) as vault:
        for name, data in EARLY.items():
            add(vault, BytesContent(name, data), what="memories")
        open_part(vault, all_originals(vault)[0], "inner.zip", lambda w: w.write(b"inner" * 1000)).close()
        with vault.writing():
            vault.journal.put(DECIDED)
            vault.journal.put({"gone": Plan(value=0)})
            vault.journal.take_back(Plan, "gone")
    return place


def duplicate(place: Place, to: Path) -> Place:
    shutil.copytree(place.root, to)
    return Place(to)


def _add(place):
    with unlock(place.vault, PASSPHRASE) as vault:
        add(vault, content_of(place.export))


def _added(place):
    with unlock(place.vault, PASSPHRASE) as vault:
        for kept in all_originals(vault):
            if kept.name == "export.zip":
                with open_original(vault, kept) as plain:
                    return plain.read() == place.export.read_bytes()
    return False


def _decide(place):
    with unlock(place.vault, PASSPHRASE) as vault, vault.writing():
        vault.journal.put({"one": Plan(value="a"), "two": Plan(value="b")})


def _decided(place):
    with unlock(place.vault, PASSPHRASE) as vault:
        found = vault.journal.all(Plan)
    assert ("one" in found) == ("two" in found), "a batch is kept whole or not at all"
    return "one" in found


def _grant(place):
    with unlock(place.vault, PASSPHRASE) as vault, vault.writing():
        vault.journal.put({"garden": Grant(only=("title:tea",), redact=("email",))})


def _granted(place):
    with unlock(place.vault, PASSPHRASE) as vault:
        found = vault.journal.all(Grant)
    assert found in ({}, {"garden": Grant(only=("title:tea",), redact=("email",))})
    return bool(found)


def _hand(place):
    with unlock(place.vault, PASSPHRASE) as vault:
        for n in range(3):
            with vault.writing():
                vault.journal.put({f"run-{n}": Handed(grant="garden", client="c", tool="read_chat", size=n)})


def _handed(place):
    with unlock(place.vault, PASSPHRASE) as vault:
        found = vault.journal.all(Handed)
    assert list(found) == [f"run-{n}" for n in range(len(found))], "what was recorded later is there alone"
    return len(found) == 3


def _compact(place):
    with unlock(place.vault, PASSPHRASE) as vault, vault.writing():
        vault.journal.compact()


def _copy(place):
    with unlock(place.vault, PASSPHRASE) as vault:
        copy(vault, place.root / "copy")


def _copied(place):
    with unlock(place.vault, PASSPHRASE) as vault:
        if not vault.journal.all(Copied):
            return False
    with unlock(place.root / "copy", PASSPHRASE) as second:
        return verify(second, record=False).ok


def _passphrase(place):
    with contextlib.suppress(MigratorError), unlock(place.vault, OTHER):
        return
    with unlock(place.vault, PASSPHRASE) as vault:
        keys.change_passphrase(vault, OTHER)


def _rekey(place):
    with unlock(place.vault, PASSPHRASE) as vault:
        rekey(vault, PASSPHRASE, CODE)


def _rekeyed(place):
    with unlock(place.vault, PASSPHRASE) as vault:
        return not vault.keys.changing


def _restore(place):
    with unlock(place.vault, PASSPHRASE) as vault:
        restore(vault, place.root / "out", force=True)


def _restored(place):
    out = place.root / "out"
    return all((out / name).read_bytes() == data for name, data in EARLY.items())


def _verify(place):
    with unlock(place.vault, PASSPHRASE) as vault:
        assert verify(vault).ok


LIVES = {
    "add": Life(_add, _added),
    "decide": Life(_decide, _decided),
    "grant": Life(_grant, _granted),
    "account": Life(_hand, _handed),
    "compact": Life(_compact, lambda _: True),
    "copy": Life(_copy, _copied),
    "passphrase": Life(_passphrase, lambda p: opens(p.vault, OTHER), (PASSPHRASE, OTHER)),
    "rekey": Life(_rekey, _rekeyed),
    "restore": Life(_restore, _restored),
    "verify": Life(_verify, lambda _: True),
}


def opens(folder: Path, typed: str) -> bool:
    try:
        unlock(folder, typed).close()
    except MigratorError:
        return False
    return True


def check(place: Place, life: Life, source: bytes) -> None:
    """After a stop or an error: nothing that was acknowledged is lost, no repair by hand, and a second run completes it."""
    assert place.export.read_bytes() == source, "the source was touched"
    typed = next((each for each in life.passphrases if opens(place.vault, each)), None)
    assert typed, "no passphrase opens it"
    assert opens(place.vault, CODE) or life.act is _rekey, "the recovery code no longer opens it"
    with unlock(place.vault, typed) as vault:
        assert vault.journal.problems == ()
        early = {kept.name: kept for kept in all_originals(vault)}
        assert vault.journal.all(Plan).items() >= DECIDED.items()
        assert "gone" not in vault.journal.all(Plan)
        for name, data in EARLY.items():
            with open_original(vault, early[name]) as plain:
                assert plain.read() == data
    life.act(place)
    assert life.done(place), "a second run did not complete it"
    with unlock(
        place.vault, next(each for each in reversed(life.passphrases) if opens(place.vault, each))
    ) as vault:
        outcome = verify(vault)
        assert outcome.ok, outcome.problems
        assert len({kept.sha256 for kept in all_originals(vault)}) == len(all_originals(vault))
    assert [path.name for path in place.vault.rglob("*.part")] == []


def steps_of(place: Place, life: Life) -> list[str]:
    """The names of the steps that the operation goes through; it is carried out."""
    seen: list[str] = []
    disk.watcher = seen.append
    try:
        life.act(place)
    finally:
        disk.watcher = disk._nothing
    return seen


def in_child(work: Callable[[], None]) -> int:
    """Run it in a forked process that ends there; the number of the signal that ended it, 0 if it finished."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        except BaseException:  # noqa: BLE001 - whatever it was, the parent has to hear of it
            traceback.print_exc(file=sys.__stderr__)
        finally:
            os._exit(status)
    _pid, how = os.waitpid(child, 0)
    assert os.WIFSIGNALED(how) or os.WEXITSTATUS(how) == 0, "the child failed by itself"
    return os.WTERMSIG(how) if os.WIFSIGNALED(how) else 0


def killed_at(number: int) -> Callable[[str], None]:
    """A watcher that kills the process at its `number`th step."""
    left = [number]

    def watch(_name: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return watch
