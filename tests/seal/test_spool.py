"""The spool gives back what was written, keeps to its memory, and leaves nothing readable behind."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.errors import NoSpace, Refused
from migrator.seal import private, spool
from migrator.seal.spool import Spool


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@given(st.lists(st.binary(max_size=5000), max_size=8), st.sampled_from([0, 100, 4000, 10**6]))
@settings(max_examples=60, deadline=None)
def test_what_is_written_comes_back(pieces, limit):
    whole = b"".join(pieces)
    with Spool(limit) as held:
        for piece in pieces:
            held.write(piece)
        assert held.size == len(whole)
        assert held.in_memory == (len(whole) <= limit)
        first, second = held.reader(), held.reader()
        assert first.read(10) == whole[:10]
        assert second.read() == whole
        assert first.read() == whole[10:]
        first.seek(len(whole) // 2)
        assert first.read() == whole[len(whole) // 2 :]


def test_nothing_is_written_once_it_is_read():
    with Spool() as held:
        held.write(b"a")
        held.reader()
        with pytest.raises(ValueError, match="being read"):
            held.write(b"b")


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_on_disk_it_is_sealed_private_and_without_a_name(own_temporary_folder):
    canary = b"the canary sings" * 100
    with Spool(1000) as held:
        for _ in range(100):
            held.write(canary)
        held.reader().read(1)
        folder = private.private_folder()
        assert folder.parent == own_temporary_folder
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert list(folder.iterdir()) == []
        seen = os.fstat(held._file.fileno())
        assert seen.st_size > len(canary) * 100
        assert stat.S_IMODE(seen.st_mode) == 0o600
        with Path(f"/proc/self/fd/{held._file.fileno()}").open("rb") as raw:
            assert b"canary" not in raw.read()


def test_damage_on_disk_is_noticed():
    with Spool(10) as held:
        held.write(b"x" * 200_000)
        reader = held.reader()
        held._file.seek(100)
        held._file.write(b"!")
        held._file.flush()
        with pytest.raises(spool.MigratorError, match="damaged"):
            reader.read()


def test_a_full_disk_is_said_so(monkeypatch):
    with Spool(10) as held:

        def full(_):
            raise OSError(28, "No space left on device")

        held.write(b"x" * 100)
        monkeypatch.setattr(held._writer, "_out", type("Full", (), {"write": staticmethod(full)})())
        with pytest.raises(NoSpace):
            held.write(b"x" * 200_000)


def test_the_broom_takes_what_the_dead_left_and_nothing_else():
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    folder = private.private_folder()
    gone = folder / f"spool-{int(dead.stdout)}-0123456789abcdef"
    gone.write_bytes(b"sealed")
    session = folder / f"session-{int(dead.stdout)}-0123456789abcdef"
    (session / "keys").mkdir(parents=True)
    mine = folder / f"spool-{os.getpid()}-0123456789abcdef"
    mine.write_bytes(b"sealed")
    other = folder / "not-ours.txt"
    other.write_bytes(b"")
    assert private.sweep() == 2
    assert sorted(folder.iterdir()) == sorted([mine, other])


def test_a_planted_folder_is_refused(own_temporary_folder):
    folder = private.private_folder()
    folder.chmod(0o777)
    with pytest.raises(Refused):
        private.private_folder()
    folder.rmdir()
    folder.symlink_to(own_temporary_folder)
    with pytest.raises(Refused):
        Spool(0).write(b"x")
