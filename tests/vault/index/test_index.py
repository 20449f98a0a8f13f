"""The index shows what the originals hold, in any order of adding, after any stop, and is rebuilt where it does not fit."""

import pytest

from migrator.errors import VaultDamaged
from migrator.model import Memory
from migrator.sample import demo
from migrator.vault.index import browse, build
from migrator.vault.index.connection import IndexStale
from migrator.vault.index.search import search


@pytest.fixture
def both(vault, put):
    older, newer = demo.pair()
    put(vault, older, "older")
    put(vault, newer, "newer")
    return vault


def rows(connection):
    return [
        connection.execute(f"SELECT {what} FROM {table} ORDER BY 1, 2").fetchall()
        for what, table in (
            ("*", "conversation"),
            ("conversation, id, role, created, hidden, body", "message"),
        )
    ]


def test_two_exports_of_one_account_become_one_list(both, exports_of):
    connection, filled = build.ready(both, exports_of(both))
    first, second = filled.values()
    assert first.added
    assert first.unreadable == second.unreadable == 0
    assert second.added
    assert second.merged  # the older export lacks some, the newer one holds less of others
    listed = browse.conversations(connection)
    assert len(listed) == first.added + second.added
    assert [c.updated or "" for c in listed] == sorted((c.updated or "" for c in listed), reverse=True)
    connection.close()


def test_the_order_of_adding_changes_nothing(both, exports_of, tmp_path, put, code):
    from migrator.vault.create import create

    connection, _ = build.ready(both, exports_of(both))
    with create(tmp_path / "other", "another six words of it", code) as other:
        older, newer = demo.pair()
        put(other, newer, "newer-again")
        put(other, older, "older-again")
        reverse, _ = build.ready(other, exports_of(other))
        assert rows(connection) == rows(reverse)
        reverse.close()
    connection.close()


def test_a_conversation_is_shown_with_the_messages_of_all_exports(both, exports_of):
    exports = exports_of(both)
    connection, _ = build.ready(both, exports)
    for listed in browse.conversations(connection):
        whole = browse.conversation(connection, listed.id, exports)
        assert len(whole.messages) == listed.messages
        assert whole.title == listed.title
    assert browse.conversation(connection, "no-such-id", exports) is None
    assert list(browse.items(connection, Memory))
    connection.close()


def test_an_index_that_is_up_to_date_is_only_opened(both, exports_of):
    build.ready(both, exports_of(both))[0].close()
    build.opened(both).close()
    connection, filled = build.ready(both, exports_of(both))
    assert filled == {}
    connection.close()


def test_a_new_original_makes_the_index_stale(vault, put, exports_of):
    older, newer = demo.pair()
    put(vault, older, "older")
    build.ready(vault, exports_of(vault))[0].close()
    put(vault, newer, "newer")
    with pytest.raises(IndexStale):
        build.opened(vault)


@pytest.mark.parametrize("harm", ["missing", "empty", "flipped", "foreign"])
def test_an_index_that_does_not_fit_is_built_anew(harm, both, exports_of):
    connection, _ = build.ready(both, exports_of(both))
    before = rows(connection)
    connection.close()
    path = both.layout.index
    if harm == "missing":
        path.unlink()
    elif harm == "empty":
        path.write_bytes(b"")
    elif harm == "flipped":
        data = bytearray(path.read_bytes())
        data[100] ^= 1
        path.write_bytes(data)
    else:
        path.write_bytes(b"SQLite format 3\0" + bytes(8192))
    with pytest.raises((IndexStale, VaultDamaged)):
        build.opened(both)
    again, filled = build.ready(both, exports_of(both))
    assert len(filled) == 2
    assert rows(again) == before
    again.close()


def test_a_stop_between_the_passes_is_taken_up_again(both, exports_of, monkeypatch):
    from migrator.vault.index import fill

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(fill, "words", stop)
        with pytest.raises(KeyboardInterrupt):
            build.ready(both, exports_of(both))
    connection, _ = build.ready(both, exports_of(both))
    found, total = search(connection, "the", limit=5)
    assert total >= len(found) > 0
    connection.close()


def test_the_key_and_no_text_stand_in_the_file(both, exports_of):
    connection, _ = build.ready(both, exports_of(both))
    body = max(connection.execute("SELECT body FROM message").fetchall(), key=lambda r: len(r[0]))[0]
    connection.close()
    data = both.layout.index.read_bytes()
    assert body[:24].encode() not in data
    assert both.keys.index_key not in data
    assert not data.startswith(b"SQLite format 3")
    assert not both.layout.index.with_name("index.db-wal").exists()
