"""What the offline checker sees in senders, links and whole messages. It opens nothing."""

import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import CONTENT

from migrator.leave.hostnames import imitates, registered
from migrator.leave.sender import look_at

NAMES = [host.id for host in CONTENT.host]


def kinds(text: str) -> set[str]:
    return {finding.kind for finding in look_at(text, CONTENT.host).findings}


@pytest.mark.parametrize(
    "text",
    [
        "OpenAI <noreply@tm.openai.com>",
        "noreply@openai.com",
        "https://chatgpt.com/",
        "chatgpt.com",
        "https://auth.openai.com/log-in?x=1",
        "https://privacy.openai.com/policies",
        "https://accounts.google.com/o/oauth2/auth",
        "From: OpenAI <noreply@tm.openai.com>\nReply-To: support@openai.com\n\nhttps://chatgpt.com/export export.zip",
    ],
)
def test_a_known_address_shows_no_sign_of_a_fake_and_is_not_called_real(text):
    verdict = look_at(text, CONTENT.host)
    assert verdict.weight == "fine"
    assert {f.kind for f in verdict.findings} == {"known-host"}
    assert "can be forged" in verdict.findings[0].what


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("noreply@openai-support.com", "lookalike"),
        ("https://open-ai.com/", "lookalike"),
        ("https://0penai.com/", "lookalike"),
        ("https://openal.com/", "lookalike"),
        ("https://opennai.com/", "lookalike"),
        ("https://chatgtp.com/", "lookalike"),
        ("https://openai.com.evil.example/", "lookalike"),
        ("https://login-chatgpt.example/", "lookalike"),
        ("https://accounts.google.com.evil.example/", "lookalike"),
        ("https://оpenai.com/", "foreign-letters"),  # a Cyrillic о
        ("https://xn--penai-6qa.com/", "punycode"),
        ("https://xn--\udcff.com/", "unknown-host"),
        ("https://chatgpt.com@evil.example/", "user-in-link"),
        ("https://chatgpt.com%40evil.example/", "odd-letters"),
        ("https://chatgpt.com\\@evil.example/", "odd-letters"),
        ("http://chatgpt.com/", "not-https"),
        ("https://chatgpt.com:8443/", "odd-port"),
        ("https://chatgpt.com:99999/", "odd-port"),
        ("https://192.0.2.1/", "number-host"),
        ("https://0xC0000201/", "number-host"),
        ("https://3221225985/", "number-host"),
        ("https://[2001:db8::1]/", "number-host"),
        ("https://bit.ly/x", "shortener"),
        ("javascript:alert(1)", "script"),
        ("data:text/html,hello", "script"),
        ("[https://chatgpt.com](https://evil.example/)", "text-differs"),
        ('<a href="https://evil.example/"><b>chatgpt.com</b></a>', "text-differs"),
        ("OpenAI <export@mail.example>", "name-only"),
        ('From: "noreply@openai.com" <export@mail.example>', "name-only"),
        ("From: a@openai.com\nReply-To: b@mail.example", "reply-elsewhere"),
        ("your archive export.exe is ready", "attachment"),
        ("chat.html", "attachment"),
        ("export.zip.exe", "two-endings"),
        ("export.zip.com", "two-endings"),
        ("export\u202epiz.exe", "hidden-letters"),
        ("open\u200bai.com", "hidden-letters"),
        ("Call +1 (888) 555-0199 for your refund", "number-to-call"),
        ("Call 1-800-555-0199 now", "number-to-call"),
        ("https://example.org/", "unknown-host"),
        ("hello", "nothing"),
        ("", "nothing"),
    ],
)
def test_each_trick_is_seen(text, kind):
    assert kind in kinds(text)
    assert look_at(text, CONTENT.host).weight != "fine"


@pytest.mark.parametrize(
    "text", ["ready on 2026-11-21 14:30", "invoice 12345678, 20.00 USD", "version 5.1.2026"]
)
def test_dates_and_amounts_are_no_telephone_numbers(text):
    assert "number-to-call" not in kinds(text)


@pytest.mark.parametrize("name", NAMES)
def test_no_known_name_imitates_another(name):
    assert not imitates("example.org", NAMES)
    assert look_at(f"https://{name}/", CONTENT.host).weight == "fine"


@pytest.mark.parametrize(
    ("host", "owner"),
    [
        ("mail.openai.com", "openai.com"),
        ("a.b.com.tr", "b.com.tr"),
        ("a.co", "a.co"),
        ("x.a.co.uk", "a.co.uk"),
    ],
)
def test_the_registered_part_of_a_name(host, owner):
    assert registered(host) == owner


def test_what_is_quoted_back_is_short_and_safe():
    verdict = look_at("https://evil.example/\x1b]0;x\x07" + "a" * 500, CONTENT.host)
    for finding in verdict.findings:
        assert "\x1b" not in finding.where
        assert len(finding.where) <= 100


def test_nothing_is_looked_up(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("the checker must not use the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "socket", refuse)
    look_at("From: OpenAI <a@openai.com>\nhttps://chatgpt.com/ https://evil.example/", CONTENT.host)


@settings(max_examples=50)
@given(st.text(max_size=100))
def test_no_text_breaks_it(text):
    assert look_at(text, CONTENT.host).findings


@given(st.text(alphabet="ab.:/@<>[]()%\\ \nхо0-\u202exn", max_size=200))
def test_no_tangle_of_marks_breaks_it(text):
    assert look_at(text, CONTENT.host).weight in {"fine", "careful", "stop"}


@given(
    st.sampled_from(["openai.com", "chatgpt.com"]),
    st.integers(0, 9),
    st.sampled_from("abcdefghijklmnopqrstuvwxyz0-"),
)
def test_a_name_that_differs_by_one_letter_is_never_fine(name, place, letter):
    other = name[:place] + letter + name[place + 1 :]
    if other != name and not other.startswith("-"):
        assert look_at(f"https://{other}/", CONTENT.host).weight != "fine"


def test_a_very_long_message_is_read_in_no_time():
    look_at("<a href=x>" * 20_000 + "@" * 20_000 + "[" * 20_000, CONTENT.host)
