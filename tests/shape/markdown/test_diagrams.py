"""Diagrams that may load something when they are drawn."""

import pytest

from migrator.shape.markdown.diagrams import still


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("```mermaid\ngraph TD\n```", "```mermaid\ngraph TD\n```"),
        ("```mermaid\nA[//x]\n```", "```text mermaid\nA[//x]\n```"),
        ("```mermaid\n\n```text\n//\n```", "```text mermaid\n\n```text\n//\n```"),
        ("> ~~~ Vega\n> {}\n> ~~~", "> ~~~ text Vega\n> {}\n> ~~~"),
        ("```vegan\nx\n```", "```vegan\nx\n```"),
        (
            "```mermaid\ngraph\n```\n//\n```mermaid\nimg\n```",
            "```mermaid\ngraph\n```\n//\n```text mermaid\nimg\n```",
        ),
    ],
)
def test_a_diagram_that_may_load_something_is_plain_code(before, after):
    assert still(before) == after
