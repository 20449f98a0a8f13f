"""Which messages of a conversation become one message of a page that draws only questions and answers.

Where a page draws only what a user and an assistant said, what went to and from tools belongs to the answer that it
led to. Messages of the assistant's side that follow each other without a fork between them become one; at a fork they
stay apart, so that no text is doubled and every branch stays a branch.
"""

from __future__ import annotations

from migrator.model import Conversation, Message
from migrator.shape import tree
from migrator.shape.turns import side


def runs(conversation: Conversation) -> list[tuple[Message, ...]]:
    """The messages in runs, each run's first message standing below the last one of an earlier run."""
    messages = conversation.messages
    below = tree.children(conversation)
    found: dict[str, list[Message]] = {}
    order: list[list[Message]] = []
    for message in messages:
        above = found.get(message.parent) if message.parent is not None else None
        if (
            above is not None
            and side(message) == "assistant" == side(above[-1])
            and len(below[message.parent]) == 1
        ):
            above.append(message)
            found[message.id] = above
        else:
            found[message.id] = run = [message]
            order.append(run)
    return [tuple(run) for run in order]
