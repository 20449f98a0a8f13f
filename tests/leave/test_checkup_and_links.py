"""`migrate leave checkup` and `migrate leave links` on a real vault: what is asked, what is looked at, what is kept."""

import io
import sys

import pytest
from people import CONTENT

from migrator.app.context import Context
from migrator.app.leaving import links as shared_links
from migrator.app.leaving.book import VaultBook
from migrator.app.leaving.survey import Survey
from migrator.leave.seen import Link
from migrator.vault.content import content_of
from migrator.vault.originals import add


@pytest.fixture
def stocked(vault, export):
    add(vault, content_of(export))
    return vault


def type_in(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_the_checkup_answers_without_a_vault_and_without_a_question(leave):
    ran = leave("checkup", "--answer", "mfa=no", "--answer", "platform=no", "--json", known=False)
    assert ran.code == 0
    assert [(a["question"], a["concerns"]) for a in ran.document["answers"]] == [
        ("platform", False),
        ("mfa", True),
    ]
    assert leave("checkup", "--no-input", known=False).code == 2


def test_the_checkup_asks_and_looks_at_a_pasted_link(leave, monkeypatch):
    type_in(monkeypatch, "n\n" * len(CONTENT.checkup) + "https://openai.com.evil.example/\n")
    ran = leave("checkup", known=False)
    assert ran.code == 0
    assert "STOP" in ran.out


def test_a_message_is_looked_at_from_standard_input(leave, monkeypatch):
    type_in(monkeypatch, "From: OpenAI <a@mail.example>\n")
    ran = leave("checkup", "--mail", "-", "--json", known=False)
    assert ran.document["message"]["weight"] == "stop"


def test_links_are_checked_only_with_a_yes(leave, stocked, monkeypatch):
    ran = leave("links", "--check", "--no-input")
    assert ran.code == 20
    assert "--allow-host chatgpt.com" in ran.err
    type_in(monkeypatch, "n\n")
    ran = leave("links", "--check")
    assert ran.code == 20
    assert ran.out == ""
    assert not stocked.journal.raw("net")


def test_links_of_a_named_host_are_asked_for_and_every_request_is_kept(vault):
    sys.path.insert(0, str(__import__("pathlib").Path(__file__).parents[1] / "net"))
    from test_door import serving

    with serving() as server:
        base = f"http://127.0.0.1:{server.server_port}"
        found = Survey(
            links=(
                Link(id="a", url=f"{base}/200/a", title="Still there"),
                Link(id="b", url=f"{base}/404/b"),
                Link(id="c", url=f"{base}/403/c"),
                Link(id="d", url=f"{base}/302/d"),
                Link(id="e", url="https://elsewhere.example/e"),
                Link(id="f", url=""),
            )
        )

        class Book(VaultBook):
            def survey(self, context):
                return found

        told = shared_links.check(
            Book(vault), Context(), allowed=["127.0.0.1"], keep=shared_links.keeper(vault), pause=0
        )
        assert [link.state for link in told.links] == [
            "open",
            "gone",
            "unclear",
            "unclear",
            "not-checked",
            "not-checked",
        ]
        assert len(server.asked) == 4
    (kept,) = vault.journal.raw("net").values()
    assert kept.value["planned"] == 4
    assert [r["status"] for r in kept.value["requests"]] == [200, 404, 403, 302]
