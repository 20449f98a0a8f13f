import pytest
from markdown_it import MarkdownIt

from migrator.model import (
    Citation,
    Code,
    Document,
    Image,
    Message,
    Opaque,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
)
from migrator.shape import flat
from migrator.shape.tally import Tally

EVERYTHING = flat.Wish(reasoning=True, tools=True, citations=True, unknown=True, media=True)
NOTHING = flat.Wish(reasoning=False, tools=False, citations=False, unknown=False, media=False)
PARTS = (
    Text(text="words", at="/0"),
    Code(text="x", language="py", at="/1"),
    Reasoning(text="hmm", title="T", at="/2"),
    ToolCall(tool="bio", input="in", at="/3"),
    ToolResult(tool="bio", output="out", at="/4"),
    Document(text="doc", title="D", at="/5"),
    Image(name="cat.png", at="/6"),
    Opaque(kind="k", raw=1, at="/7"),
    Citation(url="https://example.org", title="E", at="/8"),
)


def said(wish, parts=PARTS):
    tally = Tally()
    text = flat.text(Message(id="m", role="assistant", parts=parts), wish, tally)
    return text, {loss.kind: loss.where for loss in tally.losses()}


def test_everything_becomes_text_and_each_change_is_named():
    text, lost = said(EVERYTHING)
    assert text == (
        "words\n\n```py\nx\n```\n\n> T\n>\n> hmm\n\n[bio]\n\n```\nin\n```\n\n[bio]\n\n```\nout\n```\n\n"
        "**D**\n\ndoc\n\n[image: cat.png]\n\n```json\n1\n```\n\nSources:\n\n- [E](https://example.org)"
    )
    assert lost == {
        "code-folded": ("m#/1",),
        "reasoning-folded": ("m#/2",),
        "tool-folded": ("m#/3", "m#/4"),
        "document-folded": ("m#/5",),
        "media-named": ("m#/6",),
        "unknown-as-data": ("m#/7",),
        "citation-folded": ("m#/8",),
    }


def test_what_is_not_wished_for_is_named():
    text, lost = said(NOTHING)
    assert text == "words\n\n```py\nx\n```\n\n**D**\n\ndoc"
    assert {kind for kind in lost if kind.endswith("left-out")} == {
        "reasoning-left-out",
        "tool-left-out",
        "media-left-out",
        "unknown-left-out",
        "citation-left-out",
    }


def test_a_message_of_which_nothing_is_wished_for_is_named_with_its_parts():
    tally = Tally()
    message = Message(id="m", role="assistant", parts=PARTS[2:5])
    assert not flat.kept(message, NOTHING, tally)
    assert [loss.kind for loss in tally.losses()] == ["nothing-left", "reasoning-left-out", "tool-left-out"]
    assert flat.kept(message, EVERYTHING, tally)


def test_a_source_is_its_title_and_link_once_and_never_what_its_page_says():
    quoted = Citation(url="https://e.org", title="E", text="Words of that page", at="/1")
    again = Citation(url="https://e.org", title="E", at="/2")
    text, lost = said(flat.Wish(sources="Kaynaklar"), (Text(text="words"), quoted, again))
    assert text == "words\n\nKaynaklar:\n\n- [E](https://e.org)"
    assert lost == {"citation-folded": ("m#/1", "m#/2"), "excerpt-left-out": ("m#/1",)}


def test_without_sources_what_the_text_links_is_not_lost():
    linked = Citation(url="https://a.org", title="A", at="/1", extra={"inline": True})
    other = Citation(url="https://b.org", title="B", at="/2")
    text, lost = said(flat.Wish(citations=False), (Text(text="see [A](https://a.org)"), linked, other))
    assert text == "see [A](https://a.org)"
    assert lost == {"citation-folded": ("m#/1",), "citation-left-out": ("m#/2",)}


LOADING = [
    "![logo](https://example.org/x.png)",
    "![logo][1]\n\n[1]: https://example.org/x.png",
    '<img src="https://example.org/x.png">',
    "<video poster=https://example.org/x.png>",
    '```mermaid\nflowchart\n A@{ img: "https://example.org/x.png" }\n```',
    '```vega-lite\n{"data": {"url": "https://example.org/x.csv"}}\n```',
]


@pytest.mark.parametrize("text", LOADING)
@pytest.mark.parametrize("part", [Text, Reasoning, Document])
def test_where_text_is_drawn_nothing_in_it_can_load(text, part):
    parts = (part(text=text, at="/0"), Text(text="x"))
    written, lost = said(flat.Wish(reasoning=True, drawn=True), parts)
    assert lost["markup-neutralised"] == ("m#/0",)
    live = MarkdownIt("commonmark").parse(written)
    kinds = {token.type for block in live for token in (block, *(block.children or ()))}
    assert not kinds & {"image", "html_block", "html_inline"}
    assert not [token for token in live if token.info.startswith(("mermaid", "vega"))]
    assert "markup-neutralised" not in said(flat.Wish(reasoning=True), parts)[1]


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 or $10, and \\(x^2\\).",
        "a\r\nb",
        "```mermaid\ngraph TD; A-->B\n```",
        "```html\n<img src=x>",
        "a < b",
    ],
)
def test_where_text_is_drawn_all_else_stays_as_it_was(text):
    assert said(flat.Wish(drawn=True), (Text(text=text),)) == (text, {})


def test_names_in_lines_of_ours_are_words_where_they_are_drawn():
    text, _ = said(flat.Wish(drawn=True), (Image(name="![x](https://e.org/x.png)"), Text(text="y")))
    assert "![" not in text.replace("\\![", "").replace("\\!\\[", "")
