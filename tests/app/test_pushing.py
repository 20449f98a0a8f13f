"""The use-case of a push: what it asks before it sends, what the books and the journal hold, what a stop leaves."""

import contextlib
import json

import msgspec
import pytest

from migrator.adapter import NoReply, Pusher, Receipt, Said
from migrator.app import network, pushing
from migrator.app.context import Context
from migrator.errors import (
    Interrupted,
    MigratorError,
    NetworkRefused,
    Stopped,
    UsageError,
    VaultBusy,
    WrongSecret,
)
from migrator.events import Progressed, Started
from migrator.losses import Loss
from migrator.model import Asset, Conversation, Memory
from migrator.net.client import Limits
from migrator.vault import kinds, lock
from migrator.vault.session import session
from tests.app.made_up import MadeUpExport, chat, use
from tests.ollama.pretended_models import models


def every(archive, choices, client, arrivals, report):
    """Takes everything, one request each; what the arrivals know of is there already."""
    report(Started(phase="read", total=1))
    for conversation in archive.items(Conversation):
        there = arrivals.remote(conversation.id)
        if client is not None and there is None:
            client.get("/v1/models", "model")
            arrivals.note({conversation.id: f"remote-{conversation.id}"})
        yield Receipt(
            item="conversation",
            source=conversation.id,
            target=f"remote-{conversation.id}",
            messages=len(conversation.messages),
            outcome="there" if there else "written",
        )
    for asset in archive.items(Asset):
        yield Receipt(
            item="asset", source=asset.id, outcome="left-out", losses=(Loss("asset-left-out", (asset.id,)),)
        )


@pytest.fixture
def push(monkeypatch):
    """A function that pushes made-up exports with a made-up pusher."""

    def run(*exports, by=every, vault=None, events=None, sources=("x",), **fields):
        pusher = Pusher(name="made-up", title="Made up", about="For tests.", push=by, after="Next: {word}")
        pusher = msgspec.structs.replace(pusher, options=fields.pop("options", ()))
        use(monkeypatch, pushing, *exports)
        monkeypatch.setattr(pushing.registry, "pusher", lambda _name: pusher)
        context = Context(listener=(events if events is not None else []).append)
        request = pushing.Request(target="made-up", sources=sources, **fields)
        return pushing.push(request, context, vault, limits=Limits(patience=2, second=0.01))

    from migrator.adapter import Option

    def wrapped(*exports, **fields):
        fields.setdefault("options", (Option(key="word", default="go", help="x"),))
        return run(*exports, **fields)

    return wrapped


def two():
    return MadeUpExport(
        chat("a", "x", "y"),
        chat("b", "z"),
        others=[Asset(id="f", path="f", size=1), Memory(id="m", text="t")],
    )


def test_the_books_the_sums_and_the_ledger(push):
    events = []
    with models() as server:
        done = push(two(), url=f"{server.url}/", events=events)
    assert done.url == server.url
    assert msgspec.to_builtins(done.counts) == {"conversations": 2, "messages": 3, "branches": 0, "assets": 0}
    assert done.items["conversation"] == pushing.Sum(sent=2)
    assert done.ids == {"a": "remote-a", "b": "remote-b"}
    assert {line.kind: line.count for line in done.losses} == {"asset-left-out": 1, "memory-left-out": 1}
    assert done.next == "Next: go"
    assert [e.total for e in events if isinstance(e, Started) and e.phase == "push"] == [2]
    begun = next(n for n, e in enumerate(events) if isinstance(e, Started) and e.phase == "push")
    assert [(e.phase, e.done) for e in events[begun:] if isinstance(e, Progressed)] == [
        ("push", 1),
        ("push", 2),
    ]
    assert not [e for e in events[begun + 1 :] if isinstance(e, Started)]
    log = network.log(Context())
    assert [(r.purpose, r.status) for r in log.requests] == [("push made-up: model", 200)] * 2
    assert json.loads(json.dumps(msgspec.to_builtins(log.document())))["damaged"] == 0


def test_a_dry_run_says_the_same_and_asks_nobody(push):
    tried = push(two(), url="http://127.0.0.1:1", dry_run=True)
    with models() as server:
        done = push(two(), url=server.url)
    assert (tried.counts, tried.items, tried.losses) == (done.counts, done.items, done.losses)
    assert tried.dry_run
    assert len(network.log(Context()).requests) == 2  # those of the real run


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"url": "http://192.168.1.9"}, NetworkRefused),
        ({"url": "http://lan.example", "allowed": ("lan.example",)}, NetworkRefused),
        ({"url": "lan.example"}, UsageError),
        ({"url": "http://127.0.0.1:1", "settings": ("nope=1",)}, UsageError),
        ({"url": "http://127.0.0.1:1", "token": "a b"}, UsageError),
    ],
)
def test_what_is_not_allowed_is_refused_before_an_export_is_read(push, fields, kind):
    export = two()
    with pytest.raises(kind):
        push(export, **fields)
    assert export.passes == 0
    assert network.log(Context()).requests == ()


def test_a_stop_says_how_far_it_came(push):
    def half(archive, choices, client, arrivals, report):
        made = every(archive, choices, client, arrivals, report)
        yield next(made)
        raise Stopped("The server is gone.")

    with models() as server, pytest.raises(Stopped) as caught:
        push(two(), url=server.url, by=half)
    assert caught.value.message == "The server is gone. 1 conversation is on the server."
    assert "nothing twice" in caught.value.hint


def test_a_token_that_ran_out_half_way_is_a_stop_and_at_the_start_it_is_not(push):
    def expired(archive, choices, client, arrivals, report):
        yield next(every(archive, choices, client, arrivals, report))
        raise WrongSecret("No more.", "Get another.")

    def refused(archive, choices, client, arrivals, report):
        raise WrongSecret("No.", "Get one.")
        yield

    with models() as server:
        with pytest.raises(Stopped, match="1 conversation"):
            push(two(), url=server.url, by=expired)
        with pytest.raises(WrongSecret):
            push(two(), url=server.url, by=refused)


def test_a_person_who_stops_it_is_told_what_arrived(push):
    def stopped(archive, choices, client, arrivals, report):
        yield next(every(archive, choices, client, arrivals, report))
        raise Interrupted("Stopped. Nothing that was there before has been changed.", "Start over.")

    with models() as server, pytest.raises(Interrupted) as caught:
        push(two(), url=server.url, by=stopped)
    assert caught.value.message == "Stopped. 1 conversation is on the server."
    assert "goes on" in caught.value.hint


def test_a_sum_that_does_not_come_out_is_not_called_done(push):
    def forgetful(archive, choices, client, arrivals, report):
        yield from ()

    with models() as server, pytest.raises(MigratorError, match="sum does not come out"):
        push(two(), url=server.url, by=forgetful)


def test_one_push_at_a_time(push):
    place = network.default_file().with_name("push.lock")
    place.parent.mkdir(parents=True)
    with models() as server, lock.held(place), pytest.raises(VaultBusy, match="Another push"):
        push(two(), url=server.url)
    assert server.asked == []


def test_what_a_model_said_is_the_answer(push):
    def says(archive, choices, client, arrivals, report):
        yield from every(archive, choices, client, arrivals, report)
        yield Said("Hello.")

    with models() as server:
        assert push(two(), url=server.url, by=says).answer == "Hello."


def test_a_request_without_an_answer_puts_the_next_run_in_doubt(push):
    doubts = []

    def asks(archive, choices, client, arrivals, report):
        doubts.append(arrivals.in_doubt)
        with contextlib.suppress(NoReply):
            client.post("/api/create", b"{}", "x", count=1)
        yield from every(archive, choices, client, arrivals, report)

    with models() as server, models() as other:
        server.says["/api/create"] = "cut"
        push(two(), url=server.url, by=asks)
        server.says["/api/create"] = 400
        push(two(), url=server.url, by=asks)
        other.says["/api/create"] = 400
        push(two(), url=other.url, by=asks)  # another server, and no doubt about it
    assert doubts == [False, True, False]


def test_an_old_doubt_is_forgotten(push, monkeypatch):
    with models() as server:
        server.says["/v1/models"] = "cut"
        ledger = network.ledger()
        now = Context().now()
        from migrator.net.ledger import Request

        ledger(
            Request(
                at=now - network._STILL_AT_IT * 2,
                host="h:1",
                method="POST",
                path="/",
                purpose="push x: y",
                sent=1,
            )
        )
        assert not network.in_doubt("h:1", "push x", now)
        ledger(Request(at=now, host="h:1", method="GET", path="/", purpose="push x: y", sent=1))
        assert not network.in_doubt("h:1", "push x", now)
        ledger(Request(at=now, host="h:1", method="POST", path="/", purpose="push x: y", sent=1))
        assert network.in_doubt("h:1", "push x", now)
        assert not network.in_doubt("h:2", "push x", now)


def test_in_a_vault_the_journal_knows_what_arrived(push, monkeypatch):
    with session() as vault, models() as server:
        use_vault(monkeypatch, two())
        first = push(url=server.url, vault=vault, sources=())
        assert first.items["conversation"] == pushing.Sum(sent=2)
        kept = vault.journal.all(kinds.Push)
        assert {key: value.remote for key, value in kept.items()} == {
            f"made-up {server.url} a": "remote-a",
            f"made-up {server.url} b": "remote-b",
        }
        again = push(url=server.url, vault=vault, sources=())
        assert again.items["conversation"] == pushing.Sum(there=2)
        with models() as other:  # what one server has, another one has not
            assert push(url=other.url, vault=vault, sources=()).items["conversation"] == pushing.Sum(sent=2)


def use_vault(monkeypatch, *exports):
    from contextlib import contextmanager

    from migrator.app import gathering
    from tests.app.made_up import opened

    class Held:
        def all(self):
            return opened(*exports)

    @contextmanager
    def contents(_vault, _context):
        yield Held()

    monkeypatch.setattr(gathering, "contents", contents)


def test_the_token_is_in_nothing_that_is_printed():
    request = pushing.Request(target="x", url="http://127.0.0.1:1", token="s3cret")
    assert "s3cret" not in repr(request)
