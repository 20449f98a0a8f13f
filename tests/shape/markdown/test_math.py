"""Formulas, and the amounts of money beside them."""

from __future__ import annotations

import pytest

from migrator.shape.markdown.edits import applied
from migrator.shape.markdown.math import dollars, edits


def converted(text: str) -> str:
    return applied(text, edits(text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"so \(x^2\) is", "so $x^2$ is"),
        (r"\( a \), \(b\).", "$a$, $b$."),
        ("\\[\n  x = 1\n\\]", "$$\n  x = 1\n$$"),
        (r"1. \[ x \] then", r"1. $$x$$ then"),
        ("so\n\\[ 12 \\]\nis", "so\n$$12$$\nis"),
        ("\\[\nx\n- y\n+ z\n\\]", "$$\nx\n- y\n+ z\n$$"),
        (r"\[ a \\[4pt] b \]", r"$$a \\[4pt] b$$"),
        (r"\(f(x)\) and \([0,1]\)", "$f(x)$ and $[0,1]$"),
    ],
)
def test_takes_the_form_that_other_homes_know(before: str, after: str) -> None:
    assert converted(before) == after


@pytest.mark.parametrize(
    "text",
    [
        r"`\(x\)`",
        "```\n\\[x\\]\n```",
        "- item\n\n  ~~~\n  \\[x\\]\n  ~~~",
        "para\n\n    \\(code\\)\n",
        r"a lone \( and a lone \]",
        r"\\(not one\\)",
        r"\(x\)5",
        r"\(a $b$ c\)",
        r"\(\)",
        "\\[ a\n\nb \\]",
        r"`\(` opens and `\)` closes",
        r"\$5 stays",
        r"as shown in \[12\], \[3, 4\] and \[citation needed\]",
        r"[a page \[pdf\]](https://a.example)",
        r"[x \[y=1\]](https://a.example)",
    ],
)
def test_leaves_alone_what_is_none_or_would_not_be_read_as_one(text: str) -> None:
    assert converted(text) == text


def test_a_text_without_formulas_is_itself() -> None:
    text = "costs $5 or $10"
    assert dollars(text) is text
    assert dollars(r"\(x\) for $5 or $6") == r"$x$ for \$5 or \$6"


def test_an_amount_beside_a_formula_gets_a_backslash() -> None:
    assert converted(r"It costs $5 or $10, and \(x\).") == r"It costs \$5 or \$10, and $x$."
    assert converted(r"It costs \$5, and \(x\).") == r"It costs \$5, and $x$."


def test_an_amount_without_one_stays() -> None:
    assert converted("It costs $5 or $10.") == "It costs $5 or $10."


def test_a_formula_in_dollars_stays_one() -> None:
    assert converted(r"$2x+1$ and \(x\) and $$3$$") == "$2x+1$ and $x$ and $$3$$"


def test_dollars_in_code_and_addresses_stay() -> None:
    text = r"`$5` https://a.example/?p=$5 \(x\)"
    assert converted(text) == "`$5` https://a.example/?p=$5 $x$"
