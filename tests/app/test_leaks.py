"""What people wrote reaches the bundle, and nothing else: no line on a terminal, no event, no error, no other file."""

import os

import pytest

from migrator import registry
from migrator.app import convert as job
from migrator.app.context import Context
from migrator.cli import main
from migrator.errors import MigratorError
from migrator.model import Conversation
from migrator.sample import MARK, make
from migrator.testing import readable
from tests.app.made_up import target as made_up


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    """A made-up export with a mark in each text."""
    path = tmp_path_factory.mktemp("export") / "export.zip"
    make("leaks", "D", 20, truth=True).write_zip(path)
    return path


def everything_below(folder):
    return [p for p in folder.rglob("*") if p.is_file()]


@pytest.mark.parametrize("name", registry.target_names())
def test_texts_reach_the_bundle_and_nothing_else(capfd, monkeypatch, tmp_path, export, name):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    events = []
    request = job.Request(target=name, sources=(str(export),))
    done = job.convert(request, Context(listener=events.append))
    assert main(["--from", str(export), "--to", name, "--progress", "json"]) == 0
    out, err = capfd.readouterr()
    assert not MARK.search(out + err)
    assert not MARK.search(repr(events))
    assert not MARK.search((done.path / "manifest.json").read_text("utf-8"))
    assert not MARK.search((done.path / "IMPORT.md").read_text("utf-8"))
    assert MARK.search(readable({p.name: p.read_bytes() for p in everything_below(done.path)}))
    assert everything_below(tmp_path / "tmp") == []


@pytest.mark.parametrize("debug", [[], ["--debug"]], ids=["plain", "debug"])
def test_a_target_that_breaks_quotes_no_text_and_leaves_no_file(capfd, monkeypatch, tmp_path, export, debug):
    def write(archive, choices, sink, report):
        for conversation in archive.items(Conversation):
            text = repr(conversation)
            sink.write("a.txt", text.encode("utf-8", "replace"))
            raise ValueError(text)
        yield

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(registry, "target", lambda _name: made_up(write))
    assert main(["--from", str(export), "--to", "made-up", *debug]) == 1
    out, err = capfd.readouterr()
    assert not MARK.search(out + err)
    assert "ValueError" in err
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_exit_8_and_leaves_nothing(capfd, monkeypatch, tmp_path, export):
    def full(*_):
        raise OSError(28, os.strerror(28))

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("migrator.app.sink._Counted.write", full)
    assert main(["--from", str(export), "--to", "native"]) == 8
    assert list(tmp_path.iterdir()) == []


def test_even_the_error_of_a_bad_sum_holds_numbers_only(monkeypatch, tmp_path, export):
    def write(archive, choices, sink, report):
        list(archive.items(Conversation))
        yield from ()

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(registry, "target", lambda _name: made_up(write))
    with pytest.raises(MigratorError) as caught:
        job.convert(job.Request(target="made-up", sources=(str(export),)), Context())
    assert not MARK.search(repr(caught.value) + caught.value.message)
