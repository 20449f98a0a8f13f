"""A push to Open WebUI over a real connection: everything arrives once, whatever the server does in between."""

import threading
import time

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.errors import ConditionNotMet, MigratorError, NetworkRefused, Stopped, WrongSecret
from migrator.model import Conversation, Instruction, Memory, Project
from migrator.testing import CASES, MemoryArchive
from migrator.testing.cases import line
from tests.open_webui.pretended import TOKEN, pretended
from tests.open_webui.pushing import HASTY, Noted, Push, chats


def test_everything_arrives_with_its_branches_folders_flags_memories_and_instructions():
    archive = CASES["plain"]()
    with pretended() as server:
        first = Push(server, archive)
        wanted = {r.source: r for r in first.receipts if r.item == "conversation" and r.outcome == "written"}
        assert server.sources() == sorted(wanted)
        assert {chat["id"] for chat in server.chats} == {receipt.target for receipt in wanted.values()}
        folders = {folder["id"]: folder for folder in server.folders}
        for sent in server.chats:
            (meant,) = [c for c in archive.items(Conversation) if c.id == sent["meta"]["source_id"]]
            assert (sent["folder_id"] in folders) is (meant.project is not None)
            assert (sent["archived"], sent["pinned"]) == (meant.archived, meant.pinned)
        assert {m["content"] for m in server.memories} == {m.text for m in archive.items(Memory)}
        assert bool(server.ui.get("system")) is any(
            i.about_me or i.how_to_answer for i in archive.items(Instruction)
        )

        again = Push(server, archive)
        assert server.sources() == sorted(wanted)
        assert "written" not in again.outcomes()
        assert len(server.memories) == len({m["content"] for m in server.memories})
        assert [(r.source, r.target) for r in again.receipts if r.item == "conversation"] == [
            (r.source, r.target) for r in first.receipts if r.item == "conversation"
        ]


@pytest.mark.parametrize("case", CASES)
def test_every_case_arrives_once_and_its_sum_comes_out(case):
    archive = CASES[case]()
    with pretended() as server:
        push = Push(server, archive, batch=3)
        wanted = sorted(
            r.source for r in push.receipts if r.item == "conversation" and r.outcome == "written"
        )
        assert server.sources() == wanted
        Push(server, archive)
        assert server.sources() == wanted
    tried = Push(None, archive, dry=True)
    assert push.told() == tried.told()


def test_no_word_of_a_chat_no_title_and_no_token_is_in_the_ledger():
    archive = CASES["plain"]()
    with pretended() as server:
        push = Push(server, archive)
    told = msgspec.json.encode(push.ledger).decode()
    assert "sentinel" not in told
    assert TOKEN not in told
    assert not [c.title for c in archive.items(Conversation) if c.title and c.title in told]
    assert not [p.name for p in archive.items(Project) if p.name and p.name in told]


SILENT = ["cut", "cut after", "late", "hang", "hang after", 502, 504, ("after", 504)]


@pytest.mark.parametrize("fault", SILENT, ids=str)
def test_a_request_without_an_answer_stops_the_push_or_was_taken_and_never_doubles(fault):
    archive = MemoryArchive(chats(6))
    with pretended() as server:
        server.faults["/import"] = [None, fault]
        try:
            push = Push(server, archive, batch=2, limits=HASTY)
        except Stopped:
            push = Push(server, archive, batch=2, noted=Noted(in_doubt=True))
        assert sum(push.outcomes().values()) == 6
        assert server.sources() == sorted(f"c{n}" for n in range(6))


@pytest.mark.parametrize("fault", ["cut", "hang", 502, 504], ids=str)
def test_what_was_not_answered_and_did_not_arrive_is_not_sent_again_in_the_same_run(fault):
    with pretended() as server:
        server.faults["/import"] = [fault]
        with pytest.raises(Stopped) as caught:
            Push(server, MemoryArchive(chats(2)), limits=HASTY)
        assert caught.value.exit_code == 9
        assert sum(path.endswith("/import") for _, path, _, _ in server.asked) == 1


def test_a_chat_that_arrives_late_from_an_earlier_run_is_waited_for():
    archive = MemoryArchive(chats(2))
    with pretended() as server, pretended() as before:
        Push(before, archive)

        def late():
            time.sleep(0.06)
            with server.turn:
                server.chats += before.chats

        thread = threading.Thread(target=late)
        thread.start()
        push = Push(server, archive, noted=Noted(in_doubt=True))
        thread.join()
        assert push.outcomes() == {"there": 2}
        assert server.sources() == ["c0", "c1"]


def failure(server, archive):
    """What a push raised, None if it came to its end."""
    try:
        Push(server, archive, limits=HASTY)
    except MigratorError as why:
        return why
    return None


ANYWHERE = ["/config", "/all", "/list", "/count", "/folders/", "/memories/", "/add", "/settings", "/update"]


WRONG = [301, 307, 401, 403, 500, 503, "cut", "hang", "garbage", "endless", "packed"]


@pytest.mark.parametrize(
    ("where", "fault"),
    [
        pytest.param(where, fault, marks=[] if (n + m) % 4 == 0 else pytest.mark.long)
        for n, where in enumerate(ANYWHERE)
        for m, fault in enumerate(WRONG)
    ],
    ids=str,
)
def test_whatever_goes_wrong_wherever_it_is_said_and_the_next_run_finishes(where, fault):
    archive = MemoryArchive(
        [
            *chats(2, project="p"),
            Memory(id="m", text="Likes tea"),
            Instruction(id="i", about_me="Me", how_to_answer="Short"),
            Project(id="p", name="Garden"),
        ]
    )
    with pretended() as server, pretended() as other:
        server.elsewhere = other.url
        server.faults[where] = [fault] * 4
        fault_seen = failure(server, archive)
        assert fault_seen is None or fault_seen.exit_code in {1, 7, 9, 12, 20}
        assert fault_seen is None or "question" not in fault_seen.message + fault_seen.hint
        server.faults.clear()
        Push(server, archive, noted=Noted(in_doubt=True))
        assert server.sources() == ["c0", "c1"]
        if (where, fault) != ("/folders/", 403):  # then the chats went without one
            assert [f["name"] for f in server.folders] == ["Garden"]
        assert [m["content"] for m in server.memories] == ["Likes tea"]
        assert server.ui == {"system": "Me\n\nShort"}
        assert other.asked == []


IMPORTS = st.lists(
    st.sampled_from([None, *SILENT, 400, 500, 503, 429, ("after", 500), "garbage"]), max_size=8
)


LISTS = st.lists(st.sampled_from([None, "cut", 500]), max_size=3)


def until_it_is_done(imports, lists, batch):
    """Push to a failing server again and again, then to a good one."""
    archive = MemoryArchive(chats(5))
    with pretended() as server:
        server.faults = {"/import": imports, "/all": lists}
        noted = Noted()
        for _run in range(20):
            try:
                Push(server, archive, batch=batch, noted=noted, limits=HASTY)
            except MigratorError:
                noted.in_doubt = True
            else:
                break
        # A chat that was refused by itself is left out in that run; the last word is a good server's.
        server.faults = {}
        Push(server, archive, noted=noted)
        assert server.sources() == sorted(f"c{n}" for n in range(5))


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(IMPORTS, LISTS, st.integers(1, 4))
def test_however_often_it_fails_in_the_end_everything_is_there_once(imports, lists, batch):
    until_it_is_done(imports, lists, batch)


@pytest.mark.long
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(IMPORTS, LISTS, st.integers(1, 4))
def test_however_often_it_fails_at_length(imports, lists, batch):
    until_it_is_done(imports, lists, batch)


def test_a_redirect_is_not_followed_and_nothing_reaches_the_other_server():
    with pretended() as server, pretended() as other:
        server.elsewhere = f"{other.url}/api/v1/chats/import"
        server.faults["/import"] = [307]
        with pytest.raises(NetworkRefused) as caught:
            Push(server, MemoryArchive(chats(2)))
        assert caught.value.exit_code == 20
        assert other.asked == []
        assert server.chats == []


def test_a_wrong_token_and_a_forbidden_account_are_told_apart():
    with pretended() as server:
        with pytest.raises(WrongSecret):
            Push(server, MemoryArchive(chats(1)), token="another")
        server.faults["/import"] = [403]
        with pytest.raises(ConditionNotMet):
            Push(server, MemoryArchive(chats(1)))
        assert server.chats == []


def test_a_page_of_something_else_gets_no_chat():
    with pretended() as server:
        server.version = {"version": "0.5.1"}  # as Ollama would answer elsewhere
        with pytest.raises(MigratorError, match="no Open WebUI"):
            Push(server, MemoryArchive(chats(1)))
        assert [path for _, path, _, _ in server.asked] == ["/api/config"]


def test_a_batch_that_is_too_large_is_halved_and_one_chat_that_is_too_large_is_named():
    large = line("big", "x" * 5000, "y")
    with pretended() as server:
        server.largest = 4000
        push = Push(server, MemoryArchive([*chats(5), large, *chats(8)[5:]]))
        assert server.sources() == sorted(f"c{n}" for n in range(8))
    (receipt,) = [r for r in push.receipts if r.source == "big"]
    assert (receipt.outcome, receipt.target, receipt.messages) == ("left-out", None, 0)
    assert [loss.where for loss in receipt.losses if loss.kind == "refused"] == [("big-0", "big-1")]


def test_a_chat_that_the_server_takes_offence_at_takes_no_other_with_it():
    with pretended() as server:
        server.refuses = {"c3"}
        push = Push(server, MemoryArchive(chats(9)))
        assert server.sources() == sorted(f"c{n}" for n in range(9) if n != 3)
        assert push.outcomes() == {"written": 8, "left-out": 1}


@pytest.mark.parametrize(("status", "kind"), [(400, MigratorError), (422, MigratorError), (500, Stopped)])
def test_a_server_that_takes_nothing_is_not_asked_for_every_chat(status, kind):
    with pretended() as server:
        server.faults["/import"] = [status] * 1000
        with pytest.raises(kind, match="refuses every chat"):
            Push(server, MemoryArchive(chats(60)))
        assert sum(path.endswith("/import") for _, path, _, _ in server.asked) < 20


def test_a_server_that_asks_for_patience_gets_it():
    with pretended() as server:
        server.faults["/import"] = [429, 503, None]
        assert Push(server, MemoryArchive(chats(2))).outcomes() == {"written": 2}
        server.faults["/import"] = [429] * 10
        with pytest.raises(Stopped, match="too busy"):
            Push(server, MemoryArchive(chats(4)))
        assert server.sources() == ["c0", "c1"]
