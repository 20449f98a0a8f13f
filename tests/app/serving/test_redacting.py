"""What a grant replaces is in no answer, whole or in pieces, and no question tells whether it occurs."""

import pytest

from migrator.app.context import Context
from migrator.app.keeping.adding import add
from migrator.app.serving import grants
from migrator.errors import UsageError
from migrator.vault import secret
from migrator.vault.create import create
from migrator.vault.handle import unlock
from migrator.vault.kinds import WordList

from .conftest import PASSPHRASE, chat, export, memory

MAIL, PHONE, KEY = "ayse.yilmaz@mail.example.org", "+90 532 123 45 67", "AKIAIOSFODNN7EXAMPLE"
HIDDEN = "ayse.yil\u200bmaz@mail.example.org"


@pytest.fixture
def talk(tmp_path, serving):
    long = "filler words before " * 40
    made = [
        chat(
            "mail",
            f"Letter to {MAIL}",
            f"{long} please write to {MAIL} about the roses {long}",
            f"Sent to {HIDDEN}.",
        ),
        chat("phone", "A number", f"call {PHONE} about the roses", "done"),
        chat("key", "A key", f"```python\naws_access_key_id = '{KEY}'\n```\nroses", "ok"),
        chat("name", "Roses for Zeynep", "Zeynep likes roses", "Then give Zeynep's mother roses"),
        chat("plain", "Roses", "plain roses only", "yes"),
        chat("fact", "Facts", memory(f"Can be reached at {MAIL}."), "hello", roles=("assistant", "user")),
    ]
    at = tmp_path / "private"
    with create(at, PASSPHRASE, secret.new_recovery_code()) as vault:
        add(vault, [str(export(tmp_path / "private.zip", made))], Context())
        with vault.writing():
            vault.journal.put({"mine": WordList(words=("Zeynep",))})
        grants.give(vault, "veiled", Context(), redact=["all"])
        grants.give(vault, "mail-only", Context(), redact=["email"])
    return lambda grant="veiled": serving(grant, at=at)


SECRETS = (MAIL, "ayse.yil", "yilmaz", "mail.example", "532 123", "123 45 67", KEY, "AKIA", "Zeynep")


def test_no_answer_holds_a_piece_of_it(talk):
    held = talk()
    answers = [
        held.call("search_chats", words=words, limit=20)[0]
        for words in ("roses", "filler words", "call", "Sent")
    ]
    answers += [held.call("list_chats")[0], held.call("about_me")[0]]
    for key in ("mail", "phone", "key", "name", "plain"):
        answers.append(held.call("read_chat", chat=key)[0])
        answers.append(str(held.ask("resources/read", {"uri": f"migrator://chat/{key}"})))
        answers.append(str(held.ask("prompts/get", {"name": "continue_chat", "arguments": {"chat": key}})))
    answers.append(
        str(held.ask("prompts/get", {"name": "bring_me_up_to_date", "arguments": {"subject": "roses"}}))
    )
    for text in answers:
        assert not [one for one in SECRETS if one.lower() in text.lower()], text
    whole = "\n".join(answers)
    for label in ("[EMAIL-1]", "[PHONE-1]", "[KEY-1]", "[NAME-1]"):
        assert label in whole
    assert "\u2060" not in whole


@pytest.mark.parametrize(
    "words",
    [MAIL, "ayse", "yilmaz example", PHONE, "532 123", "AKIAIOSFODNN7EXAMPLE", "Zeynep", "zeynep roses"],
)
def test_a_search_does_not_tell_that_it_occurs(talk, words):
    held = talk()
    text, _failed = held.call("search_chats", words=words)
    absent, _failed = held.call("search_chats", words="qqqq")
    assert text == absent or text.startswith("Error 12")
    assert "chat " not in text.split("\n\n")[-1] or text.startswith("Error 12")


@pytest.mark.parametrize(
    "query", ["text:zeynep", "zeynep", "-zeynep", f"title:{MAIL}", "after:2020 text:532"]
)
def test_a_list_does_not_tell_it_either(talk, query):
    text, failed = talk().call("list_chats", only=query)
    assert failed
    assert text.startswith("Error 12")
    assert talk("veiled").call("list_chats", only="title:yilmaz")[0].startswith("No chat fits.")


def test_what_is_not_chosen_to_be_replaced_stays(talk):
    text = talk("mail-only").call("read_chat", chat="phone")[0]
    assert PHONE in text
    assert MAIL not in talk("mail-only").call("read_chat", chat="mail")[0]


def test_a_kind_that_there_is_not_makes_no_grant(folder):
    with unlock(folder, PASSPHRASE) as vault:
        with pytest.raises(UsageError):
            grants.give(vault, "odd", Context(), redact=["emails"])
        assert grants.given(vault) == []
