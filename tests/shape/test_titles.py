"""Chats without a title are called by the first words that the person wrote."""

import pytest

from migrator.model import Image, Text
from migrator.shape.titles import titled
from migrator.testing.cases import chat, says


def called(*messages, title=None):
    return titled(chat("c", *messages, title=title)).title


@pytest.mark.parametrize("title", [None, "", " \n"])
def test_the_first_words_are_the_title(title):
    question = says("user", "u", parts=(Image(asset="f"), Text(text="How do I\n prune roses?")))
    assert called(says("assistant", "a", parts=(Text(text="Hello"),)), question, title=title) == (
        "How do I prune roses?"
    )


def test_long_words_are_cut_between_words():
    assert called(says("user", "u", parts=(Text(text="long words " * 60),))) == "long words " * 5 + "long…"
    assert called(says("user", "u", parts=(Text(text="x" * 500),))) == "x" * 60 + "…"


def test_a_title_stays_and_hidden_words_give_none():
    said = says("user", "u", parts=(Text(text="a question"),))
    assert called(said, title="Mine") == "Mine"
    assert called(says("user", "u", parts=(Text(text="a question"),), hidden="hidden")) is None
    assert called(says("user", "u", parts=(Image(asset="f"),))) is None
