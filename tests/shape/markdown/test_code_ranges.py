"""What is code and what is prose in an answer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from migrator.shape.markdown.code_ranges import code_ranges
from migrator_chatgpt.markers import resolve


def code_in(text: str) -> list[str]:
    return [text[start:end] for start, end in code_ranges(text)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("plain", []),
        ("a `b` c ``d ` e`` f", ["`b`", "``d ` e``"]),
        ("a ` b", []),
        ("a \\`b` c", []),
        ("a ` b\n\nc ` d", []),
        ("- a ` b\n- c ` d", []),
        ("| a ` | b |\n|---|---|\n| c ` | d |", []),
        ("```py\nx\n```\ny", ["```py\nx\n```"]),
        ("````\n```\nx\n````\ny", ["````\n```\nx\n````"]),
        ("```\nnever closed", ["```\nnever closed"]),
        ("~~~\nx\n~~~", ["~~~\nx\n~~~"]),
        ("``` a ` b\n", []),
        ("1. one\n\n   ```\n   x\n   ```\n\n2. two", ["   ```\n   x\n   ```"]),
        ("- one\n  - two\n\n    ```\n    x\n    ```", ["    ```\n    x\n    ```"]),
        ("- ```\n  x\n  ```", ["- ```\n  x\n  ```"]),
        ("> ```\n> x\n> ```\ny", ["> ```\n> x\n> ```"]),
        ("> ```\n> x\ny", ["> ```\n> x"]),
        ("para\n\n    code\n\n    more\n\npara", ["    code\n\n    more\n"]),
        ("para\n    no code", []),
        ("- item\n\n    its second paragraph", []),
        ("\n\tcode", ["\tcode"]),
        ("> 12. a\n>\n>     its second paragraph", []),
        ("> a\n>\n>     code", [">     code"]),
    ],
)
def test_code_is_found(text: str, code: list[str]) -> None:
    assert code_in(text) == code


def test_a_wrap_around_a_fence_goes_and_the_code_stays() -> None:
    text = "- \ue203Do:\ue204\n\n  \ue203```java\n  a(\ue203);\n  ```\ue204\n\n  So. \ue200cite\ue202turn0search1\ue201\n"
    found = resolve(text, {})
    assert found is not None
    assert found.text == "- Do:\n\n  ```java\n  a(\ue203);\n  ```\n\n  So.\n"


WORDS = st.text("ab .", min_size=1, max_size=8).map(lambda words: f"x{words}y")
PROSE = st.builds(lambda a, b: f"{a} \ue203{b}\ue204", WORDS, WORDS)
SPAN = st.builds(lambda a, b: f"{a} `k\ue203ept` {b} \ue204.", WORDS, WORDS)
LINE = PROSE | SPAN
FENCE = st.builds(
    lambda mark, info, body: f"{mark}{info}\n{body} k\ue203ept\n\n    {body}\n{mark}",
    st.sampled_from(["```", "````", "~~~"]),
    st.sampled_from(["", "python", "c++"]),
    WORDS,
)


def indented(block: str, by: str) -> str:
    return "\n".join(by + line if line else line for line in block.split("\n"))


BLOCK = st.recursive(
    st.lists(LINE, min_size=1, max_size=3).map("\n".join)
    | LINE.map(lambda line: f"## {line}")
    | FENCE
    | st.just("| a | b |\n|---|---|\n| `k\ue203ept` | \ue203b |"),
    lambda inner: (
        st.builds(
            lambda bullet, first, rest: "\n\n".join(
                [bullet + first, *(indented(b, " " * len(bullet)) for b in rest)]
            ),
            st.sampled_from(["- ", "* ", "1. ", "12. "]),
            LINE,
            st.lists(inner, max_size=2),
        )
        | inner.map(lambda block: "\n".join(f"> {line}" if line else ">" for line in block.split("\n")))
    ),
    max_leaves=4,
)


@settings(deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=4).map("\n\n".join))
def test_marks_go_from_prose_and_stay_in_code(text: str) -> None:
    """In documents of every usual shape, as CommonMark itself reads them."""
    found = resolve(text, {})
    after = text if found is None else found.text
    assert after.count("k\ue203ept") == text.count("k\ue203ept")
    for token in MarkdownIt("commonmark").enable("table").parse(after):
        for child in token.children or ():
            if child.type != "code_inline":
                assert "\ue203" not in child.content
                assert "\ue204" not in child.content


@settings(deadline=None)
@given(st.text("`~> -1.|#\n\tax ", max_size=40))
def test_ranges_are_in_order_and_disjoint(text: str) -> None:
    position = 0
    for start, end in code_ranges(text):
        assert position <= start < end <= len(text)
        position = end
