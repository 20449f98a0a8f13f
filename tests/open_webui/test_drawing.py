"""What Open WebUI's page draws of a message."""

import json

import pytest

from migrator.model import Citation, Document, Text
from migrator.testing import MemoryArchive, run
from migrator.testing.cases import chat, says
from migrator_open_webui import TARGET


def drawn(*parts):
    archive = MemoryArchive([chat("c", says("user", "q"), says("assistant", "a", "q", parts=parts))])
    (made,) = json.loads(run(TARGET, archive).files["chats.json"])
    return next(m for m in made["chat"]["history"]["messages"].values() if m["role"] == "assistant")


@pytest.mark.parametrize(
    ("title", "name"),
    [("A page", "A page"), (None, "a.example"), ("https://a.example/x", "a.example https://a.example/x")],
)
def test_a_source_has_a_name_for_which_the_page_asks_no_search_engine(title, name):
    url = "https://a.example/x"
    (source,) = drawn(Text(text="words", at="/0"), Citation(url=url, title=title, at="/1"))["sources"]
    assert source["source"] == {"name": name, "url": url}
    assert source["metadata"] == [{"source": url, "name": name, "external": True}]


def test_a_formula_stays_as_the_model_wrote_it_and_money_beside_it_too():
    text = r"It costs $5 or $10, and \(a <b\) or \[x_1 <y!\]."
    assert drawn(Text(text=text))["content"] == text


def test_a_tag_is_text_where_folded_blocks_are_looked_for_first():
    assert drawn(Text(text="<details>\n<summary>x"))["content"] == "&lt;details>\n&lt;summary>x"


def test_a_link_into_the_sandbox_is_its_words():
    assert drawn(Text(text="[the plot](sandbox:/mnt/data/p.png)"))["content"] == "the plot"


@pytest.mark.parametrize(
    ("text", "content"), [("# Letter\n\nDear", "# Letter\n\nDear"), ("Dear", "**Letter**\n\nDear")]
)
def test_a_title_that_a_document_begins_with_is_not_said_twice(text, content):
    assert drawn(Document(text=text, title="Letter"))["content"] == content
