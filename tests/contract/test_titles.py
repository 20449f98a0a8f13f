"""A title is in the output as it is, or a loss says that it was changed or left out."""

from __future__ import annotations

import html
import json
import re

import pytest

from migrator import registry
from migrator.model import Conversation, Message, Text
from migrator.shape.markdown import pieces
from migrator.testing.contract import readable, run
from migrator.testing.memory import MemoryArchive

TITLES = {
    "half": "Holiday plans \ud83d",
    "nul": "Nul \0 in it",
    "two lines": "Two\r\nlines here",
    "carriage return": "One\rreturn here",
    "tab": "A\ttab here",
    "control": "A \x07 bell here",
    "brackets": "[red]loud[/red] words here",
    "markup": "*stars* _and_ <b>bold</b> & so on",
    "right to left": "\u202egnorw emoh",
    "template": "{{ user }} <|im_start|> here",
    "long": "long words " * 60 + "end",
}
_LOSSES = {"title-changed", "title-left-out", "no-place-for-chats", "other-conversation"}


def forms(title: str) -> set[str]:
    """How a title may stand in a file and still be the same: as it is, or escaped for JSON, YAML, HTML, Markdown or SQL."""
    given = {title, json.dumps(title)[1:-1], json.dumps(title, ensure_ascii=False)[1:-1], html.escape(title)}
    given |= {html.escape(title, quote=False), title.replace("'", "''")}
    yaml = json.dumps(title, ensure_ascii=False)[1:-1]
    if pieces.one_line(title) == title:
        given.add(pieces.inline(title))
    return given | {
        yaml,
        re.sub("[\u200b-\u200f\u202a-\u202e]", lambda m: f"\\u{ord(m[0]):04x}", yaml),
        repr(title)[1:-1],
    }


@pytest.mark.parametrize("name", sorted(TITLES))
@pytest.mark.parametrize("target", registry.target_names())
def test_no_title_is_changed_without_a_word(target, name):
    title = TITLES[name]
    said = (
        Message(id="u", role="user", parts=(Text(text="a question"),)),
        Message(id="a", role="assistant", parent="u", parts=(Text(text="an answer"),)),
    )
    chat = Conversation(id="c", title=title, messages=said, head="a")
    outcome = run(registry.target(target), MemoryArchive([chat]))
    losses = {loss.kind for receipt in outcome.receipts for loss in receipt.losses}
    text = readable(outcome.files) + "\n".join(outcome.files)
    assert losses & _LOSSES or any(form in text for form in forms(title))
