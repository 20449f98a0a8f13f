"""What is known of a chat and finds no place where it goes: named as losses, alike for every target."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from migrator.model import Conversation, Message
from migrator.shape.tally import Tally

Label = Literal["title", "archived", "starred", "pinned", "project", "persona"]


def labels(conversation: Conversation, tally: Tally, *held: Label) -> None:
    """Name the labels that the conversation bears and the target does not hold, and ChatGPT's own details."""
    kinds: tuple[tuple[Label, bool, str], ...] = (
        ("title", bool(conversation.title), "title-left-out"),
        ("archived", conversation.archived, "flags-left-out"),
        ("starred", conversation.starred, "flags-left-out"),
        ("pinned", conversation.pinned, "flags-left-out"),
        ("project", conversation.project is not None, "project-left-out"),
        ("persona", conversation.persona is not None, "persona-left-out"),
    )
    for kind in dict.fromkeys(kind for label, borne, kind in kinds if borne and label not in held):
        tally.add(kind, conversation.id)
    tally.add("details-left-out", conversation.id)


def stamps(messages: Iterable[Message], tally: Tally) -> None:
    """Name the times and models of single messages, where the target holds neither."""
    for message in messages:
        if message.created is not None:
            tally.count("time-left-out", message.id)
        if message.model is not None:
            tally.count("model-left-out", message.id)
