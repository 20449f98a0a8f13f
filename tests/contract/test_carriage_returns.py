"""A carriage return, and a private-use mark that a person typed, is in the output or a loss says that the text was changed."""

import json

import pytest

from migrator import registry
from migrator.model import Conversation, Message, Text
from migrator.testing.contract import readable, run
from migrator.testing.memory import MemoryArchive

TEXTS = {
    "carriage return": "One\rreturn here",
    "line end of Windows": "Two\r\nlines here",
    "last": "Three at the end\r",
    "in code": "```\nfour\r\nlines\r\n```",
    "marks": "a span \ue203here\ue204 and a lone \ue200",
}
_NO_PLACE = {"no-place-for-chats", "other-conversation"}


def forms(text: str) -> set[str]:
    """How a text may stand in a file and still be the same: as it is, or escaped for JSON or by Python's repr."""
    return {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], repr(text)[1:-1]}


@pytest.mark.parametrize("side", ["user", "assistant"])
@pytest.mark.parametrize("name", sorted(TEXTS))
@pytest.mark.parametrize("target", registry.target_names())
def test_no_text_is_changed_without_a_word(target, name, side):
    texts = {"user": "a question", "assistant": "an answer"} | {side: TEXTS[name]}
    said = (
        Message(id="u", role="user", parts=(Text(text=texts["user"]),)),
        Message(id="a", role="assistant", parent="u", parts=(Text(text=texts["assistant"]),)),
    )
    outcome = run(
        registry.target(target), MemoryArchive([Conversation(id="c", title="t", messages=said, head="a")])
    )
    losses = {loss.kind for receipt in outcome.receipts for loss in receipt.losses}
    if losses & _NO_PLACE:
        return
    text = readable(outcome.files)
    assert "text-changed" in losses or any(form in text for form in forms(TEXTS[name]))
