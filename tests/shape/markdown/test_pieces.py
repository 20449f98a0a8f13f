from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from migrator.shape.markdown import pieces
from migrator.shape.markdown.prose import clean

PARSER = MarkdownIt("commonmark").enable("table")
ANY = st.text(st.characters(exclude_categories=()), max_size=60) | st.lists(
    st.sampled_from(["`", "```", "*", "_", "[x](y)", "<b>", "&amp;", "\\", "# ", "- ", "1. ", "\n", "> ", "a b", "![", "~", "|", "---", "="])
).map("".join)  # fmt: skip


def rendered(markdown):
    return PARSER.parse(markdown)


@given(ANY)
def test_a_fence_holds_any_text_to_the_character(text):
    (token,) = rendered(pieces.fence(text))
    assert token.type == "fence"
    expected = clean(text)
    assert token.content == expected + ("" if expected.endswith("\n") else "\n")


@pytest.mark.parametrize(
    ("language", "info"),
    [
        ("python", "python"),
        ("c++", "c++"),
        (None, ""),
        ("x`y", ""),
        ("a\nb", ""),
        ("<b>", ""),
        ("objective-c", "objective-c"),
    ],
)
def test_the_language_of_a_fence_is_one_word(language, info):
    (token,) = rendered(pieces.fence("x", language))
    assert token.info == info


def words(tokens):
    """The text that a reader sees, if the tokens hold nothing but text; None otherwise."""
    found = []
    for token in tokens:
        if token.type not in {"text", "text_special", "softbreak"}:
            return None
        found.append(token.content)
    return "".join(found)


@given(ANY)
def test_inline_words_are_shown_as_they_are_and_as_nothing_else(text):
    line = pieces.inline(text)
    assert "\n" not in line
    expected = " ".join(clean(text).split())
    if not expected:
        assert line == ""
        return
    tokens = rendered(f"# {line}\n")
    assert [t.type for t in tokens] == ["heading_open", "inline", "heading_close"]
    assert words(tokens[1].children) == expected
    bullet = rendered(f"- {line}\n")
    assert [t.type for t in bullet if t.level == 2] == ["paragraph_open", "inline", "paragraph_close"] or len(
        bullet
    ) == 7
    inline = next(t for t in bullet if t.type == "inline")
    assert words(inline.children) == expected


@given(ANY)
def test_a_span_shows_any_line(text):
    tokens = rendered(f"x {pieces.span(text)} y")
    code = [t for t in tokens[1].children if t.type == "code_inline"]
    assert len(code) == 1
    assert code[0].content.strip() == " ".join(clean(text).split())


@pytest.mark.parametrize(
    ("where", "target"),
    [
        ("../a/ekran görüntüsü 1.png", "../a/ekran%20g%C3%B6r%C3%BCnt%C3%BCs%C3%BC%201.png"),
        ("../a/صورة.png", "../a/%D8%B5%D9%88%D8%B1%D8%A9.png"),
        ("截图.png", "%E6%88%AA%E5%9B%BE.png"),
        ("😀.png", "%F0%9F%98%80.png"),
    ],
)
def test_a_path_is_encoded_whole(where, target):
    assert pieces.path(where) == target


def test_the_page_of_a_site_is_encoded_whole_and_its_name_is_not():
    assert pieces.target("https://müze.example/şehir haritası?q=ı") == (
        "https://müze.example/%C5%9Fehir%20haritas%C4%B1?q=%C4%B1"
    )


@given(ANY)
def test_a_target_is_one_target_and_decodes_to_the_path(where):
    where = "a" + where.replace("\x00", "")
    tokens = rendered(f"[x]({pieces.path(where)})")
    (link,) = [t for t in tokens[1].children if t.type == "link_open"]
    if not any("\ud800" <= c <= "\udfff" for c in where):
        assert unquote(link.attrGet("href")) == where


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "obsidian://x", ""]
)
def test_an_address_that_is_not_of_the_web_is_no_link(url):
    tokens = rendered(pieces.link("words", url))
    assert not [t for t in tokens[1].children if t.type == "link_open"]


@given(ANY)
def test_a_web_address_stays_one_link(rest):
    line = pieces.link("words", "https://example.org/" + rest)
    tokens = rendered(line)
    assert [t.type for t in tokens[1].children] == ["link_open", "text", "link_close"]


@given(ANY)
def test_a_folded_block_ends_where_it_should(summary):
    tokens = rendered(pieces.folded(summary, "body") + "\n\n# after\n")
    assert [t.type for t in tokens] == [
        "html_block", "paragraph_open", "inline", "paragraph_close", "html_block",
        "heading_open", "inline", "heading_close",
    ]  # fmt: skip
    assert tokens[0].content.count("<") == 3


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("مرحبا", True),
        ("1. שלום", True),
        ("Hi مرحبا", False),
        ("مرحبا hi", True),
        ("", False),
        ("ılık", False),
    ],
)
def test_direction_follows_the_first_letter(text, right):
    assert pieces.reads_right_to_left(text) is right


def test_the_quick_look_for_letters_from_right_to_left_misses_none():
    for code in [
        *range(0x80, 0x3000),
        *range(0xD7F0, 0xE010),
        *range(0xF900, 0x11000),
        *range(0x1E7F0, 0x1F010),
    ]:
        text = f"a{chr(code)} b"
        assert pieces.has_right_to_left(text) == (pieces._RTL.search(text) is not None), hex(code)
