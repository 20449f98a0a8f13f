"""The way to one named server: its limits, what it says when nothing comes, and where it cannot lead."""

import datetime as dt
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from migrator.adapter import NoReply
from migrator.errors import Interrupted, MigratorError, NetworkRefused, UsageError
from migrator.net.client import Limits, address, connected
from migrator.net.ledger import UNREACHED, LedgerFile, Request, read

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)


@contextmanager
def answering(*pieces, keep=0.0):
    """A server that reads one request a connection and writes these pieces; `heard` holds what it read."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(5)
    heard = []

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                try:
                    heard.append(connection.recv(1 << 16))
                    for piece in pieces:
                        time.sleep(keep)
                        connection.sendall(piece)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(1 << 16):
                        pass  # what is closed unread is answered with a reset
                except OSError:
                    pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", heard
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def whole(body, status=200, *headers):
    lines = [f"HTTP/1.1 {status} x", *headers, f"content-length: {len(body)}", "connection: close", "", ""]
    return "\r\n".join(lines).encode() + body


def way(url, ledger=None, **fields):
    fields.setdefault("limits", Limits(patience=0.3))
    ledger = [] if ledger is None else ledger
    return connected(
        url, "test", allowed=fields.pop("allowed", ()), ledger=ledger.append, now=lambda: NOW, **fields
    )


def failed(kind, call):
    """What `call` raised."""
    with pytest.raises(kind) as caught:
        call()
    return caught.value


def test_an_answer_and_what_the_ledger_says_of_it():
    ledger = []
    with answering(whole(b'{"a":1}', 200, "retry-after: 7")) as (url, heard), way(url, ledger) as client:
        reply = client.post("/api/things?page=2", b"[1,2]", "things", count=2)
    assert (reply.status, reply.body, reply.wait) == (200, b'{"a":1}', 7)
    before, after = ledger
    assert (before.status, before.sent, before.count, before.purpose) == (None, 5, 2, "test: things")
    assert (after.status, after.received, after.id, after.path) == (200, 7, before.id, "/api/things")
    assert heard[0].startswith(b"POST /api/things?page=2 HTTP/1.1\r\n")


def test_the_token_goes_to_the_server_and_nowhere_else():
    ledger = []
    with answering(whole(b"{}")) as (url, heard), way(url, ledger, token="s3cret") as client:
        client.get("/x", "x")
    assert b"authorization: bearer s3cret" in heard[0].lower()
    assert "s3cret" not in repr(ledger) + repr(client)


@pytest.mark.parametrize("token", ["", "two words", "a\r\nhost: elsewhere", "ключ", "x" * 9000])
def test_a_token_that_could_be_more_than_a_token_is_refused(token):
    with pytest.raises(UsageError), way("http://127.0.0.1:1", token=token):
        pass


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_comes_back_as_an_answer_and_is_not_followed(status):
    with (
        answering(whole(b"secret")) as (elsewhere, other),
        answering(whole(b"", status, f"location: {elsewhere}/x")) as (url, _heard),
        way(url) as client,
    ):
        assert client.post("/x", b"{}", "x").status == status
        assert other == []


@pytest.mark.parametrize(
    ("pieces", "why"),
    [
        ((), "RemoteProtocolError"),  # closed after the request was read
        ((b"HTTP/1.1 200 x\r\ncontent-length: 100\r\n\r\nabc",), "RemoteProtocolError"),
        ((b"\x00\x01\x02 nonsense\r\n\r\n",), "RemoteProtocolError"),
        ((whole(b"x", 200, "content-encoding: gzip"),), "PackedAnswer"),
        ((b"HTTP/1.1 200 x\r\n\r\n", *[b"x" * 1000] * 20), "AnswerTooLarge"),
    ],
)
def test_no_whole_answer_is_told_with_a_word_and_stays_in_doubt(pieces, why):
    ledger = []
    limits = Limits(patience=0.5, answer=5000)
    with answering(*pieces) as (url, _heard), way(url, ledger, limits=limits) as client:
        fault = failed(NoReply, lambda: client.post("/x", b"{}", "x"))
    assert (fault.why, fault.sent) == (why, True)
    assert ledger[-1].error == why
    assert ledger[-1].in_doubt


def test_a_server_that_says_nothing_is_given_up():
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        way(f"http://127.0.0.1:{silent.getsockname()[1]}") as client,
        pytest.raises(NoReply) as caught,
    ):
        client.get("/x", "x")
    assert (caught.value.why, caught.value.sent) == ("ReadTimeout", True)


def test_a_server_that_drips_is_given_up_in_the_end():
    drops = [b"HTTP/1.1 200 x\r\n\r\n", *[b"x"] * 50]
    limits = Limits(patience=2.0, whole=0.3)
    with answering(*drops, keep=0.05) as (url, _heard), way(url, limits=limits) as client:
        assert failed(NoReply, lambda: client.get("/x", "x")).why == "AnswerTooSlow"


def test_a_server_that_is_not_there_got_nothing():
    ledger = []
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with way(f"http://127.0.0.1:{port}", ledger) as client, pytest.raises(NoReply) as caught:
        client.post("/x", b"{}", "x")
    assert caught.value.sent is False
    assert ledger[-1].error == UNREACHED
    assert not ledger[-1].in_doubt


def test_lines_come_as_they_are_cut_and_a_long_one_is_refused():
    body = [b"HTTP/1.1 200 x\r\n\r\n", b'{"a"', b':1}\n\n{"b":2}\n{"c"', b":3}"]
    with answering(*body, keep=0.01) as (url, _heard), way(url) as client:
        assert [reply.body for reply in client.lines("/x", "x")] == [b'{"a":1}', b'{"b":2}', b'{"c":3}']
    limits = Limits(patience=0.5, line=10)
    with answering(b"HTTP/1.1 200 x\r\n\r\n", b"x" * 100) as (url, _heard), way(url, limits=limits) as client:
        assert failed(NoReply, lambda: list(client.lines("/x", "x"))).why == "LineTooLong"


def test_no_lines_are_one_empty_reply_with_its_status():
    with answering(whole(b"", 204)) as (url, _heard), way(url) as client:
        assert [(reply.status, reply.body) for reply in client.lines("/x", "x")] == [(204, b"")]


def test_an_answer_that_nobody_wants_to_the_end_is_no_failure():
    ledger = []
    with answering(b"HTTP/1.1 200 x\r\n\r\n", b"a\nb\n", b"c\n") as (url, _heard), way(url, ledger) as client:
        lines = client.lines("/x", "x")
        assert next(lines).body == b"a"
        lines.close()
    assert (ledger[-1].status, ledger[-1].error) == (200, "")


@pytest.mark.parametrize(
    "path",
    [
        "x",
        "//elsewhere.example/x",
        "/../x",
        "/./x",
        "/a b",
        "/x#y",
        "/x\r\ny",
        "@elsewhere.example",
        "/%2e%2e/",
    ],
)
def test_an_adapter_cannot_make_an_address_of_its_own(path):
    ledger = []
    with (
        way("http://127.0.0.1:1", ledger) as client,
        pytest.raises((ValueError, NetworkRefused, NoReply)) as caught,
    ):
        client.get(path, "x")
    if path != "//elsewhere.example/x":
        assert caught.type is ValueError
        assert ledger == []
    assert all(request.host == "127.0.0.1:1" for request in ledger)


@pytest.mark.parametrize(
    "url",
    ["", "127.0.0.1:8080", "ftp://127.0.0.1", "http://", "http://me:pw@127.0.0.1", "http://127.0.0.1/?token=x",
     "http://127.0.0.1/#x", "http://127.0.0.1:99999", "http://127.0.0.1:0", "http://exa mple/", "http://exämple/", "http://a\\b/"],
)  # fmt: skip
def test_what_is_no_address_is_refused_before_anything_else(url):
    with pytest.raises(UsageError) as caught:
        address(url)
    assert "pw" not in caught.value.message + caught.value.hint


def test_an_address_keeps_its_path_and_loses_its_slash():
    assert address("https://Chat.Example.org:8443/ui/") == (
        "chat.example.org",
        "https://Chat.Example.org:8443/ui",
    )


@pytest.mark.parametrize(
    "url", ["https://chat.example.org", "http://192.168.1.5:8080", "http://0.0.0.0:8080", "http://127.1:80"]
)
def test_another_computer_must_be_allowed_by_name(url):
    ledger = []
    with pytest.raises(NetworkRefused) as caught, way(url, ledger, allowed=("elsewhere.example",)):
        pass
    assert caught.value.exit_code == 20
    assert ledger == []


def test_another_computer_must_speak_https_even_if_it_is_allowed():
    with (
        pytest.raises(NetworkRefused, match="encryption"),
        way("http://lan.example", allowed=("LAN.example",)),
    ):
        pass
    with way("https://lan.example", allowed=("LAN.example",)):
        pass  # open, and nothing sent


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "http://127.9.9.9:1"]
)
def test_this_computer_needs_no_further_word(url):
    with way(url):
        pass


def test_a_person_who_wants_to_stop_is_heard_between_blocks_and_in_pauses():
    stop = []

    def check():
        if stop:
            raise Interrupted("stop")

    ledger = []
    pieces = [b"HTTP/1.1 200 x\r\n\r\n", *[b"a\n"] * 20]
    with answering(*pieces, keep=0.02) as (url, _heard), way(url, ledger, check=check) as client:
        lines = client.lines("/x", "x")
        next(lines)
        stop.append(1)
        with pytest.raises(Interrupted):
            list(lines)
        with pytest.raises(Interrupted):
            client.pause(60)
    assert ledger[-1].error == "Interrupted"


# ------------------------------------------------------------------------------------------------ the file


def request(**fields):
    base = {
        "at": NOW,
        "host": "127.0.0.1:1",
        "method": "POST",
        "path": "/x",
        "purpose": "push x: y",
        "sent": 3,
    }
    return Request(**{**base, **fields})


def test_the_file_gives_each_request_once_with_its_answer(tmp_path):
    keep = LedgerFile(tmp_path / "state" / "net.jsonl")
    for made in (
        request(id="r-1"),
        request(id="r-1", status=200),
        request(id="r-2"),
        request(id="s-1", error="X"),
    ):
        keep(made)
    found, damaged = read(tmp_path / "state" / "net.jsonl")
    assert [(r.id, r.status, r.error) for r in found] == [
        ("r-1", 200, ""),
        ("r-2", None, ""),
        ("s-1", None, "X"),
    ]
    assert (damaged, found[0].run) == (0, "r")
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "state/net.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_damaged_line_costs_itself_alone(tmp_path):
    file = tmp_path / "net.jsonl"
    keep = LedgerFile(file)
    keep(request(id="a-1"))
    with file.open("ab") as out:
        out.write(b'{"at": "torn\n\xff\xfe\n')
    keep(request(id="a-2"))
    found, damaged = read(file)
    assert [r.id for r in found] == ["a-1", "a-2"]
    assert damaged == 2


def test_nothing_is_sent_if_the_list_cannot_be_written(tmp_path):
    place = tmp_path / "net.jsonl"
    place.symlink_to(tmp_path / "elsewhere")
    with answering(whole(b"{}")) as (url, heard):
        with connected(url, "t", allowed=(), ledger=LedgerFile(place), now=lambda: NOW) as client:
            fault = failed(MigratorError, lambda: client.get("/x", "x"))
        assert "nothing is sent" in fault.message
        assert heard == []
    assert not (tmp_path / "elsewhere").exists()
