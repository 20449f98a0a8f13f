"""Nothing outside a grant is ever told: not in an answer, not in an error, not by a count."""

import random
import re

import pytest

from migrator.app.context import Context
from migrator.app.keeping.adding import add
from migrator.app.serving import grants
from migrator.errors import UsageError
from migrator.vault.handle import unlock

from .conftest import OPEN, PASSPHRASE, SHUT, chat, export, memory

TOOLS = ("search_chats", "list_chats", "read_chat", "about_me", "list_projects")
WORDS = (
    SHUT,
    OPEN,
    "tea",
    "question 3",
    f"{SHUT}-brown",
    "roofs answer",
    "other",
    f'"{SHUT}"',
    f"{SHUT}*",
    "title:canary OR tea",
    "NEAR(canary tea)",
)
QUERIES = (
    "",
    f"title:{SHUT}",
    f"text:{SHUT}",
    f"id:{SHUT}",
    f"-title:{OPEN}",
    f"project:g-p-{SHUT}",
    "after:2023",
    "has:branch",
    SHUT,
    "model:gpt",
)


def calls(chance):
    """One request of any sort, aimed at what is shut as often as not."""
    chats = [f"{word}-{n}" for word in (OPEN, SHUT) for n in range(21)] + ["x-" + "0" * 40, "nothing"]
    some = chance.choice(chats)
    cursor = chance.choice(["", "", "", "5", "0.0.0", "1.0.1", "9.9.9", "-1", "x"])
    tool = chance.choice([*TOOLS, "resource", "prompt", "wrong"])
    match tool:
        case "search_chats":
            return "tools/call", {
                "name": tool,
                "arguments": {
                    "words": chance.choice(WORDS),
                    "limit": chance.randint(0, 21),
                    "cursor": cursor,
                },
            }
        case "list_chats":
            return "tools/call", {
                "name": tool,
                "arguments": {"only": chance.choice(QUERIES), "cursor": cursor},
            }
        case "read_chat":
            arguments = {
                "chat": some,
                "branch": chance.randint(0, 2),
                "start": chance.randint(1, 3),
                "cursor": cursor,
            }
            if chance.random() < 0.3:
                arguments["message"] = f"{chance.choice(chats)}-m{chance.randint(0, 1)}"
            return "tools/call", {"name": tool, "arguments": arguments}
        case "resource":
            return "resources/read", {"uri": f"migrator://chat/{some}"}
        case "prompt":
            if chance.random() < 0.5:
                return "prompts/get", {"name": "continue_chat", "arguments": {"chat": some}}
            return "prompts/get", {
                "name": "bring_me_up_to_date",
                "arguments": {"subject": chance.choice(WORDS)},
            }
        case "wrong":
            return "tools/call", {
                "name": chance.choice(TOOLS),
                "arguments": {"chat": some, "words": SHUT, "sql": "select * from message"},
            }
        case _:
            return "tools/call", {"name": tool, "arguments": {"cursor": cursor}}


def asked(talk, rounds, seed, capfd):
    """So many requests; how many of the answers held something that may be read."""
    chance = random.Random(seed)
    good = 0
    for _n in range(rounds):
        answer = str(talk.ask(*calls(chance)))
        assert SHUT not in answer.lower()
        good += OPEN in answer
    assert capfd.readouterr() == ("", "")
    return good


@pytest.mark.parametrize(
    "only",
    [
        [f"title:{OPEN}"],
        [f"text:{OPEN}"],
        [f"-text:{SHUT}"],
        [f"id:{OPEN}"],
        ["project:g-p-sunflower00000000000000000000"],
    ],
    ids=str,
)
def test_no_canary_in_hundreds_of_calls(granted, serving, capfd, only):
    granted(only=only)
    assert asked(serving(), 150, str(only), capfd) > 10


@pytest.mark.long
def test_no_canary_in_ten_thousand_calls(granted, serving, capfd):
    granted(only=[f"title:{OPEN}"])
    assert asked(serving(), 10_000, "long", capfd) > 2000


@pytest.mark.parametrize(
    ("only", "covers"),
    [("-has:finding", "20 chats."), ("has:finding", "2 chats."), ("has:finding -title:account", "1 chats.")],
)
def test_a_grant_can_leave_out_chats_with_personal_data(folder, granted, serving, tmp_path, only, covers):
    granted(only=[f"{only} -title:{SHUT}"])
    found = [
        chat("with-mail", "letter", "write to jane.roe@mail.example.org, please"),
        chat("with-number", "account", "my IBAN is GB82 WEST 1234 5698 7654 32"),
    ]
    with unlock(folder, PASSPHRASE) as vault:
        add(vault, [str(export(tmp_path / "later.zip", found))], Context())
    talk = serving()
    assert talk.call("list_chats")[0].startswith(covers)
    shut = talk.call("search_chats", words="jane roe")[0]
    assert ("jane.roe" in shut) == (only != "-has:finding")


def test_what_is_shut_and_what_is_not_there_are_told_in_the_same_words(granted, serving):
    granted(only=[f"title:{OPEN}"])
    talk = serving()
    for tool, arguments in (
        ("read_chat", {"chat": "{}"}),
        ("read_chat", {"chat": f"{OPEN}-1", "message": "{}-m0"}),
    ):
        shut, gone = (
            talk.call(
                tool, **{k: v.format(f"{SHUT}-1" if there else "gone-99") for k, v in arguments.items()}
            )
            for there in (True, False)
        )
        assert shut == gone
    assert talk.call("search_chats", words=SHUT) == talk.call("search_chats", words="nowhereatall")


def test_counts_are_of_what_may_be_read(granted, serving):
    granted(only=[f"title:{OPEN}"])
    talk = serving()
    assert talk.call("search_chats", words="tea")[0].startswith("40 messages")
    assert talk.call("list_chats")[0].startswith("20 chats.")
    assert talk.call("list_projects")[0].startswith("1 projects.")


def test_without_a_grant_nothing_is_read_and_the_server_stays(serving, granted):
    talk = serving()
    for method, params in (
        ("tools/call", {"name": "list_chats", "arguments": {}}),
        ("tools/call", {"name": "about_me", "arguments": {}}),
        ("resources/read", {"uri": f"migrator://chat/{OPEN}-1"}),
        ("prompts/get", {"name": "continue_chat", "arguments": {"chat": f"{OPEN}-1"}}),
    ):
        answer = str(talk.ask(method, params))
        assert "Error 2" in answer
        assert OPEN not in answer
    granted()
    assert talk.call("list_chats")[0].startswith("40 chats.")


def test_a_grant_that_is_withdrawn_ends_at_once(granted, serving, folder):
    granted()
    talk = serving()
    assert not talk.call("list_chats")[1]
    with unlock(folder, PASSPHRASE) as vault:
        grants.withdraw(vault, "garden")
    for _n in range(2):
        assert talk.call("list_chats")[0].startswith("Error 2")
    granted(only=[f"title:{OPEN}"])
    assert talk.call("list_chats")[0].startswith("20 chats.")


def test_a_grant_that_is_withdrawn_while_an_answer_is_made_keeps_it_back(
    granted, serving, folder, monkeypatch
):
    from migrator.app.serving import account

    granted()
    talk = serving()
    talk.call("list_chats")
    real = account.Account.record

    def late(self, *arguments):
        with unlock(folder, PASSPHRASE) as vault:
            grants.withdraw(vault, "garden")
        real(self, *arguments)

    monkeypatch.setattr(account.Account, "record", late)
    text, failed = talk.call("list_chats")
    assert failed
    assert text.startswith("Error 2")


def test_several_grants_have_to_be_named(granted, serving):
    granted("one", only=[f"title:{OPEN}"])
    granted("two", only=[f"title:{SHUT}"])
    assert serving().call("list_chats")[0].startswith("Error 2")
    assert OPEN in serving("one").call("list_chats")[0]
    assert SHUT in serving("two").call("list_chats")[0]
    assert serving("three").call("list_chats")[0].startswith("Error 2")


def test_a_grant_is_never_widened_in_silence(granted):
    granted(only=[f"title:{OPEN}"])
    with pytest.raises(UsageError):
        granted()
    for name in ("", "With Blank", "../x", "a" * 41, "-x", "Ö"):
        with pytest.raises(UsageError):
            granted(name)
    with pytest.raises(UsageError):
        granted("odd", only=["title:"])


def test_memories_of_other_chats_stay_inside(folder, granted, serving, tmp_path):
    with unlock(folder, PASSPHRASE) as vault:
        more = [
            chat(
                f"{OPEN}-memory",
                f"{OPEN} memory",
                memory(f"Grows {OPEN}s."),
                "hello",
                roles=("assistant", "user"),
            ),
            chat(
                f"{SHUT}-memory",
                f"{SHUT} memory",
                memory(f"Keeps a {SHUT}."),
                "hello",
                roles=("assistant", "user"),
            ),
        ]
        add(vault, [str(export(tmp_path / "more.zip", more))], Context())
    granted("chosen", only=[f"title:{OPEN}"])
    granted("all", only=[f"title:{OPEN}"], about_me="all")
    granted("none", about_me="none")
    text = serving("chosen").call("about_me")[0]
    assert f"Grows {OPEN}s." in text
    assert SHUT not in text
    assert SHUT in serving("all").call("about_me")[0]
    assert "Grows" not in serving("none").call("about_me")[0]


@pytest.mark.parametrize("only", [f"title:{OPEN}", f"text:{OPEN}"])
def test_what_is_added_later_is_covered_by_the_query_too(folder, granted, serving, tmp_path, only):
    granted(only=[only])
    talk = serving()
    assert talk.call("list_chats")[0].startswith("20 chats.")
    with unlock(folder, PASSPHRASE) as vault:
        more = [chat(f"{word}-late", f"{word} late", f"{word} late words") for word in (OPEN, SHUT)]
        add(vault, [str(export(tmp_path / "more.zip", more))], Context())
    text = talk.call("list_chats", limit=50)[0]
    assert text.startswith("21 chats.")
    assert SHUT not in text
    assert re.search(rf"chat {OPEN}-late", talk.call("search_chats", words="late words")[0])
