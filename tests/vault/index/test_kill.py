"""kill -9 while exports are taken into the index: the next start finishes it, and the index shows all of it."""

import os
import random
import shutil
import signal
import time

import pytest

from migrator.app.context import Context
from migrator.app.keeping import takings
from migrator.app.keeping.adding import add
from migrator.app.keeping.caring import verify
from migrator.app.keeping.reading import library
from migrator.sample import demo
from migrator.vault import disk
from migrator.vault.create import create
from migrator.vault.handle import unlock

PASSPHRASE = "six words that nobody else has"


pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def prepared(tmp_path, code):
    """A vault with the older export in it, and the newer one to be added."""
    older, newer = demo.pair()
    older.write_zip(tmp_path / "older.zip")
    newer.write_zip(tmp_path / "newer.zip")
    with create(tmp_path / "vault", PASSPHRASE, code) as vault:
        add(vault, [str(tmp_path / "older.zip")], Context())
    return tmp_path


def added_in_a_child(place, stop):
    """Add the newer export in a child that `stop` ends; how the child ended."""
    child = os.fork()
    if child == 0:
        try:
            stop()
            with unlock(place / "vault", PASSPHRASE) as vault:
                add(vault, [str(place / "newer.zip")], Context())
        finally:
            os._exit(0)
    return child


def whole(place):
    """What the vault shows once the next start has had its turn; everything must be as it should."""
    with unlock(place / "vault", PASSPHRASE) as vault:
        add(vault, [str(place / "newer.zip")], Context())
        checked = verify(vault, Context())
        assert (checked.ok, checked.problems) == (True, ())
        with library(vault, Context()) as chats:
            return [(c.id, c.title, c.messages, c.branches) for c in chats.conversations()], chats.search(
                "the"
            )[1]


def test_a_kill_at_each_step_of_building_is_finished_by_the_next_start(prepared):
    place = prepared
    expected = None
    for wanted in ("index.building", "index.built", "index.synced", "index.renamed", "original.renamed"):

        def stop(wanted=wanted):
            def watch(name):
                if name == wanted:
                    os.kill(os.getpid(), signal.SIGKILL)

            disk.watcher = watch
            (place / "vault" / "index.db").unlink(missing_ok=True)

        _, status = os.waitpid(added_in_a_child(place, stop), 0)
        assert wanted == "original.renamed" or os.WTERMSIG(status) == signal.SIGKILL
        now = whole(place)
        assert expected is None or now == expected
        expected = now
    assert expected[0]


def random_kills(place, runs, seed):
    """Every other time into the index that is there, else into one that is built aside."""
    chance = random.Random(seed)
    shutil.copytree(place / "vault", place / "before")
    expected = None
    for number in range(runs):
        shutil.rmtree(place / "vault")
        shutil.copytree(place / "before", place / "vault")
        if number % 2:
            (place / "vault" / "index.db").unlink()
        child = added_in_a_child(place, lambda: None)
        time.sleep(chance.uniform(0, 1.2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        now = whole(place)
        assert expected is None or now == expected
        expected = now


@pytest.fixture(params=[1, 2])
def cores(request, monkeypatch):
    """One process, or the work spread over two, however small it is."""
    monkeypatch.setattr(takings, "WORTH_IT", 0)
    monkeypatch.setattr(takings, "_BATCH", 20_000)
    monkeypatch.setenv("MIGRATE_CORES", str(request.param))


@pytest.mark.usefixtures("cores")
def test_kills_at_random_while_indexing(prepared):
    random_kills(prepared, 2, seed=5)


@pytest.mark.long
@pytest.mark.usefixtures("cores")
def test_fifty_kills_at_random_while_indexing(prepared):
    random_kills(prepared, 50, seed=6)
