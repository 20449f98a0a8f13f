"""The private folder for temporary files: what this process made can be removed at once, whoever is still writing."""

import os
import threading

from migrator.seal import private


def test_what_this_process_made_is_removed_and_what_others_made_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(private.tempfile, "gettempdir", lambda: str(tmp_path))
    own = private.private_name("session")
    own.mkdir()
    (own / "vault.json").write_text("{}")
    spool = private.private_name("spool")
    spool.write_bytes(b"x")
    other = private.private_folder() / f"session-{os.getppid()}-{'0' * 16}"
    other.mkdir()
    private.remove_own()
    assert list(private.private_folder().iterdir()) == [other]


def test_a_thread_that_is_still_writing_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(private.tempfile, "gettempdir", lambda: str(tmp_path))
    own = private.private_name("session")
    own.mkdir()
    over = threading.Event()

    def write():
        number = 0
        while not over.is_set():
            number += 1
            try:
                (own / str(number)).write_bytes(b"x")
            except OSError:
                return

    thread = threading.Thread(target=write)
    thread.start()
    private.remove_own()
    over.set()
    thread.join()
    private.remove_own()
    assert list(private.private_folder().iterdir()) == []
    assert not own.exists()
