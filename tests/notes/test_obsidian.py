"""A chat's text must not become part of a vault's machinery."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from migrator.model import Code, ToolResult
from migrator.testing import MemoryArchive, run
from migrator.testing.cases import chat, line, says
from migrator_notes import OBSIDIAN
from migrator_notes.obsidian import callout, fence, text

PARSER = MarkdownIt("commonmark").enable("table")
WORDS = st.sampled_from(
    ["[[a]]", "![[a]]", "[[", "%%", "%% x %%", "#tag", "#12", "# a", "`= x`", "`$= dv.x`", "``= x``", "`", "``", "<% tp %>", "<%*",
     "```dataviewjs\n", "```\n", "~~~tasks\n", "   ```js\n", "- ", "> ", "\n", "\n\n", " ", "a", "\\", "`#x`", "(#y)", "<b>", "|"]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=20).map("".join)
RUNS = re.compile(r"dataview|tasks", re.IGNORECASE)


def walk(tokens):
    for token in tokens:
        yield token
        yield from walk(token.children or ())


def prose_of(inline):
    """What stands in a paragraph outside of its code spans, without what is escaped."""
    raw = inline.content
    for token in inline.children:
        if token.type == "code_inline":
            raw = re.sub(
                rf"{re.escape(token.markup)}\s?{re.escape(token.content)}\s?{re.escape(token.markup)}",
                "X",
                raw,
                count=1,
            )
    return re.sub(r"\\.", "X", raw)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_nothing_in_it_links_tags_queries_or_runs(chat_text):
    out = text(chat_text).text
    assert "<%" not in out
    for token in walk(PARSER.parse(out)):
        if token.type == "fence":
            assert not RUNS.match(token.info.strip())
        if token.type == "code_inline":
            assert not re.match(r"\s*\$?=", token.content), out
        if token.type == "inline":
            rest = prose_of(token)
            assert "[[" not in rest, out
            assert "%%" not in rest, out
            assert not re.search(r"(?:^|\s)#[^\W\d]", rest), out
        assert token.type not in {"html_block", "html_inline", "image"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("see [[Note]] and #idea", "see \\[\\[Note]] and \\#idea"),
        ("# Heading\n\n#1 and #2024", "# Heading\n\n#1 and #2024"),
        ("`= this.file.name` and `x = 1`", "\\`= this.file.name\\` and `x = 1`"),
        ("```dataviewjs\ndv.pages()\n```", "```text dataviewjs\ndv.pages()\n```"),
        ("```python\nx # y\n```", "```python\nx # y\n```"),
        ("```erb\n<%= x %>\n```", "```text erb\n< %= x %>\n```"),
        ("C# and a#b", "C# and a#b"),
        ("100 %% sure", "100 \\%\\% sure"),
    ],
)
def test_what_becomes_of_a_text(before, after):
    found = text(before)
    assert found.text == after
    assert found.changed == (before != after)


def test_what_is_folded_is_a_callout():
    assert callout("Called [[x]]", "a\n\nb") == "> [!note]- Called \\[\\[x\\]\\]\n> a\n>\n> b"


def test_code_in_a_part_is_plain_too_and_named():
    parts = (Code(text="x", language="dataviewjs", at="/c"), ToolResult(tool="t", output="<% x %>", at="/t"))
    archive = MemoryArchive([chat("c", says("user", "u"), says("assistant", "a", "u", parts=parts))])
    outcome = run(OBSIDIAN, archive)
    (loss,) = outcome.receipts[0].losses
    assert (loss.kind, loss.where) == ("text-changed", ("a#/c", "a#/t"))
    assert fence("x", "dataviewjs") == "```text dataviewjs\nx\n```"


def test_properties_are_of_the_kinds_that_obsidian_knows():
    archive = MemoryArchive([line("c", "x", "y", title="A: <% t %>", archived=True)])
    page = next(
        data for path, data in run(OBSIDIAN, archive).files.items() if path.startswith("chats/")
    ).decode()
    assert page.startswith(
        '---\ntitle: "A: <\\u0025 t %>"\naliases: ["A: <\\u0025 t %>"]\nid: "c"\nsource: "chatgpt"\n'
        "created: 2024-05-01T12:00:00\nupdated: 2024-05-01T12:00:02\n"
        'tags: ["chatgpt", "chatgpt/archived"]\nmessages: 2\n---\n'
    )
