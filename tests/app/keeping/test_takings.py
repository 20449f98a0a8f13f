"""Indexing on several cores: the same index, the same problems, nothing left running, and no key where it could be read."""

import os
import signal
import time
from pathlib import Path

import pytest

from migrator.app.context import Context
from migrator.app.keeping import takings
from migrator.app.keeping.adding import add
from migrator.app.keeping.reading import library
from migrator.errors import Interrupted, MigratorError
from migrator.events import Problem, Progressed
from migrator.sample import demo
from migrator.sample.export import make
from migrator.vault.index import build
from migrator.vault.index.fill import INDEXING
from migrator.vault.session import session


@pytest.fixture(autouse=True)
def small(monkeypatch, tmp_path):
    """Spread even small exports, in small batches."""
    monkeypatch.setattr(takings, "WORTH_IT", 0)
    monkeypatch.setattr(takings, "_BATCH", 20_000)
    monkeypatch.setenv("MIGRATE_CORES", "2")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


@pytest.fixture
def started(monkeypatch):
    """Every other process that is started."""
    seen = []

    class Seen(takings.Other):
        def __init__(self, *job):
            super().__init__(*job)
            seen.append(self)

    monkeypatch.setattr(takings, "Other", Seen)
    return seen


def shown(vault):
    connection = build.opened(vault)
    try:
        return [
            connection.execute(f"SELECT {what} FROM {table} ORDER BY 1, 2, 3").fetchall()
            for what, table in (
                ("*", "conversation"),
                ("conversation, id, role, created, hidden, body", "message"),
                ("conversation, file, pointer, raw", "raw"),
                ("kind, id, value", "item"),
                ("id, 1, 1", "asset"),
                ("conversation, asset, 1", "named"),
            )
        ]
    finally:
        connection.close()


def taken_in(paths, monkeypatch, cores, events=None):
    monkeypatch.setenv("MIGRATE_CORES", str(cores))
    with session() as vault:
        context = Context(listener=(events if events is not None else []).append)
        counts = [add(vault, [str(path)], context) for path in paths]
        with library(vault, Context()) as chats:
            found = [chats.search(words, limit=500) for words in ("the", "istanbul", "a b")]
        return shown(vault), [(c.added, c.merged, c.unchanged, c.unreadable) for c in counts], found


def test_several_cores_give_the_index_of_one(tmp_path, monkeypatch, started):
    older, newer = demo.pair()
    older.write_zip(tmp_path / "older.zip")
    newer.write_zip(tmp_path / "newer.zip")
    make("cores", "C", 60).write_zip(tmp_path / "other.zip")
    for paths in ([tmp_path / "older.zip", tmp_path / "newer.zip"], [tmp_path / "other.zip"]):
        before = len(started)
        two = taken_in(paths, monkeypatch, 2)
        assert len(started) == before + len(paths)
        assert two == taken_in(paths, monkeypatch, 1)
        assert len(started) == before + len(paths)
    assert all(other._process.poll() is not None for other in started)


def test_a_problem_that_is_found_elsewhere_is_reported_once(tmp_path, monkeypatch, started):
    said = '{"author":{"role":"user"},"content":{"content_type":"text","parts":["x"]}}'
    sound = f'{{"id":"%d","title":"t","mapping":{{"m":{{"parent":null,"message":{said}}}}}}}'
    records = [sound % n if n % 3 != 1 else '{"id":"x","mapping":{]}' for n in range(600)]
    path = tmp_path / "conversations.json"
    path.write_text(f"[{','.join(records)}]", encoding="utf-8")
    events = []
    _shown, [counts], _found = taken_in([path], monkeypatch, 2, events)
    assert started
    assert counts == (400, 0, 0, 200)
    assert sum(isinstance(event, Problem) for event in events) == 200


def test_a_stop_leaves_nothing_running_and_can_be_taken_up(tmp_path, started):
    make("cores", "C", 60).write_zip(tmp_path / "export.zip")
    stop = []

    def listen(event):
        if isinstance(event, Progressed) and event.phase == INDEXING:
            stop.append(True)

    with session() as vault:
        with pytest.raises(Interrupted):
            add(vault, [str(tmp_path / "export.zip")], Context(listener=listen, cancelled=lambda: bool(stop)))
        assert [other._process.poll() is not None for other in started] == [True]
        assert not vault.layout.index.exists()
        assert list(vault.folder.glob("index.db*")) == []
        with library(vault, Context()) as chats:
            assert chats.conversations()


def test_a_process_that_ends_too_early_is_said_and_the_export_stays_kept(tmp_path, monkeypatch):
    make("cores", "C", 60).write_zip(tmp_path / "export.zip")

    class Short(takings.Other):
        def give(self, batch):
            super().give(batch)
            self._process.kill()

    with session() as vault:
        with monkeypatch.context() as patch:
            patch.setattr(takings, "Other", Short)
            with pytest.raises(MigratorError, match="ended too early"):
                add(vault, [str(tmp_path / "export.zip")], Context())
        with library(vault, Context()) as chats:
            assert chats.conversations()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux")
def test_the_other_process_ends_with_this_one_however_that_ends(tmp_path):
    make("cores", "C", 400).write_zip(tmp_path / "export.zip")
    child = os.fork()
    if child == 0:
        try:
            with session() as vault:
                add(vault, [str(tmp_path / "export.zip")], Context())
        finally:
            os._exit(0)
    others = []
    deadline = time.monotonic() + 20
    while not others and time.monotonic() < deadline:
        time.sleep(0.01)
        others = Path(f"/proc/{child}/task/{child}/children").read_text().split()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert others
    while others and time.monotonic() < deadline:
        others = [pid for pid in others if Path(f"/proc/{pid}").exists()]
        time.sleep(0.01)
    assert others == []


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux")
def test_the_keys_reach_the_other_process_through_the_pipe_alone(tmp_path, started):
    make("cores", "C", 60).write_zip(tmp_path / "export.zip")
    seen = []

    def listen(_event):
        for other in started:
            about = Path(f"/proc/{other._process.pid}")
            if not seen:
                seen.append((about / "cmdline").read_bytes() + (about / "environ").read_bytes())

    with session() as vault:
        secret = vault.keys.text().decode().splitlines()[-1]
        add(vault, [str(tmp_path / "export.zip")], Context(listener=listen))
        assert seen
        assert secret.encode() not in seen[0]
        assert vault.keys.index_key.hex().encode() not in seen[0]
        assert secret not in repr(takings.Job("folder", vault.keys.text(), "00", "en"))
