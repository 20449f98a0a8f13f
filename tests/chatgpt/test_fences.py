"""Colon fences."""

from __future__ import annotations

import pytest

from migrator_chatgpt.markers import resolve


def text_of(text: str) -> str:
    found = resolve(text, {})
    return text if found is None else found.text


def test_a_writing_block_keeps_its_body_under_its_title() -> None:
    found = resolve(
        'Here:\n\n:::writing{variant="email" id="51724" subject="Bees {again}" recipient="a@b.example"}\nDear *bees*,\n\nhum.\n:::\n\nOk?',
        {},
    )
    assert found is not None
    assert found.text == "Here:\n\n**Bees {again}**\n\nDear *bees*,\n\nhum.\n\nOk?"
    assert found.extra == {
        "writing": [
            {"variant": "email", "id": "51724", "subject": "Bees {again}", "recipient": "a@b.example"}
        ]
    }


@pytest.mark.parametrize(
    "fence",
    [
        ":::writing{variant=“standard” id=“91827”}",
        ":::writing{variant=standard id=x-9}",
        ':::writing{variant="standard" id="1"',
        ':::écriture{variante="document" id="28471"}',
    ],
)
def test_quotes_and_names_vary(fence: str) -> None:
    assert text_of(f"a\n\n{fence}\nbody\n:::\n\nb") == "a\n\nbody\n\nb"


def test_a_missing_end_costs_nothing() -> None:
    assert text_of(':::writing{variant="document" title="T"}\nbody\n\nmore') == "**T**\n\nbody\n\nmore"


def test_paragraphs_that_a_fence_parted_stay_parted() -> None:
    assert text_of(':::writing{id="1" variant="x"}\nbody\n:::\nafter') == "body\n\nafter"
    assert text_of('before\n:::writing{id="1" variant="x"}\nbody') == "before\n\nbody"


def test_blocks_may_share_a_line() -> None:
    assert text_of('A :::writing{variant="email" id="1"} one ::: :::writing{variant="chat"} two') == (
        "A  one   two"
    )


def test_a_context_list_loses_its_two_lines() -> None:
    assert text_of("a\n\n:::contextList\n- **B**\n- **C**\n:::\n\nd") == "a\n\n- **B**\n- **C**\n\nd"


@pytest.mark.parametrize(
    "text",
    [
        ":::note\nMine\n:::",
        ':::tip{title="Mine"}\nx\n:::',
        "```\n:::contextList\n```",
        "a ::: b",
        "::::writing{id=1}",
        "`:::writing{id=1}`",
        "std:::vector",
    ],
)
def test_fences_of_other_kinds_stay(text: str) -> None:
    assert resolve(text, {}) is None


def test_a_fence_inside_a_block_keeps_its_own_end() -> None:
    text = ':::writing{variant="document"}\n:::note\nMine\n:::\nbody\n:::\nafter'
    assert text_of(text) == ":::note\nMine\n:::\nbody\n\nafter"
