"""Attachments leave the vault only where they were asked to, whole or not at all, and a look leaves nothing behind."""

import pytest

from migrator.app.context import Context
from migrator.app.keeping.adding import add
from migrator.app.keeping.reading import library
from migrator.errors import MigratorError, UsageError
from migrator.sample import demo
from migrator.vault.session import session


@pytest.fixture
def chats(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    demo.pair()[1].write_zip(tmp_path / "export.zip")
    with session() as vault:
        add(vault, [str(tmp_path / "export.zip")], Context())
        with library(vault, Context()) as held:
            yield held


@pytest.fixture
def chat(chats):
    """The conversation with the most attachments."""
    every = (chats.conversation(one.id) for one in chats.conversations(["has:image"]))
    return max(every, key=lambda one: len(chats.attachments(one)))


def test_one_or_all_are_written_and_nothing_there_is_replaced(chats, chat, tmp_path):
    [one] = chats.save(chat, tmp_path / "one", 1)
    size = chats.attachments(chat)[0].size
    assert (one.stat().st_size, one.stat().st_mode & 0o777) == (size, 0o600)
    all_of_them = chats.save(chat, tmp_path / "all")
    assert len(all_of_them) == len(chats.attachments(chat))
    before = {path: path.read_bytes() for path in all_of_them}
    all_of_them[0].write_bytes(b"mine")
    with pytest.raises(UsageError, match=all_of_them[0].name):
        chats.save(chat, tmp_path / "all")
    assert all_of_them[0].read_bytes() == b"mine"
    assert {path: path.read_bytes() for path in all_of_them[1:]} == dict(list(before.items())[1:])


@pytest.mark.parametrize("number", [0, 99])
def test_a_number_that_is_not_there_writes_nothing(chats, chat, tmp_path, number):
    with pytest.raises(UsageError):
        chats.save(chat, tmp_path / "none", number)
    with pytest.raises(UsageError), chats.unsealed(chat, number):
        pass
    assert not (tmp_path / "none").exists()


def test_a_look_leaves_nothing_behind_even_if_the_viewer_fails(chats, chat):
    with chats.unsealed(chat, 1) as path:
        assert path.stat().st_size == chats.attachments(chat)[0].size
    assert not path.parent.exists()
    with pytest.raises(ZeroDivisionError), chats.unsealed(chat, 1) as path:
        1 / 0  # noqa: B018
    assert not path.parent.exists()


def test_a_disk_that_fails_leaves_no_half_of_a_file(chats, chat, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("migrator.vault.disk.Whole.write", full)
    with pytest.raises(MigratorError, match="no room"):
        chats.save(chat, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
