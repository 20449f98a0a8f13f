"""Laws of the inline marks, for any text and any metadata."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from migrator.shape.markdown.code_ranges import code_ranges
from migrator_chatgpt.markers import resolve

PRIVATE = re.compile("[\ue200-\ue206]")

WORDS = st.sampled_from(
    ["bee", "wasp ", " ", "\n", "\n\n", "日本", "[", "]", "(", ")", "*", "$5 ", "\\", '"', ",", "1", "é"]
)
CODE = st.sampled_from(["`", "``", "```\n", "\n```\n", "~~~\n", "    ", "\t", "- ", "> ", "1. ", "| "])
MARKS = st.sampled_from(
    [
        "\ue200", "\ue201", "\ue202", "\ue203", "\ue204", "\ue205", "\ue206", "cite", "navlist", "turn0search0", "url",
        'entity["people","Ada",0]', "\ue200cite\ue202turn0search0\ue201", "【", "】", "†", "12", "source",
        "【12†source】", '【{"image_fetch": "bee"}】', "\\(", "\\)", "\\[", "\\]", ":::", ":::contextList\n",
        ':::writing{variant="email" title="T"}\n', "https://a.example/?", "utm_source=chatgpt.com", "&",
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS | CODE | MARKS, max_size=30).map("".join) | st.text(max_size=60)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 40) | st.floats() | TEXTS | st.just("https://a.example/x"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["url", "title", "items", "metadata", "text", "attribution", "images", "item", "sources"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
REFERENCES = st.fixed_dictionaries(
    {},
    optional={
        "matched_text": TEXTS | st.just("\ue200cite\ue202turn0search0\ue201") | st.just(" "),
        "start_idx": st.integers(-3, 60) | VALUES,
        "end_idx": st.integers(-3, 60) | VALUES,
        "type": st.sampled_from(["grouped_webpages", "hidden", "file", "nav_list", "sources_footnote"]),
        "items": st.lists(
            st.fixed_dictionaries({}, optional={"url": TEXTS | st.just("https://b.example"), "title": TEXTS}),
            max_size=3,
        ),
        "alt": TEXTS,
        "name": TEXTS,
        "safe_urls": VALUES,
        "sources": VALUES,
    },
)
METADATA = st.fixed_dictionaries(
    {}, optional={"content_references": st.lists(REFERENCES, max_size=3) | VALUES, "citations": VALUES}
)


def text_after(text: str, metadata: dict[str, object]) -> str:
    found = resolve(text, metadata)
    return text if found is None else found.text


@settings(deadline=None)
@given(TEXTS, METADATA)
def test_nothing_raises_and_the_result_needs_nothing_more(text: str, metadata: dict[str, object]) -> None:
    found = resolve(text, metadata)
    after = text if found is None else found.text
    assert text_after(after, {}) == after


@settings(deadline=None)
@given(TEXTS, METADATA)
def test_no_private_use_mark_is_left_outside_code(text: str, metadata: dict[str, object]) -> None:
    after = text_after(text, metadata)
    code = code_ranges(after)
    assert all(code.touch(*mark.span()) for mark in PRIVATE.finditer(after))


@settings(deadline=None)
@given(st.text() | st.lists(WORDS | CODE).map("".join))
@example("【重要】 std::vector \\x \\$5 identity `x`")
def test_a_text_without_marks_is_returned_unchanged(text: str) -> None:
    assume(not re.search(r"[\ue200-\ue206【]|\\[(\[]|:::|entity|utm_source", text))
    assert resolve(text, {}) is None


PROSE = st.text(st.sampled_from("abc XYZ.,;!?日本語é*_#-\n"), max_size=12)
WHOLE = st.sampled_from(
    [
        "\ue200cite\ue202turn0search0\ue202turn1news12\ue201",
        "\ue200filecite\ue202turn3file14\ue202L180-L293\ue201",
        '\ue200image_group\ue202{"query":["q"]}\ue201',
        "\ue200i\ue202turn0image1\ue201",
        '\ue200genui{"k":1}\ue201',
        "【12†source】",
        "【3:0†L1-L3】",
        '【{"image_fetch": "Q"}】',
        *"\ue200\ue201\ue202\ue203\ue204\ue205\ue206",
        *(
            "\\(",
            "\\)",
            "\\[",
            "\\]",
            ":::contextList",
            "\n:::",
            '\n:::writing{variant="email" id="1"}',
            ":::writing{id=1\n",
        ),
    ]
)
KEPT = st.sampled_from(
    [
        ('\ue200entity\ue202["people","KEPTname",0]\ue201', "KEPTname"),
        ("\ue200navlist\ue202KEPT list\ue202turn0news1\ue201", "KEPTlist"),
        ("\ue200brand_new\ue202KEPT words\ue201", "KEPTwords"),
        ("\ue200url\ue202KEPTtitle\ue202https://k.example\ue201", "KEPTtitle"),
        ("\ue200cite\ue202turn0search0 KEPT cut ", "KEPTcut"),
        ("\ue203KEPT span\ue204", "KEPTspan"),
        ("【1†KEPT.pdf】", "KEPT.pdf"),
        ('\n:::writing{variant="email" title="KEPT it"}\n', "KEPTit"),
        ("https://k.example/KEPT?utm_source=chatgpt.com ", "https://k.example/KEPT"),
    ]
)


@settings(deadline=None)
@given(st.lists(PROSE.map(lambda p: (p, p)) | WHOLE.map(lambda m: (m, "")) | KEPT, max_size=12), METADATA)
def test_every_other_character_survives_in_order(
    pieces: list[tuple[str, str]], metadata: dict[str, object]
) -> None:
    """Blanks apart, what stands outside whole marks, and the words inside them, is a subsequence of the result."""
    metadata.pop("citations", None)
    text = "".join(piece for piece, _ in pieces)
    # A mark that a later piece closes after all is a whole one: what lies in it is no longer outside.
    assume(not re.search("KEPT cut [^\ue200\ue201]*\ue201", text))
    after = iter(text_after(text, metadata))
    for char in "".join("".join(kept.split()) for _, kept in pieces):
        assert char in after, "a character of the prose is missing, or stands in another place"


N = 20_000


@pytest.mark.parametrize(
    "text",
    [
        "\\(" * N,
        "\\[ x " * N,
        "\\(x\\)" + "$5 " * N,
        " " * N + "\ue200",
        "\ue203" * N + " " * N + "```",
        "\ue200cite\ue202" * N,
        "\ue200i\ue202turn0image0\ue201" * N,
        "\ue200cite\ue202" + "1 " * N + "x\ue201",
        " ".join("`" * (i % 200 + 1) for i in range(N // 100)) + "\ue203",
        "- " * N + "\ue203",
        "> " * N + "\ue203",
        "【1†" * N,
        ':::writing{a="' * N,
        ":::contextList\n" * N,
        ":::writing{" + "a=" * N + '"',
        "|-|\n" + "|`" * N + "\ue203",
        "?utm_source=chatgpt.com" * N,
        'entity["aa","b",' * N,
    ],
    ids=lambda text: f"{text[:12]!a}",
)
def test_hostile_texts_take_no_more_time_than_others(text: str) -> None:
    """Each of these takes minutes if one of the steps looks back or ahead without a bound."""
    begun = time.process_time()
    resolve(text, {})
    assert time.process_time() - begun < 10


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=2), TEXTS)
def test_a_link_made_of_hostile_data_is_one_link(titles: list[str], path: str) -> None:
    """Whatever a title and an address hold, what is built of them is one paragraph with one link to that host."""
    mark = "\ue200cite\ue202turn0search0\ue201"
    item = {"title": titles[0], "attribution": titles[1], "url": "https://a.example/" + path}
    metadata = {"content_references": [{"matched_text": mark, "type": "grouped_webpages", "items": [item]}]}
    tokens = MarkdownIt("commonmark").parse(text_after(f"see {mark} end", metadata))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    links = [token.attrs["href"] for token in children if token.type == "link_open"]
    assert len(links) == 1
    assert str(links[0]).startswith("https://a.example/")
    assert {token.type for token in children} <= {"text", "link_open", "link_close", "text_special"}
