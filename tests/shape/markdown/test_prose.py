"""What the prose of a chat may become, judged by a CommonMark parser that we did not write."""

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from migrator.shape.markdown.prose import Prose, prose

PARSER = MarkdownIt("commonmark").enable("table")
PARSER.validateLink = lambda _: True  # show us every link, also those that a parser would refuse
MARKS = ("You", "Assistant")
FINE = ("http:", "https:", "mailto:", "tel:", "ftp:", "sandbox:")

WORDS = st.sampled_from(
    [
        "`", "``", "```", "````", "~~~", "<b>", "</b>", "<!--", "-->", "<script>", "<a href='`'>", "<?php", "<![CDATA[",
        "<div", ">", "> ", "- ", "1. ", "2) ", "* ", "    ", "  ", " ", "\t", "\n", "\n\n", "\r\n", "a", "b c", "\\", "\\`",
        "[x](y`z)", "[x](javascript:a)", "[x](<data:a>)", "[x](", ")", "[r]: ", "[r]:\n", "javascript:a", "![i](u)", "![", "]",
        "[r]", "$", "$$", "$a<b$", "|", "|--|--|\n", "---\n", "===\n", "# ", "## You", "You", "Assistant · x", "***", "<http://a`b>",
        "<javascript:a>", "<https://a.b>", '"t`', "&#106;", "é", "=", "html", "<i>x</i>", "`<b>`", "``<b>`c`` ",
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=25).map("".join)


def walk(tokens):
    for token in tokens:
        yield token
        yield from walk(token.children or ())


@settings(max_examples=200, deadline=None)
@given(TEXTS)
@example("`foo\nbar` <b> `x`")
@example("- ```\n<b>\n```\n<b>")
@example("  ```\ncode\n```\n<b>")
@example("a | `b | <i>` |\n|--|--|--|\n a | `b | <i>` |")
@example("[a](x`y) <b> [c](x`y)")
@example('[a](/u "t\n x` ") <b> ` y`')
@example("> ```\n<b>")
@example("\\`<b>` <i>`")
@example('$<a href="$\n">')
@example("- \n\n  ```\n<b>")
def test_nothing_in_it_is_live(text):
    out = prose(text, MARKS).text
    for token in walk(PARSER.parse(out)):
        assert token.type not in {"html_block", "html_inline", "image"}, out
        if token.type == "link_open":
            href = token.attrGet("href")
            assert href.lower().startswith(FINE) or not re.match(
                r"[a-z][a-z0-9+.-]*:", href, re.IGNORECASE
            ), out


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_nothing_after_it_is_swallowed_and_no_heading_is_forged(text):
    out = prose(text, MARKS).text
    tokens = PARSER.parse(f"{out}\n\n## END\n")
    assert [t.content for t in tokens[-2:-1]] == ["END"], out
    assert (tokens[-3].type, tokens[-3].level) == ("heading_open", 0)
    headings = [tokens[i + 1].content for i, t in enumerate(tokens) if t.type == "heading_open"]
    assert not [h for h in headings if h.startswith(MARKS)], out


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_only_backslashes_and_a_closing_fence_are_added(text):
    out = prose(text, MARKS).text
    plain = text.replace("\r\n", "\n")
    rest = iter(out)
    added = []
    for char in plain:
        for got in rest:
            if got == char:
                break
            added.append(got)
        else:
            pytest.fail("a character is missing")
    assert set(added) <= {"\\"}
    assert not set("".join(rest)) - set("\n`~")


@pytest.mark.parametrize("blanks", [" ", "  ", "   "])
def test_a_fence_ends_at_a_line_that_blanks_stand_before(blanks):
    assert prose(f"```\n{blanks}```\n![x](y)").text == f"```\n{blanks}```\n\\![x](y)"
    assert prose(f"```\n {blanks}```\n![x](y)\n```").text == f"```\n {blanks}```\n" + (
        "![x](y)\n```" if len(blanks) == 3 else "\\![x](y)\n```\n```"
    )


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("10~20 minutes, 3~4 times", r"10\~20 minutes, 3\~4 times"),
        ("10~20分钟，每周3~4次", r"10\~20分钟，每周3\~4次"),
        ("~/x and ~~gone~~ and `1~2`", "~/x and ~~gone~~ and `1~2`"),
        ("https://e.org/1~2?x=3~4 and 5~6", r"https://e.org/1~2?x=3~4 and 5\~6"),
        ("$1~2$", "$1~2$"),
    ],
)
def test_a_range_is_not_struck_out(text, out):
    assert prose(text) == Prose(out)


def code(text):
    return [t.content for t in walk(PARSER.parse(text)) if t.type in {"fence", "code_block", "code_inline"}]


@pytest.mark.parametrize(
    "text",
    [
        "```html\n<div>\n```",
        "1. Do\n\n   ```html\n   <div>\n   ```\n2. Then `<b>` and ``<i>`</i>``.",
        "> ```\n> <b>\n> ```",
        "Indented:\n\n    <b>\n    ![x](y)\n\nand <b>on</b>",
        "* a\n  * b\n\n    ~~~xml\n    <x/>\n    ~~~\n  * c <b>",
        "Use `<div>` as [MDN](https://developer.mozilla.org/en-US/docs/Web/HTML) says, or `<p>`.",
        "| tag | for |\n|--|--|\n| `<a>` | links |",
        "```\nopen <b>",
        "- item\n```sh\necho <b>\n```\n- item `<c>`",
        "1. one\n2. two\n\t```py\n\tx < y <z>\n\t```",
    ],
)
def test_code_stays_to_the_character(text):
    assert code(prose(text, MARKS).text) == code(text + "\n") != []


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("List<String> x", "List\\<String> x"),
        ("1 < 2 and a<b", "1 < 2 and a\\<b"),
        ("see <https://example.org> or <mailto:a@b.c>", None),
        ("$a<b$ and $$x<y$$", None),
        ("costs $5 <b>or</b> $6", "costs $5 \\<b>or\\</b> $6"),
        ("\\<div> already", None),
        ("\\\\<div>", "\\\\\\<div>"),
        ("![t](https://example.org/x.png)", "\\![t](https://example.org/x.png)"),
        ("[t](javascript:alert)", "[t\\](javascript:alert)"),
        ("[t](https://example.org) [u](#a) [v](a/b:c)", None),
        ("# You", "\\# You"),
        ("### Your turn\nYou\n---", "\\### Your turn\nYou\n\\---"),
        ("You are right\n\n---", None),
        ("```\n## You\n```", None),
        ("a\r\nb\rc", "a\nb\nc"),
        ("x\x00y", "x\ufffdy"),
        ("x\ud800", "x\ufffd"),
        ("```py\nx", "```py\nx\n```"),
        ("~~~~\n~~~", "~~~~\n~~~\n~~~~"),
    ],
)
def test_what_becomes_of_a_text(text, out):
    found = prose(text, MARKS)
    assert found.text == (text if out is None else out)


def test_closing_a_fence_is_no_change_but_a_backslash_is():
    assert not prose("```\nx").changed
    assert not prose("a `<b>`").changed
    assert prose("<b>").changed
    assert prose("\x00").replaced
    assert prose("a\r\nb").replaced


@pytest.mark.parametrize(
    "text", ["](" * 60_000, "`" * 60_000, "` `` " * 20_000 + "<b>", "$" * 60_000 + "<b>", "$a " * 30_000 + "<b>", "<" * 60_000 + "a", "> " * 30_000 + "<b>", "[" * 60_000 + "]:", "- " * 5_000 + "<b>\n" * 3]
)  # fmt: skip
def test_a_hostile_text_takes_no_longer_than_its_length(text):
    start = time.process_time()
    prose(text, MARKS)
    assert time.process_time() - start < 2
