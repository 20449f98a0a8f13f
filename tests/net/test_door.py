"""The door against a server on this computer: one host, agreed to, no redirect, no proxy, checked certificates."""

import datetime as dt
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from migrator.errors import NetworkRefused
from migrator.net import door

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        status = int(self.path.strip("/").split("/")[0] or 200)
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "http://elsewhere.example/taken")
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *args):
        pass


@contextmanager
def serving(context=None):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked = []
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def way(ledger, *, host="127.0.0.1", allowed=("127.0.0.1",), ask=None):
    return door.opened(host, allowed=allowed, ask=ask, ledger=ledger.append, now=lambda: NOW)


def test_a_named_host_is_talked_to_and_every_request_is_in_the_ledger():
    ledger = []
    with serving() as server, way(ledger) as open_way:
        answer = open_way.get(f"http://127.0.0.1:{server.server_port}/200/share?x=1", "links", body=True)
    assert (answer.status, answer.body) == (200, b"hello")
    assert [(r.status, r.path, r.purpose, r.received) for r in ledger] == [
        (None, "/200/share?x=1", "links", 0),
        (200, "/200/share?x=1", "links", 5),
    ]


def test_nothing_is_sent_that_tells_more_than_is_needed():
    with serving() as server, way([]) as open_way:
        open_way.get(f"http://127.0.0.1:{server.server_port}/200", "links")
    headers = {name.casefold() for name in server.asked[0][1]}
    assert headers <= {"host", "accept", "accept-encoding", "connection", "user-agent"}


def test_without_a_word_from_the_person_nothing_opens():
    with pytest.raises(NetworkRefused) as caught, way([], allowed=()):
        pass
    assert caught.value.exit_code == 20
    assert "--allow-host 127.0.0.1" in caught.value.hint


def test_a_no_is_a_no_and_a_yes_is_for_the_host_that_was_asked_about():
    asked = []
    with pytest.raises(NetworkRefused), way([], allowed=(), ask=asked.append):
        pass
    assert asked == ["127.0.0.1"]
    with serving() as server, way([], allowed=(), ask=lambda _host: True) as open_way:
        assert open_way.get(f"http://127.0.0.1:{server.server_port}/200", "links").status == 200


def test_allowing_one_host_does_not_allow_another():
    with pytest.raises(NetworkRefused), way([], allowed=("other.example", "127.0.0.1.evil.example")):
        pass


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/",
        "https://127.0.0.1.elsewhere.example/",
        "https://127.0.0.1@elsewhere.example/",
        "https://user@127.0.0.1/",
        "https://elsewhere.example\\@127.0.0.1/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
    ],
)
def test_an_open_way_leads_to_its_own_host_only(url):
    ledger = []
    with way(ledger) as open_way, pytest.raises(NetworkRefused):
        open_way.get(url, "links")
    assert ledger == []


def test_plain_http_is_for_this_computer_only():
    with way([], host="chatgpt.com", allowed=["chatgpt.com"]) as open_way, pytest.raises(NetworkRefused):
        open_way.get("http://chatgpt.com/share/x", "links")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_told_and_not_followed(status):
    with serving() as server, way([]) as open_way:
        answer = open_way.get(f"http://127.0.0.1:{server.server_port}/{status}", "links")
    assert (answer.status, answer.location) == (status, "http://elsewhere.example/taken")
    assert len(server.asked) == 1


def test_proxies_of_the_environment_are_ignored(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving() as server, way([]) as open_way:
        assert open_way.get(f"http://127.0.0.1:{server.server_port}/200", "links").status == 200


def test_a_host_that_does_not_answer_is_told_and_kept():
    ledger = []
    with way(ledger) as open_way, pytest.raises(door.NoAnswer) as caught:
        open_way.get("http://127.0.0.1:9/", "links")
    assert caught.value.why == "ConnectError"
    assert [r.error for r in ledger] == ["", "ConnectError"]


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
        .not_valid_after(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "both.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with serving(context) as server, way([]) as open_way, pytest.raises(door.NoAnswer):
        open_way.get(f"https://127.0.0.1:{server.server_port}/200", "links")
    assert server.asked == []
