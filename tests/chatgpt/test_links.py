"""Markdown made of a vendor's titles and addresses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from migrator_chatgpt.links import escaped, host, link, one_line, untagged, web_address

PARSER = MarkdownIt("commonmark")
TEXTS = st.text(st.sampled_from("ab1 []()!\\`*_<>&#;:/'\"|~$.=-é日"), max_size=20) | st.text(
    st.characters(exclude_categories=["Cc", "Cs"]), max_size=20
)


def inline(text: str) -> list[tuple[str, str]]:
    """The inline tokens of one paragraph: type and text."""
    (_, token, _) = PARSER.parse(text)
    return [(child.type, child.content) for child in token.children or ()]


@settings(deadline=None)
@given(TEXTS.map(one_line))
def test_an_escaped_text_is_shown_letter_by_letter(text: str) -> None:
    tokens = inline(f"x{escaped(text)}x")
    assert {kind for kind, _ in tokens} <= {"text", "text_special"}
    assert "".join(content for _, content in tokens) == f"x{text}x"


@settings(deadline=None)
@given(TEXTS.map(one_line), TEXTS)
def test_a_link_shows_its_label_and_nothing_else(label: str, path: str) -> None:
    address = web_address("https://a.example/" + path)
    assert address is not None
    tokens = inline(f"x {link(label, address)} x")
    assert tokens[0] == ("text", "x ")
    assert tokens[-1] == ("text", " x")
    assert [kind for kind, _ in tokens if kind.startswith("link")] == ["link_open", "link_close"]
    assert "".join(content for kind, content in tokens[1:-1]) == (label or "a.example")


@pytest.mark.parametrize(
    "value",
    [None, 7, "", "a.example", "/local", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://",
     "https:///x", "ftp://a.example", "https://a.example/" + "x" * 9000],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_none(value: object) -> None:
    assert web_address(value) is None


@pytest.mark.parametrize(
    ("given_address", "address"),
    [
        (" https://a.example/b ", "https://a.example/b"),
        ("HTTP://a.example", "HTTP://a.example"),
        ("https://a.example/b c(d)", "https://a.example/b%20c%28d%29"),
        ("https://a.example/\u202e\ue200x\n", "https://a.example/%E2%80%AEx"),
        ("https://a.example/日本?q=é#x", "https://a.example/日本?q=é#x"),
        ("https://a.example/?utm_source=chatgpt.com", "https://a.example/"),
        ("https://a.example/\ud800", "https://a.example/%3F"),
    ],
)
def test_an_address_is_kept_but_for_what_would_end_a_link(given_address: str, address: str) -> None:
    assert web_address(given_address) == address


@pytest.mark.parametrize(
    ("tagged", "plain"),
    [
        ("https://a.example/?utm_source=chatgpt.com", "https://a.example/"),
        ("https://a.example/?a=1&utm_source=chatgpt.com", "https://a.example/?a=1"),
        ("https://a.example/?utm_source=chatgpt.com&a=1", "https://a.example/?a=1"),
        ("https://a.example/?a=1&amp;utm_source=chatgpt.com&amp;b=2", "https://a.example/?a=1&amp;b=2"),
        ("https://a.example/?utm_source=chatgpt.com#top", "https://a.example/#top"),
        ("https://a.example/?my_utm_source=chatgpt.com", "https://a.example/?my_utm_source=chatgpt.com"),
        (
            "https://a.example/?utm_source=chatgpt.community",
            "https://a.example/?utm_source=chatgpt.community",
        ),
    ],
)
def test_the_tag_is_taken_off_alone(tagged: str, plain: str) -> None:
    assert untagged(tagged) == plain


def test_a_host_is_named_plainly() -> None:
    assert host("https://user@www.a.example:8080/b?c#d") == "a.example:8080"
