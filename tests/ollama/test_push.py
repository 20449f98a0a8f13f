"""A model of one's own on an Ollama, and one chat to go on with on a server of OpenAI's form."""

import datetime as dt
import json

import pytest

from migrator.adapter import Choices, Said
from migrator.errors import MigratorError, NetworkRefused, Stopped, UsageError, WrongSecret
from migrator.model import Instruction, Memory
from migrator.net.client import Limits, connected
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import line
from migrator_ollama import TARGET, compatible, push
from tests.ollama.pretended_models import models

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)


class Noted:
    in_doubt = False

    def __init__(self):
        self.known = {}

    def remote(self, source):
        return self.known.get(source)

    def note(self, arrived):
        self.known.update(arrived)


def pushed(pusher, server, archive, **options):
    """What a push gives back, and the requests in the ledger."""
    ledger = []
    choices = Choices(options={option.key: option.default for option in pusher.options} | options)
    with connected(
        server.url,
        "t",
        allowed=(),
        ledger=ledger.append,
        now=lambda: NOW,
        limits=Limits(patience=3, second=0.01),
    ) as client:
        told = list(pusher.push(archive, choices, client, Noted(), lambda _event: None))
    return told, ledger


def archive():
    return MemoryArchive(
        [
            line("old", "a", "b", start=0),
            line("new", "Where were we?", "At the river.", start=100),
            Instruction(id="i", about_me="Ada", how_to_answer="Brief"),
            Memory(id="m", text="Likes tea"),
        ]
    )


# ------------------------------------------------------------------------------------------------ ollama


def test_the_model_that_is_made_is_the_one_of_create_json():
    with models() as server:
        told, ledger = pushed(push.PUSHER, server, archive())
        (document,) = server.sent("/api/create")
    assert document == json.loads(run(TARGET, archive(), Choices()).files["create.json"])
    assert {r.source: r.outcome for r in told if r.target} == {
        "new": "changed",
        "i": "written",
        "m": "written",
    }
    assert {r.target for r in told if r.target} == {"my-assistant"}
    assert "river" not in repr(ledger)


def test_the_same_once_more_is_there_already_and_another_model_of_that_name_is_not_replaced():
    with models() as server:
        pushed(push.PUSHER, server, archive())
        told, _ledger = pushed(push.PUSHER, server, archive())
        assert {r.outcome for r in told if r.target} == {"there"}
        with pytest.raises(UsageError, match="another one"):
            pushed(push.PUSHER, server, archive(), conversation="old")
        assert len(server.sent("/api/create")) == 1
        pushed(push.PUSHER, server, archive(), conversation="old", name="other")
        assert set(server.models) == {"llama3.2:latest", "my-assistant:latest", "other:latest"}


@pytest.mark.parametrize("name", ["llama3.2", "llama3.2:latest", "LLAMA3.2"])
def test_a_base_is_found_under_the_names_that_the_server_knows(name):
    with models() as server:
        pushed(push.PUSHER, server, archive(), model=name)
        assert len(server.sent("/api/create")) == 1


def test_a_base_that_the_server_would_have_to_fetch_is_refused():
    with models() as server:
        with pytest.raises(UsageError, match="fetch it from the internet") as caught:
            pushed(push.PUSHER, server, archive(), model="qwen3:8b")
        assert "llama3.2" in caught.value.hint
        assert server.sent("/api/create") == []


@pytest.mark.parametrize("held", [{"big:latest": {"remote_host": "https://ollama.com"}}, {"big:cloud": {}}])
def test_a_cloud_model_gets_nothing(held):
    with models() as server:
        server.models = held
        with pytest.raises(NetworkRefused) as caught:
            pushed(push.PUSHER, server, archive(), model=next(iter(held)))
        assert caught.value.exit_code == 20
        assert server.sent("/api/create") == []


@pytest.mark.parametrize("fault", ["cut", "cut after", b'{"status":"writing"}\n'])
def test_a_model_whose_making_was_not_answered_is_looked_for_and_never_made_twice(fault):
    with models() as server:
        server.says["/api/create"] = fault
        if fault == "cut after":
            pushed(push.PUSHER, server, archive())
        else:
            with pytest.raises(Stopped):
                pushed(push.PUSHER, server, archive())
        pushed(push.PUSHER, server, archive())
        assert len(server.sent("/api/create")) == (1 if fault == "cut after" else 2)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (b'{"status":"reading"}\n{"error":"At the river."}\n', MigratorError),
        (b"nonsense", MigratorError),
        (500, MigratorError),
        (503, Stopped),
        (307, NetworkRefused),
    ],
)
def test_what_the_server_says_against_it_is_told_without_its_words(fault, kind):
    with models() as server:
        server.says["/api/create"] = fault
        with pytest.raises(kind) as caught:
            pushed(push.PUSHER, server, archive())
    assert "river" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("fault", [404, b"<html>", b"[1]"])
def test_a_server_that_is_no_ollama_gets_nothing(fault):
    with models() as server:
        server.says["/api/tags"] = fault
        with pytest.raises(MigratorError):
            pushed(push.PUSHER, server, archive())
        assert [path for path, _ in server.asked] == ["/api/tags"]


# ------------------------------------------------------------------------------------------------ OpenAI's form


def answer(told):
    return [one.text for one in told if isinstance(one, Said)]


def test_one_chat_is_sent_with_a_question_and_the_answer_comes_back():
    with models() as server:
        told, ledger = pushed(compatible.PUSHER, server, archive(), say="And then?")
        (document,) = server.sent("/v1/chat/completions")
    assert answer(told) == ["As we said."]
    assert [m["role"] for m in document["messages"]] == ["system", "user", "assistant", "user"]
    assert document["messages"][-1]["content"] == "And then?"
    assert "river" in document["messages"][2]["content"]
    assert document["model"] == "llama3.2:latest"
    assert {r.source for r in told if not isinstance(r, Said) and r.target} == {"new", "i", "m"}
    assert "river" not in repr(ledger)
    assert "said" not in repr(ledger)


def test_a_chat_that_ends_with_a_question_is_asked_as_it_is():
    with models() as server:
        pushed(compatible.PUSHER, server, MemoryArchive([line("c", "one", "two", "three")]))
        pushed(compatible.PUSHER, server, MemoryArchive([line("c", "one", "two", "three")]), say="Briefly.")
        first, second = server.sent("/v1/chat/completions")
    assert [m["role"] for m in first["messages"]] == ["user", "assistant", "user"]
    assert "three" in first["messages"][-1]["content"]
    assert second["messages"][-1]["content"].endswith("\n\nBriefly.")


def test_an_address_that_ends_in_v1_is_understood_and_a_whole_answer_too():
    with models() as server:
        server.says["/v1/chat/completions"] = (
            b'{"choices":[{"message":{"role":"assistant","content":"Whole."}}]}'
        )
        with connected(f"{server.url}/v1", "t", allowed=(), ledger=lambda _: None, now=lambda: NOW) as client:
            choices = Choices(options={option.key: option.default for option in compatible.PUSHER.options})
            told = list(compatible.PUSHER.push(archive(), choices, client, Noted(), lambda _event: None))
    assert answer(told) == ["Whole."]


def test_which_model_is_asked_must_be_clear():
    with models() as server:
        server.models = {"a": {}, "b": {}}
        with pytest.raises(UsageError, match="Say which model"):
            pushed(compatible.PUSHER, server, archive())
        with pytest.raises(UsageError, match="no model"):
            pushed(compatible.PUSHER, server, archive(), model="c")
        assert answer(pushed(compatible.PUSHER, server, archive(), model="b")[0]) == ["As we said."]
        server.models = {"x-cloud": {}}
        with pytest.raises(NetworkRefused):
            pushed(compatible.PUSHER, server, archive())


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (b'data: {"error":{"message":"At the river."}}\n\n', MigratorError),
        (b"data: [DONE]\n\n", MigratorError),
        (b'data: {"choices":"x"}\n\n', MigratorError),
        (b"data: 3\n\ndata: {}\n\n", MigratorError),
        (
            b"data: " + json.dumps({"choices": [{"delta": {"content": "x" * 600_000}}]}).encode() + b"\n\n",
            None,
        ),
        (400, MigratorError),
        (401, WrongSecret),
        (503, Stopped),
        (308, NetworkRefused),
        ("cut", Stopped),
    ],
)
def test_an_answer_that_is_none_is_told_without_the_servers_words(fault, kind):
    with models() as server:
        server.says["/v1/chat/completions"] = fault
        if kind is None:
            assert len(answer(pushed(compatible.PUSHER, server, archive())[0])[0]) == 600_000
            server.says["/v1/chat/completions"] = fault * 3
            kind = MigratorError
        with pytest.raises(kind) as caught:
            pushed(compatible.PUSHER, server, archive())
    assert "river" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("pusher", [push.PUSHER, compatible.PUSHER], ids=lambda p: p.name)
def test_every_case_is_accounted_for_alike_with_a_server_and_without(pusher, case):
    made = CASES[case]()
    choices = Choices(options={option.key: option.default for option in pusher.options})
    dry = list(pusher.push(made, choices, None, Noted(), lambda _event: None))
    with models() as server:
        told, _ledger = pushed(pusher, server, made)
    plain = [(r.item, r.source, r.messages, r.losses) for r in told if not isinstance(r, Said)]
    assert plain == [(r.item, r.source, r.messages, r.losses) for r in dry]
