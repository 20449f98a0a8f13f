"""A line of messages as turns: what one side said before the other spoke again.

Many targets know only questions and answers in turn. Here, messages in a row from one side become one turn, and what
went to and from tools belongs to the answer that it led to.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from migrator.model import Message
from migrator.shape.people import speaker

Side = Literal["system", "user", "assistant"]


class Turn(msgspec.Struct, frozen=True):
    """What one side said in a row; `messages` holds at least one, in order."""

    side: Side
    messages: tuple[Message, ...]


def side(message: Message) -> Side:
    """Whose turn a message belongs to; a tool speaks on the assistant's side."""
    return "assistant" if message.role == "tool" else message.role


def turns(messages: Iterable[Message]) -> tuple[Turn, ...]:
    """`messages` of one line as turns. Two turns in a row are of the same side only if two people speak in turn."""
    found: list[Turn] = []
    run: list[Message] = []
    whose: tuple[Side, str | None] = ("user", None)
    for message in messages:
        now = (side(message), speaker(message))
        if run and now != whose:
            found.append(Turn(whose[0], tuple(run)))
            run = []
        whose = now
        run.append(message)
    if run:
        found.append(Turn(whose[0], tuple(run)))
    return tuple(found)


def paired(all_turns: tuple[Turn, ...]) -> tuple[tuple[Turn, ...], tuple[Message, ...]]:
    """The turns from the first question to the last answer, and the messages outside of these.

    Turns of the system before the first question stay. Nothing stays if there is no answer after a question.
    """
    first = next((i for i, turn in enumerate(all_turns) if turn.side == "user"), None)
    last = max((i for i, turn in enumerate(all_turns) if turn.side == "assistant"), default=-1)
    if first is None or last < first:
        return (), tuple(message for turn in all_turns for message in turn.messages)
    if first == 0 and last == len(all_turns) - 1:
        return all_turns, ()
    kept = [t for i, t in enumerate(all_turns) if first <= i <= last or (i < first and t.side == "system")]
    outside = [t for i, t in enumerate(all_turns) if i > last or (i < first and t.side != "system")]
    # Once more in turns: what stood between two turns of the system may be gone.
    return turns(m for turn in kept for m in turn.messages), tuple(
        m for turn in outside for m in turn.messages
    )
