from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import zipfile

import pytest

from migrator.errors import NotRecognised, Refused, UsageError
from migrator.seal.spool import Spool
from migrator.source import Limits, open_source, open_zip
from migrator.source.stream import spooled, stream_source
from tests.source.test_nested import container
from tests.source.zips import real


class Pipe(io.RawIOBase):
    """Gives a few bytes at a time and cannot go back."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self):
        return True

    def readinto(self, buffer):
        piece = self._data.read(min(len(buffer), 777))
        buffer[: len(piece)] = piece
        return len(piece)


FILES = {"conversations.json": b"[1, 2]", "x.dat": bytes(range(256)) * 2000}


def contents(source):
    return {entry.path: source.open(entry).read() for entry in source.entries}


def test_a_zip_through_a_pipe_is_a_zip():
    with stream_source(Pipe(real(FILES)), "-") as source:
        assert (source.kind, source.name, source.container) == ("zip", "-", None)
        assert contents(source) == FILES
        assert source.locator() is None


@pytest.mark.parametrize(
    ("data", "name"), [(b"\xef\xbb\xbf [1]", "stdin.json"), (b"{}", "stdin.json"), (b"chat", "stdin")]
)
def test_a_file_through_a_pipe_has_one_entry(data, name):
    with stream_source(Pipe(data), "-") as source:
        assert (source.kind, source.name) == ("stream", "-")
        assert contents(source) == {name: data}
        one, two = source.open(source.entries[0]), source.open(source.entries[0])
        assert one.read(1) == two.read(1) == data[:1]
        assert one.read() == two.read() == data[1:]


def test_more_than_may_stay_in_memory_goes_through_the_disk_and_comes_back(monkeypatch, tmp_path):
    spills = []
    spill = Spool._spill
    monkeypatch.setattr(Spool, "_spill", lambda spool: spills.append(spill(spool)))
    held = spooled(Pipe(real(FILES, zipfile.ZIP_STORED)), in_memory=1000)
    with open_zip(held, name="-") as source:
        assert contents(source) == FILES
    assert len(spills) == 1


def test_nothing_an_excess_or_a_foreign_kind_is_told(monkeypatch):
    with pytest.raises(NotRecognised):
        stream_source(Pipe(b""), "-")
    with pytest.raises(NotRecognised):
        stream_source(Pipe(b"%PDF-1.7"), "-")
    with pytest.raises(Refused):
        stream_source(Pipe(bytes(5000)), "-", Limits(total=1000))


def test_a_keyboard_is_no_standard_input(monkeypatch):
    class Keyboard:
        class buffer:  # noqa: N801
            @staticmethod
            def isatty():
                return True

    monkeypatch.setattr(sys, "stdin", Keyboard)
    with pytest.raises(UsageError):
        open_source("-")


PROGRAM = """
import sys
from migrator.source import open_sources
for source in open_sources(["-"]):
    print(source.kind, source.name, source.container, len(source.entries))
    for entry in source.entries:
        print(entry.name, len(source.open(entry).read()))
"""


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("piped", [True, False])
def test_standard_input_may_be_a_pipe_or_a_file_and_may_hold_a_container(tmp_path, piped, method):
    path = tmp_path / "portal.zip"
    path.write_bytes(container(method))
    with path.open("rb") as file:
        given = {"input": file.read()} if piped else {"stdin": file}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], capture_output=True, text=False, check=True, **given
        )
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "zip Conversations__0a1b-chatgpt-0001-part-0001.zip - 7"
    assert "conversations-000.json 3" in lines


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes as POSIX has them")
def test_a_named_pipe_is_read_like_standard_input(tmp_path, sources):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(real(FILES),))
    writer.start()
    (source,) = sources([path])
    writer.join()
    assert contents(source) == FILES
