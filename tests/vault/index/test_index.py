"""The index shows what the originals hold, in any order of adding, after any stop, and is rebuilt where it does not fit."""

import pytest

from migrator.errors import VaultDamaged
from migrator.events import Problem
from migrator.model import Memory
from migrator.sample import demo
from migrator.vault.index import browse, build
from migrator.vault.index.connection import IndexStale
from migrator.vault.index.search import search
from migrator.vault.originals import all_originals


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


@pytest.mark.parametrize("at", [1, 4, 9])
def test_a_stop_on_the_way_is_taken_up_again(vault, put, exports_of, monkeypatch, at):
    from migrator.vault.index import fill

    older, newer = demo.pair()
    put(vault, older, "older")
    build.ready(vault, exports_of(vault))[0].close()
    put(vault, newer, "newer")
    real, left = fill.store, [at]

    def stop(*args, **how):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        real(*args, **how)

    with monkeypatch.context() as patch:
        patch.setattr(fill, "store", stop)
        patch.setattr(fill, "_COMMIT", 1)
        with pytest.raises(KeyboardInterrupt):
            build.ready(vault, exports_of(vault))
    connection, _ = build.ready(vault, exports_of(vault))
    after, found = rows(connection), search(connection, "the", limit=50)
    connection.close()
    connection, _ = build.rebuild(vault, exports_of(vault))
    assert after == rows(connection)
    again = search(connection, "the", limit=50)
    assert found[1] == again[1] > 0
    connection.close()


def harmed(path, how):
    data = bytearray(path.read_bytes())
    if how == "header":
        data[60] ^= 1
    elif how == "cut":
        del data[-1:]
    else:
        data[len(data) // 3] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("how", ["header", "cut", "payload", "missing"])
def test_a_damaged_original_does_not_hold_the_others_up(both, exports_of, how):
    connection, _ = build.ready(both, exports_of(both))
    every = rows(connection)
    connection.close()
    older, newer = all_originals(both)
    path = both.layout.originals / f"{newer.hex}.age"
    sound = path.read_bytes()
    if how == "missing":
        path.unlink()
    else:
        harmed(path, how)
    both.layout.index.unlink()
    told = []
    connection, filled = build.ready(both, exports_of(both), told.append)
    assert filled[newer.hex].fault
    assert filled[older.hex].fault is None
    assert [p.where for p in told if isinstance(p, Problem)] == [f"originals/{newer.hex}.age"]
    assert browse.conversations(connection)
    connection.close()
    connection = build.opened(both)  # it is as good as it can be
    assert build.damaged(connection) == [newer.hex]
    connection.close()
    path.write_bytes(sound)
    with pytest.raises(IndexStale):
        build.opened(both)
    connection, _ = build.ready(both, exports_of(both))
    assert rows(connection) == every
    assert build.damaged(connection) == []
    connection.close()


@pytest.mark.parametrize("how", ["header", "payload", "missing"])
@pytest.mark.parametrize("which", [(0,), (1,), (0, 1)])
def test_building_anew_keeps_what_only_the_old_index_still_has(both, exports_of, how, which):
    connection, _ = build.ready(both, exports_of(both))
    every, found = rows(connection), search(connection, "the", limit=500)
    kept = list(browse.items(connection, Memory))
    connection.close()
    for number in which:
        path = both.layout.originals / f"{all_originals(both)[number].hex}.age"
        if how == "missing":
            path.unlink()
        else:
            harmed(path, how)
    connection, filled = build.rebuild(both, exports_of(both))
    assert sum(one.fault is not None for one in filled.values()) == len(which)
    assert rows(connection) == every
    assert search(connection, "the", limit=500)[1] == found[1]
    assert sorted(item.id for item in browse.items(connection, Memory)) == sorted(item.id for item in kept)
    connection.close()
    connection, _ = build.rebuild(
        both, exports_of(both)
    )  # and once more, from one that holds what was rescued
    assert rows(connection) == every
    connection.close()


def test_chats_of_a_lost_original_are_still_shown(both, exports_of):
    connection, _ = build.ready(both, exports_of(both))
    before = {
        c.id: browse.conversation(connection, c.id, exports_of(both))
        for c in browse.conversations(connection)
    }
    older, newer = all_originals(both)
    (both.layout.originals / f"{older.hex}.age").unlink()
    exports = exports_of(both)
    for key, chat in before.items():
        again = browse.conversation(connection, key, exports)
        assert [m.id for m in again.messages] == [m.id for m in chat.messages]
    (both.layout.originals / f"{newer.hex}.age").unlink()
    with pytest.raises(VaultDamaged):
        browse.conversation(connection, next(iter(before)), exports_of(both))
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
