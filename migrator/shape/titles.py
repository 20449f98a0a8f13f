"""What a chat is called that the export gives no title."""

from __future__ import annotations

import msgspec

from migrator.model import Conversation, Text

_LONGEST = 60  # characters


def titled(conversation: Conversation) -> Conversation:
    """The conversation, called by the first words that the person wrote where it has no title and they wrote any."""
    if conversation.title and not conversation.title.isspace():
        return conversation
    for message in conversation.messages:
        if message.role != "user" or message.hidden is not None:
            continue
        for part in message.parts:
            if isinstance(part, Text) and "quoted" not in part.extra and (words := _words(part.text)):
                return msgspec.structs.replace(conversation, title=words)
    return conversation


def _words(text: str) -> str:
    """The first words of `text` on one line, with a sign that more follow; cut between words where that is possible."""
    whole = " ".join(text[: 20 * _LONGEST].split())
    if len(whole) <= _LONGEST:
        return whole
    cut = whole[:_LONGEST]
    return (cut[: cut.rfind(" ")] if " " in cut[_LONGEST // 2 :] else cut).rstrip() + "…"
