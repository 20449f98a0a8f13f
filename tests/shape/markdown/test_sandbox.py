"""Links to files that a program of ChatGPT made."""

import pytest

from migrator.shape.markdown.sandbox import resolved


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("see [the plot](sandbox:/mnt/data/plot.png).", "see the plot."),
        ("[a (1)](sandbox:/mnt/data/a_(1).csv), [b](<sandbox:/mnt/data/b.csv>)", "a (1), b"),
        ("`[a](sandbox:/x)` [web](https://e.org)", "`[a](sandbox:/x)` [web](https://e.org)"),
        ("```\n[a](sandbox:/x)\n```", "```\n[a](sandbox:/x)\n```"),
    ],
)
def test_a_link_that_leads_nowhere_is_its_words(before, after):
    assert resolved(before) == after


def test_where_the_file_came_along_the_link_leads_to_it():
    where = {"sandbox:/mnt/data/plot.png": "../attachments/plot.png"}
    text = "[plot](sandbox:/mnt/data/plot.png), [data](sandbox:/mnt/data/d.csv)"
    assert resolved(text, where.get) == "[plot](../attachments/plot.png), data"


def test_a_text_without_such_links_is_itself():
    text = "sandbox:/mnt/data/x and [a](b)"
    assert resolved(text) is text
