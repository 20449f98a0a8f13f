"""Each original of a vault is opened once for all that is done with it, and once is what is said of a damaged one."""

import pytest

from migrator.app import convert
from migrator.app.context import Context
from migrator.app.keeping import contents
from migrator.app.keeping.adding import add
from migrator.app.keeping.reading import library
from migrator.events import Problem
from migrator.sample import demo
from migrator.vault.originals import all_originals
from migrator.vault.session import session


@pytest.fixture
def vault(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    older, newer = demo.pair()
    older.write_zip(tmp_path / "older.zip")
    newer.write_zip(tmp_path / "newer.zip")
    with session() as held:
        add(held, [str(tmp_path / "older.zip"), str(tmp_path / "newer.zip")], Context())
        yield held


@pytest.fixture
def opened(monkeypatch):
    seen = []
    real = contents.open_original

    def counting(vault, original):
        seen.append(original.hex)
        return real(vault, original)

    monkeypatch.setattr(contents, "open_original", counting)
    return seen


def test_a_conversion_opens_each_original_once(vault, opened, tmp_path):
    request = convert.Request(
        target="markdown", sources=(), out=tmp_path / "out", only=("has:image", "project:zzz", "after:2020")
    )
    convert.convert(request, Context(), vault)
    assert sorted(opened) == sorted(original.hex for original in all_originals(vault))


def look(chats):
    for one in chats.conversations(["has:image"]):
        chats.attachments(chats.conversation(one.id))


def test_looking_at_chats_opens_each_original_once(vault, opened):
    with library(vault, Context()) as chats:
        assert opened == []  # the list and the search need none of them
        look(chats)
    assert sorted(opened) == sorted(original.hex for original in all_originals(vault))


def test_a_damaged_original_is_tried_once_and_named_once(vault, opened):
    path = vault.layout.originals / f"{all_originals(vault)[0].hex}.age"
    path.write_bytes(path.read_bytes()[:-1])
    vault.layout.index.unlink()
    told = []
    with library(vault, Context(listener=told.append)) as chats:
        look(chats)
    assert sorted(opened) == sorted(original.hex for original in all_originals(vault))
    assert [event.where for event in told if isinstance(event, Problem)] == [f"originals/{path.name}"]
