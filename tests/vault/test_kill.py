"""kill -9 at every named step and at random moments: nothing acknowledged is lost, nothing has to be repaired by hand."""

import os
import random
import signal
import time

import pytest

from migrator.errors import NoVault
from migrator.vault import disk, secret
from migrator.vault.content import BytesContent
from migrator.vault.create import create
from migrator.vault.forget import forget
from migrator.vault.handle import unlock
from migrator.vault.kinds import Plan
from migrator.vault.originals import add, all_originals, open_original
from migrator.vault.verify import verify

from .conftest import PASSPHRASE, tree
from .lives import CODE, LIVES, Life, Place, check, duplicate, in_child, killed_at, opens, prepare, steps_of

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def test_the_code_used_here_is_a_valid_one():
    assert secret.recovery_code(CODE) == CODE


@pytest.mark.parametrize("name", LIVES)
def test_a_kill_at_every_sort_of_step(tmp_path, name):
    kill_at_steps(tmp_path, LIVES[name], every=False)


@pytest.mark.long
@pytest.mark.parametrize("name", LIVES)
def test_a_kill_at_every_single_step(tmp_path, name):
    kill_at_steps(tmp_path, LIVES[name], every=True)


def kill_at_steps(tmp_path, life, *, every):
    """Stop at each step, or at the first and the last one of each name."""
    place = prepare(tmp_path / "template")
    source = place.export.read_bytes()
    steps = steps_of(duplicate(place, tmp_path / "whole"), life)
    for number, step in enumerate(steps, 1):
        if not every and step in steps[: number - 1] and step in steps[number:]:
            continue
        here = duplicate(place, tmp_path / f"{number}-{step}")

        def work(here=here, number=number):
            disk.watcher = killed_at(number)
            life.act(here)

        assert in_child(work) == signal.SIGKILL
        check(here, life, source)


def test_the_steps_that_matter_are_there(tmp_path):
    place = prepare(tmp_path / "a")
    steps = steps_of(place, LIVES["add"])
    order = [
        "original.sealed",
        "original.checked",
        "journal.synced",
        "original.recorded",
        "original.renamed",
        "original.synced",
    ]
    assert [step for step in steps if step in order] == order
    steps = steps_of(place, LIVES["rekey"])
    order = ["rekey.both", "rekey.devices", "rekey.sealed", "rekey.index", "rekey.alone"]
    assert [step for step in steps if step in order] == order
    assert steps.count("rekey.replaced") == 3 + 1 + len(list((place.vault / "journal").iterdir()))


def random_kills(tmp_path, runs, seed):
    """A child adds and decides as fast as it can and says so through a pipe; what it said has to be there afterwards."""
    place = prepare(tmp_path / "place")
    chance = random.Random(seed)
    said: set[int] = set()
    for run in range(runs):
        reading, writing = os.pipe()

        def work(run=run, reading=reading, writing=writing):
            os.close(reading)
            with unlock(place.vault, PASSPHRASE) as vault:
                for n in range(run * 10_000, run * 10_000 + 9999):
                    add(vault, BytesContent(f"{n}", f"{n} ".encode() * (n % 7 * 5000 + 1)))
                    with vault.writing():
                        vault.journal.put({str(n): Plan(value=n)})
                    if n % 5 == 4:
                        with vault.writing():
                            vault.journal.compact()
                    os.write(writing, f"{n}\n".encode())

        child = os.fork()
        if child == 0:
            try:
                work()
            finally:
                os._exit(1)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            first = pipe.readline()  # however busy the machine is, each run gets to say something
            time.sleep(chance.uniform(0, 0.2))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            said |= {int(line) for line in (first + pipe.read()).splitlines()}
        with unlock(place.vault, PASSPHRASE) as vault:
            with vault.writing():
                pass  # finishes what was left
            assert vault.journal.problems == ()
            assert said <= {int(key) for key in vault.journal.all(Plan) if key.isdigit()}
            kept = {original.name: original for original in all_originals(vault)}
            for n in chance.sample(sorted(said), min(20, len(said))):
                with open_original(vault, kept[str(n)]) as plain:
                    assert plain.read() == f"{n} ".encode() * (n % 7 * 5000 + 1)
            on_disk = {path.stem for path in vault.layout.originals.iterdir()}
            assert on_disk == {original.hex for original in kept.values()}
    return len(said)


def test_kills_at_random(tmp_path):
    assert random_kills(tmp_path, 6, seed=11) >= 6


@pytest.mark.long
def test_five_hundred_kills_at_random(tmp_path):
    assert sum(random_kills(tmp_path / str(n), 25, seed=n) for n in range(20)) >= 500


def test_a_stop_before_the_record_leaves_nothing_and_one_after_it_everything(tmp_path):
    place = prepare(tmp_path / "template")
    life = LIVES["add"]
    steps = steps_of(duplicate(place, tmp_path / "whole"), life)
    for number, step in enumerate(steps, 1):
        here = duplicate(place, tmp_path / f"{number}")

        def work(here=here, number=number):
            disk.watcher = killed_at(number)
            life.act(here)

        in_child(work)
        with unlock(here.vault, PASSPHRASE) as vault, vault.writing():
            names = [kept.name for kept in all_originals(vault)]
        recorded = number >= steps.index("journal.renamed") + 1
        assert ("export.zip" in names) == recorded, step
        if not recorded:
            left = {n for n in tree(here.vault) if n != "lock"}
            assert left == {n for n in tree(place.vault) if n != "lock"}


def test_a_kill_while_a_vault_is_made_leaves_none_or_a_whole_one(tmp_path):
    place = Place(tmp_path / "whole")
    making = Life(lambda p: create(p.vault, PASSPHRASE, CODE).close(), lambda p: opens(p.vault, PASSPHRASE))
    for number, _ in enumerate(steps_of(place, making), 1):
        here = Place(tmp_path / f"{number}")

        def work(here=here, number=number):
            disk.watcher = killed_at(number)
            making.act(here)

        assert in_child(work) == signal.SIGKILL
        if not opens(here.vault, PASSPHRASE):
            with pytest.raises(NoVault):
                unlock(here.vault, PASSPHRASE)
            making.act(here)
        assert opens(here.vault, PASSPHRASE)
        assert opens(here.vault, CODE)
        with unlock(here.vault, CODE) as vault:
            assert verify(vault).ok


def test_a_kill_while_a_vault_is_destroyed_destroys_it(tmp_path):
    place = prepare(tmp_path / "template")
    with unlock(place.vault, PASSPHRASE) as vault:
        name = vault.id[:8]
    going = Life(lambda p: forget(p.vault, name), lambda p: not p.vault.exists())
    for number, _ in enumerate(steps_of(duplicate(place, tmp_path / "whole"), going), 1):
        here = duplicate(place, tmp_path / f"{number}")

        def work(here=here, number=number):
            disk.watcher = killed_at(number)
            going.act(here)

        assert in_child(work) == signal.SIGKILL
        assert not opens(here.vault, PASSPHRASE)
        going.act(here)
        assert not here.vault.exists()
