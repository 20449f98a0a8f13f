"""A stop is a stop: whatever a command is doing, TERM, HUP and Ctrl-C end it with 130 and leave nothing half done."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from migrator import stopping

from .stops import SIGNALS, Verb, points, prepared, run, verbs, wrong

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")
NAMES = [verb.name for verb in verbs(Path("/"))]
QUICK, LONG = 2, 60  # points of each command; without --long of three commands only


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    root = tmp_path_factory.mktemp("base")
    prepared(root)
    return root


@pytest.fixture
def root(base, tmp_path):
    place = tmp_path / "root"
    shutil.copytree(base, place)
    return place


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[] if n in {"add", "rebuild", "convert"} else pytest.mark.long) for n in NAMES],
)
def test_a_stop_at_any_point_is_a_stop(root, base, name, request):
    verb = next(verb for verb in verbs(root) if verb.name == name)
    count = LONG if request.config.getoption("--long") else QUICK
    chosen = points(verb.words, 12, count)
    for number, at in enumerate(chosen):
        shutil.rmtree(root)
        shutil.copytree(base, root)
        signalled = SIGNALS[number % len(SIGNALS)]
        ended = run(verb.words, at, getattr(signal, signalled))
        assert not wrong(root, verb, ended), f"{signalled} at call {at}"
        finished(root, verb)


def finished(root, verb: Verb):
    """The same command again does it, and the vault shows all that it holds."""
    if verb.name == "restore":
        shutil.rmtree(root / "out", ignore_errors=True)
    again = run(verb.words)
    assert again.code == 0, again.err
    vault = ("--vault", str(root / "vault"), "--passphrase-file", str(root / "secret"))
    checked = run(("vault", "verify", *vault, "--json"))
    assert checked.code == 0
    assert "index-differs" not in checked.err


def test_what_is_owed_is_done_once_and_the_latest_first():
    done = []
    stopping.owed(lambda: done.append(1))
    paid = stopping.owed(lambda: done.append(2))
    stopping.owed(lambda: done.append(3))
    stopping.owed(lambda: 1 / 0)
    paid()
    stopping.clear()
    stopping.clear()
    assert done == [3, 1]


@pytest.fixture
def listening():
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    stopping.listen(Told)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class Told(BaseException):
    pass


def test_a_request_waits_until_what_is_held_is_through(listening):
    done = []

    def work():
        with stopping.held():
            os.kill(os.getpid(), signal.SIGTERM)
            done.append("all of it")

    with pytest.raises(Told):
        work()
    assert done == ["all of it"]


def test_a_request_that_comes_when_all_is_in_its_place_is_too_late(listening):
    with stopping.held():
        os.kill(os.getpid(), signal.SIGTERM)
        stopping.settled()
    os.kill(os.getpid(), signal.SIGHUP)


def test_a_second_signal_does_not_hit_what_clears_up_after_the_first(listening):
    cleared = []

    def work():
        try:
            os.kill(os.getpid(), signal.SIGHUP)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            cleared.append(True)

    with pytest.raises(Told):
        work()
    assert cleared
