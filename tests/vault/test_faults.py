"""The disk refuses: full, failing or read-only, at every single call. The error is ours, and nothing is lost."""

import errno
import io
import os
from contextlib import contextmanager

import pytest

from migrator.errors import MigratorError, NoSpace, VaultDamaged

from .conftest import tree
from .lives import LIVES, check, duplicate, prepare

CALLS = ("fsync", "replace", "unlink", "mkdir", "open", "listdir", "rename", "stat")


class Fault:
    """Counts the calls that reach the disk; the `at`th one, and with `stays` all after it, fail with `number`."""

    def __init__(self, at=0, number=errno.EIO, *, stays=False):
        self.at, self.number, self.stays, self.count = at, number, stays, 0

    def tick(self):
        self.count += 1
        if self.count == self.at or (self.stays and 0 < self.at < self.count):
            raise OSError(self.number, os.strerror(self.number))


@contextmanager
def faulty(fault, monkeypatch):
    class File(io.FileIO):
        """A file whose reads and writes may fail; every third write takes only a part of what it is given."""

        writes = 0

        def write(self, data):
            fault.tick()
            File.writes += 1
            return super().write(bytes(data)[: max(1, len(data) // 2)] if File.writes % 3 == 0 else data)

        def readinto(self, buffer):
            fault.tick()
            return super().readinto(buffer)

        def read(self, size=-1):
            fault.tick()
            return super().read(size)

        def readall(self):
            fault.tick()
            return super().readall()

    def opened(file, mode="r", buffering=-1, *rest, **more):
        if "b" not in mode:
            return real_open(file, mode, buffering, *rest, **more)
        raw = File(file, mode.replace("b", ""))
        return raw if buffering == 0 else io.BufferedReader(raw)

    real_open = io.open
    with monkeypatch.context() as patch:
        for name in CALLS:
            real = getattr(os, name)

            def call(*args, real=real, **more):
                fault.tick()
                return real(*args, **more)

            patch.setattr(os, name, call)
        patch.setattr(os, "fdopen", lambda fd, mode, **more: File(fd, mode.replace("b", "")))
        patch.setattr(io, "open", opened)
        yield fault


def refusal(life, place):
    """The error that the operation ended with, None if it did not; any other than ours goes through."""
    try:
        life.act(place)
    except MigratorError as why:
        return why
    return None


def hinder(tmp_path, monkeypatch, name, *, every, numbers):
    life = LIVES[name]
    place = prepare(tmp_path / "template")
    source = place.export.read_bytes()
    with faulty(Fault(), monkeypatch) as counted:
        life.act(duplicate_quietly(place, tmp_path / "whole", monkeypatch))
    assert counted.count > 10
    refused = set()
    for at in range(1, counted.count + 1, every):
        number, stays = numbers[at % len(numbers)], bool(at // len(numbers) % 2)
        here = duplicate(place, tmp_path / f"{at}")
        with faulty(Fault(at, number, stays=stays), monkeypatch):
            told = refusal(life, here)
        if told is not None:
            refused.add(type(told))
            assert told.message
        assert here.export.read_bytes() == source
        check(here, life, source)
    return refused


def duplicate_quietly(place, to, monkeypatch):
    with monkeypatch.context() as patch:
        patch.undo()
        return duplicate(place, to)


EVERY = {
    "add": 9,
    "decide": 5,
    "compact": 9,
    "copy": 29,
    "passphrase": 7,
    "rekey": 47,
    "restore": 5,
    "verify": 9,
    "grant": 5,
    "account": 5,
}


def test_every_operation_has_its_turn():
    assert EVERY.keys() == LIVES.keys()


@pytest.mark.parametrize("name", LIVES)
def test_a_disk_that_refuses_now_and_then(tmp_path, monkeypatch, name):
    hinder(tmp_path, monkeypatch, name, every=EVERY[name], numbers=(errno.ENOSPC, errno.EIO, errno.EACCES))


@pytest.mark.long
@pytest.mark.parametrize("name", LIVES)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS])
def test_a_disk_that_refuses_at_every_single_call(tmp_path, monkeypatch, name, number):
    hinder(tmp_path, monkeypatch, name, every=1, numbers=(number,))


def test_a_full_disk_is_called_full_and_leaves_the_vault_as_it_was(tmp_path, monkeypatch):
    place = prepare(tmp_path / "template")
    before = {name: data for name, data in tree(place.vault).items() if name != "lock"}
    with faulty(Fault(40, errno.ENOSPC, stays=True), monkeypatch), pytest.raises(NoSpace):
        LIVES["add"].act(place)
    after = {
        name: data
        for name, data in tree(place.vault).items()
        if name != "lock" and not name.endswith(".part")
    }
    assert after == before


def test_a_source_that_fails_is_told_from_a_vault_that_does(tmp_path, monkeypatch):
    place = prepare(tmp_path / "template")
    real = io.FileIO.read

    class Failing(io.FileIO):
        def read(self, size=-1):
            if str(self.name) == str(place.export):
                raise OSError(errno.EIO, "Input/output error")
            return real(self, size)

    real_open = io.open

    def opened(file, mode="r", buffering=-1, *rest, **more):
        if buffering == 0:
            return Failing(file, mode.replace("b", ""))
        return real_open(file, mode, buffering, *rest, **more)

    monkeypatch.setattr(io, "open", opened)
    with pytest.raises(MigratorError, match="export could not be read") as why:
        LIVES["add"].act(place)
    assert not isinstance(why.value, VaultDamaged)
