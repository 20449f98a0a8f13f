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
        "**D**\n\ndoc\n\n[image: cat.png]\n\n```json\n1\n```\n\n- [E](https://example.org)"
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
