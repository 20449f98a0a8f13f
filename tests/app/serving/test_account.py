"""The account: each answer is in it before it leaves, and it can be read."""

import msgspec
import pytest

from migrator.app.serving import account
from migrator.vault import disk
from migrator.vault.handle import unlock
from migrator.vault.journal import Journal

from .conftest import OPEN, PASSPHRASE


@pytest.fixture
def log(folder):
    def read():
        with unlock(folder, PASSPHRASE) as vault:
            return account.log(vault).answers

    return read


def test_each_answer_is_recorded_with_what_left(granted, serving, log):
    granted(only=[f"title:{OPEN}"])
    talk = serving()
    sizes = []
    for method, params in (
        ("tools/call", {"name": "search_chats", "arguments": {"words": "tea", "limit": 3}}),
        ("tools/call", {"name": "read_chat", "arguments": {"chat": f"{OPEN}-1"}}),
        ("resources/read", {"uri": f"migrator://chat/{OPEN}-2"}),
        ("prompts/get", {"name": "continue_chat", "arguments": {"chat": f"{OPEN}-3"}}),
        ("tools/call", {"name": "read_chat", "arguments": {"chat": "not-there"}}),
    ):
        talk._number += 1
        talk.send({"jsonrpc": "2.0", "id": talk._number, "method": method, "params": params})
        sizes.append(len(talk._into.readline()))
    found = log()
    assert [one.tool for one in found] == [
        "search_chats",
        "read_chat",
        "resource chat",
        "prompt continue_chat",
    ]
    assert [one.size for one in found] == sizes[:4]
    assert [one.chats for one in found[1:]] == [(f"{OPEN}-{n}",) for n in (1, 2, 3)]
    assert (found[0].messages, len(found[0].chats)) == (3, 3)
    assert {(one.client, one.grant) for one in found} == {("tests 1", "garden")}


def test_a_record_holds_no_word_of_a_chat_or_a_question(granted, serving, log):
    granted()
    serving().call("search_chats", words="tea roofs")
    text = msgspec.json.encode(log()).decode()
    assert "tea" not in text
    assert "roofs" not in text


def test_what_cannot_be_recorded_does_not_leave(granted, serving, log, monkeypatch):
    from migrator.errors import NoSpace

    granted()
    talk = serving()

    def full(_self, _decisions, **_more):
        raise NoSpace("full")

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "put", full)
        text, failed = talk.call("list_chats")
    assert failed
    assert text.startswith("Error 11")
    assert log() == []
    assert not talk.call("list_chats")[1]


def test_the_record_is_on_the_disk_before_the_line_is_written(granted, serving, log, monkeypatch):
    granted()
    talk = serving()
    talk.call("list_chats")
    order = []
    monkeypatch.setattr(disk, "watcher", order.append)
    real = talk.server._wire.write

    def write(line):
        order.append("line")
        real(line)

    monkeypatch.setattr(talk.server._wire, "write", write)
    talk.call("list_chats")
    assert "journal.synced" in order
    assert order[-1] == "line"
    assert order.count("line") == 1


def test_totals_are_by_day_client_and_grant(granted, serving, log):
    granted()
    talk = serving()
    for _n in range(3):
        talk.call("read_chat", chat=f"{OPEN}-1")
    talk.call("read_chat", chat=f"{OPEN}-2")
    (total,) = account.totals(log())
    assert (total.answers, total.chats, total.messages) == (4, {f"{OPEN}-1", f"{OPEN}-2"}, 8)


def test_another_process_that_writes_holds_an_answer_back_and_the_next_one_leaves(
    granted, serving, folder, monkeypatch
):
    granted()
    talk = serving()
    talk.call("list_chats")
    monkeypatch.setattr(account, "WAIT", 0.1)
    with unlock(folder, PASSPHRASE) as other, other.writing():
        text, failed = talk.call("list_chats")
        assert failed
        assert text.startswith("Error 5")
    assert not talk.call("list_chats")[1]


def test_a_locked_vault_says_so_and_the_server_stays(granted, serving):
    granted()
    talk = serving(said=None)
    for _n in range(2):
        text, failed = talk.call("list_chats")
        assert failed
        assert text.startswith("Error 1: The vault is locked")
        assert "migrate vault keys add" in text
    wrong = serving(said="not the one")
    assert wrong.call("list_chats")[0].startswith("Error 1")


def test_after_a_rest_the_key_is_gone_and_the_next_question_unlocks_anew(granted, serving):
    granted()
    talk = serving()
    talk.call("list_chats")
    holder = talk.backend._holder
    assert holder._vault is not None
    talk.backend.rest()
    assert holder._vault is None
    assert holder._served is None
    assert not talk.call("list_chats")[1]


def test_new_keys_underneath_are_met(granted, serving, folder):
    from migrator.app.context import Context
    from migrator.app.keeping.ways import rekey
    from migrator.vault.secret import new_recovery_code
    from migrator.vault.verify import verify

    granted(only=[f"title:{OPEN}"])
    talk = serving()
    before = talk.call("search_chats", words="tea")[0]
    with unlock(folder, PASSPHRASE) as vault:
        rekey(vault, PASSPHRASE, new_recovery_code(), Context())
    assert talk.call("search_chats", words="tea") == (before, False)
    with unlock(folder, PASSPHRASE) as vault:
        assert vault.journal.problems == ()
        assert verify(vault).ok


def test_new_keys_that_come_while_an_answer_is_made_keep_it_back_and_the_next_one_leaves(
    granted, serving, folder, monkeypatch
):
    from migrator.app.context import Context
    from migrator.app.keeping.ways import rekey
    from migrator.vault.secret import new_recovery_code

    granted()
    talk = serving()
    before = talk.call("list_chats")
    real = account.Account.record

    def late(self, *arguments):
        monkeypatch.setattr(account.Account, "record", real)
        with unlock(folder, PASSPHRASE) as vault:
            rekey(vault, PASSPHRASE, new_recovery_code(), Context())
        real(self, *arguments)

    monkeypatch.setattr(account.Account, "record", late)
    assert talk.call("list_chats")[0].startswith("Error 5")
    assert talk.call("list_chats") == before
    with unlock(folder, PASSPHRASE) as vault:
        assert vault.journal.problems == ()
        assert len(account.log(vault).answers) == 2


def test_the_keychain_opens_the_vault_and_a_slot_that_is_dropped_locks_it(
    granted, serving, folder, monkeypatch
):
    from migrator.vault import device, keys

    held = {}
    monkeypatch.setattr(
        device, "store", lambda vault, name, text: held.update({(vault, name): text}) or "a keychain"
    )
    monkeypatch.setattr(device, "delete", lambda vault, name: held.pop((vault, name), None))

    def load(vault, name):
        if (vault, name) not in held:
            raise device.KeyringUnavailable("gone", "")
        return held[vault, name]

    monkeypatch.setattr(device, "load", load)
    granted()
    with unlock(folder, PASSPHRASE) as vault:
        slot, _keyring = keys.add_device(vault)
    talk = serving(said=None)
    assert not talk.call("list_chats")[1]
    with unlock(folder, PASSPHRASE) as vault:
        keys.remove(vault, slot)
    assert talk.call("list_chats")[0].startswith("Error 1")


def test_an_index_that_is_lost_or_made_anew_is_met(granted, serving, folder):
    granted(only=[f"text:{OPEN}"])
    talk = serving()
    before = talk.call("search_chats", words="tea")
    for path in folder.glob("index.db*"):
        path.unlink()
    assert talk.call("search_chats", words="tea") == before
    talk.backend.rest()
    assert talk.call("search_chats", words="tea") == before
