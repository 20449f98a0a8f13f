"""`migrate mcp …` on the command line."""

import io
import json

import pytest

from migrator.vault import slots
from tests.app.serving.conftest import OPEN, PASSPHRASE, SHUT, folder, granted, serving

__all__ = ["folder", "granted", "serving"]  # fixtures of the tests beside


@pytest.fixture(autouse=True)
def cheap_scrypt(monkeypatch):
    monkeypatch.setattr(slots, "TYPED_WORK_FACTOR", 2)


@pytest.fixture
def mcp(migrate, folder, tmp_path):
    """`migrate mcp` over a vault."""
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE)
    secret.chmod(0o600)

    def run(*words):
        return migrate("mcp", *words, "--vault", folder, "--passphrase-file", secret)

    return run


def test_a_grant_is_made_listed_and_withdrawn(mcp):
    made = mcp(
        "grant",
        "garden",
        "--only",
        f"title:{OPEN}",
        "--redact",
        "email,phone",
        "--no-attachments",
        "--yes",
        "--json",
    )
    assert made.code == 0, made.err
    document = json.loads(made.out)
    assert document["only"] == [f"title:{OPEN}"]
    assert document["redact"] == ["email", "phone"]
    assert (document["attachments"], document["about_me"], document["state"]) == (False, "chosen", "given")
    listed = mcp("grants")
    assert "“garden”: holds" in listed.out
    assert f"title:{OPEN}" in listed.out
    assert mcp("withdraw", "garden").code == 0
    assert mcp("withdraw", "garden").code == 2
    assert "“garden”: withdrawn" in mcp("grants").out
    assert json.loads(mcp("grants", "--json").out)["grants"][0]["state"] == "withdrawn"


def test_a_grant_says_what_it_means_and_asks_whoever_is_there(mcp, monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(b"n\n"))
    terminal.isatty = lambda: True
    with monkeypatch.context() as patched:
        patched.setattr("sys.stdin", terminal)
        refused = mcp("grant", "garden")
    assert refused.code == 7
    assert "company gets to see" in refused.err
    assert json.loads(mcp("grants", "--json").out)["grants"] == []
    made = mcp("grant", "garden", "--no-input", "--json")
    assert made.code == 0
    assert "company gets to see" in made.err
    assert json.loads(made.out)["name"] == "garden"
    for words in (
        ("grant", "Garden Two", "--yes"),
        ("grant", "x", "--only", "title:", "--yes"),
        ("grant", "x", "--redact", "mail", "--yes"),
    ):
        assert mcp(*words).code == 2


def test_the_log_is_read_by_a_person_and_by_a_script(mcp, granted, serving):
    assert "No answer ever left" in mcp("log").out
    granted(only=[f"title:{OPEN}"])
    talk = serving()
    talk.call("read_chat", chat=f"{OPEN}-1")
    talk.call("search_chats", words="tea", limit=2)
    shown = mcp("log")
    assert "tests 1" in shown.out
    assert "2 answers in all." in shown.out
    assert SHUT not in shown.out
    named = mcp("log", "--chats")
    assert f"{OPEN} 1" in named.out
    answers = json.loads(mcp("log", "--json").out)["answers"]
    assert [one["tool"] for one in answers] == ["read_chat", "search_chats"]
    assert answers[0]["chats"] == [f"{OPEN}-1"]


def test_connect_shows_and_writes_nothing_without_a_word(migrate, own_home):
    shown = migrate("mcp", "connect", "codex", "--vault", "v", "--grant", "garden")
    assert shown.code == 0
    assert "[mcp_servers.migrator]" in shown.out
    assert "required = true" in shown.out
    assert "seen 2026-11-30" in shown.out
    assert "What a grant means:" in shown.out
    assert list(own_home.rglob("*")) == []
    assert migrate("mcp", "connect", "jan", "--write", "--yes").code == 7
    assert migrate("mcp", "connect", "nothing").code == 2
    written = migrate("mcp", "connect", "codex", "--write", "--no-input", "--json")
    assert "+[mcp_servers.migrator]" in written.err
    assert json.loads(written.out)["written"] is True
    assert (own_home / ".codex" / "config.toml").exists()


def test_every_client_can_be_shown(migrate):
    from migrator.app.serving.clients import clients

    for name in clients():
        document = json.loads(migrate("mcp", "connect", name, "--vault", "v", "--json").out)
        assert document["sources"][0]["url"].startswith("https://")
        assert document["command"][-4:-1] == ["mcp", "serve", "--vault"]


def test_alone_on_a_terminal_it_shows_its_help(migrate, monkeypatch):
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda _self: True})())
    done = migrate("mcp")
    assert done.code == 2
    assert "connect" in done.err
