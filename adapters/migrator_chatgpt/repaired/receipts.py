"""What became of a conversation that was written as nodes."""

from __future__ import annotations

from migrator.adapter import Receipt
from migrator.model import Conversation
from migrator.shape.repaired.nodes import Nodes, held
from migrator.shape.tally import Tally


def receipt(conversation: Conversation, made: Nodes | None, tally: Tally) -> Receipt:
    """The receipt; its target is filled in by whoever knows the file."""
    messages, branches = held(conversation, made, tally)
    return Receipt(
        item="conversation",
        source=conversation.id,
        outcome="left-out" if made is None else "changed",
        messages=messages,
        branches=branches,
        losses=tally.losses(),
    )
